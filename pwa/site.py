"""The site of one deployment: its content in every language, its assets, and the list of its public pages.

Everything is read once. In development it is read again for each request, so that an edit shows at once.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from pwa.assets import Assets, read_assets
from pwa.config import Settings
from pwa.headers import HeaderTable, common_headers, content_policy
from pwa.i18n import Language, Text, read_languages, with_catalogue
from pwa.listing import finder_files
from pwa.model.checks import check_languages, check_notice, read_content
from pwa.model.library import PLAIN_PAGES, REPORT, Library
from pwa.model.subjects import without
from pwa.model.words import Message
from pwa.open_data import open_data
from pwa.paper import Sheet, make_sheets
from pwa.qr import print_rule
from pwa.rescue import rescue_json
from pwa.saved_words import saved_words
from pwa.search import make_indexes

CORE_PAGES = ("", "offline-status", "offline")
"""Pages saved first, beside the guides that say `core = true`. The empty name is Home."""


NEUTRAL = "today"
"""Where "Exit" leads without a network: saved with the core, and linked from nowhere else."""


@dataclass(frozen=True)
class PublicPage:
    """A page of the site in one language: its address, its slug, and whether it is saved with the core."""

    address: str
    language: str
    slug: str
    core: bool


@dataclass(frozen=True)
class Site:
    """What views and the build share."""

    settings: Settings
    languages: dict[str, Language]
    libraries: dict[str, Library]
    assets: Assets
    headers: HeaderTable

    @property
    def library(self) -> Library:
        """The library in its source language, untranslated."""
        return next(iter(self.libraries.values()))

    @cached_property
    def shown_services(self) -> frozenset[str]:
        """The ids of every listing that readers see, of all areas."""
        services = self.library.directory.services
        return frozenset(name for name, service in services.items() if service.is_shown)

    @cached_property
    def open_data(self) -> dict[str, bytes]:
        """The directory in open formats, by address: for other programmes, not for phones."""
        return open_data(self.libraries, self.settings.url)

    def slugs(self) -> dict[str, bool]:
        """Every page's slug with "is it in the core", emergency guides first: the order of saving."""
        guides = self.library.guides
        first = [slug for slug, guide in guides.items() if guide.emergency and guide.core]
        order = [
            *first,
            *CORE_PAGES,
            *self.library.titled,
            *PLAIN_PAGES,
            *([REPORT] if self.settings.reports else []),
        ]
        return {slug: slug in CORE_PAGES or (slug in guides and guides[slug].core) for slug in order}

    def pages(self) -> Iterator[PublicPage]:
        """Every public page in every language, core first, a page's languages side by side."""
        for core in (True, False):
            for slug, is_core in self.slugs().items():
                if is_core is core:
                    for code in self.languages:
                        yield PublicPage(f"/{code}/{slug}", code, slug, core)

    def sheets(self) -> list[Sheet]:
        """What can be printed, in every language. It is made when it is first asked for, and then remembered."""
        return [
            sheet
            for code, language in self.languages.items()
            for sheet in make_sheets(self.libraries[code], language, self.settings, self.assets.pictograms)
        ]

    def address(self, language: str, slug: str) -> str:
        """The address of a page, absolute where the deployment knows its own."""
        return f"{self.settings.url}/{language}/{slug}"


def read_site(settings: Settings) -> Site:
    """Read content, catalogues and assets; the first mistake stops it with one sentence."""
    languages = read_languages(settings.translations, settings.languages)
    everything = read_content(settings.content, settings.static / "pictograms")
    check_languages(everything, settings.content, languages, with_catalogue(settings.translations))
    check_notice(everything, settings.content, languages)
    library = without(everything, settings.topics_off)
    libraries = {code: library.translate(_named(language, settings.name)) for code, language in languages.items()}
    assets = read_assets(settings.static)
    assets.keep_screenshots_of(settings.name)
    for code, language in languages.items():
        assets.add(f"saved/{code}.json", saved_words(language))
        assets.add(
            f"rescue/{code}.json",
            rescue_json(libraries[code].rescue, library.rescue, language, settings, assets.addresses),
        )
    for name, body in finder_files(library.directory).items():
        assets.add(name, body)
    for code, index in make_indexes(libraries).items():
        assets.add(f"search/{code}.json", index)
    if settings.url:
        rules = (print_rule(code, f"{settings.url}/{code}/") for code in languages)
        assets.add("css/print.css", assets.files.pop(assets.url("css/print.css")) + "".join(rules).encode())
    policy = content_policy(assets.inline_scripts.values(), assets.inline_styles.values())
    return Site(
        settings=settings,
        languages=languages,
        libraries=libraries,
        assets=assets,
        headers=HeaderTable(common_headers(policy, hsts=settings.hsts), settings.retire),
    )


def _named(language: Language, app: str) -> Callable[[Message], Text]:
    """Messages in `language`, with the app's own name where they say `{app}`."""
    return lambda message: language.text(message).fill(app=app)
