"""All content, read and checked as a whole: what one file cannot know about another is checked here."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pwa.model.guide import Guide, Source
from pwa.model.page import Page
from pwa.model.reader import ContentError, build, messages, read, read_table, translate
from pwa.model.rescue import Rescue
from pwa.model.rescue_reader import read_rescue
from pwa.model.words import Message

Kind = TypeVar("Kind")

SLUG = re.compile(r"[a-z][a-z0-9-]*")


@dataclass(frozen=True)
class Library:
    """The guides and pages by slug, in reading order, with the sources and pictograms they name."""

    sources: dict[str, Source]
    pictograms: dict[str, Message]
    guides: dict[str, Guide]
    rescue: Rescue
    pages: dict[str, Page]

    def translate(self, into: Callable[[Message], str]) -> "Library":
        """The same library with every message passed through `into`."""
        translated: Library = translate(self, into)
        return translated

    def messages(self) -> Iterable[tuple[str, Message]]:
        """Every message with its place, such as `guides.overdose.section[1].title`."""
        return messages(self)


def read_library(folder: Path, pictograms: Path) -> Library:
    """Everything under the content `folder`; drawings are looked up in `pictograms`.

    Raises `ContentError` for the first thing that may not be published.
    """
    sources_file = folder / "sources.toml"
    sources = {
        _slug(name, sources_file, name): build(Source, table, sources_file, name)
        for name, table in read_table(sources_file).items()
    }
    for name, source in sources.items():
        if not source.address.startswith("https://"):
            raise ContentError(sources_file, f"{name}.address", f'"{source.address}"', "an https:// address")
    pictograms_file = folder / "pictograms.toml"
    described = build(_Pictograms, read_table(pictograms_file), pictograms_file).description
    for name in described:
        if not (pictograms / f"{name}.svg").is_file():
            raise ContentError(pictograms_file, f"description.{name}", "no drawing", f"{pictograms}/{name}.svg")
    guides = _read_folder(folder / "guides", Guide)
    library = Library(
        sources=sources,
        pictograms=described,
        guides=dict(sorted(guides.items(), key=lambda item: (item[1].order, item[0]))),
        rescue=read_rescue(folder / "rescue"),
        pages=_read_folder(folder / "pages", Page),
    )
    _check_names(library, folder)
    for slug, guide in library.guides.items():
        _check_guide(library, guide, folder / "guides" / f"{slug}.toml")
    _check_rescue(library, folder / "rescue")
    return library


@dataclass(frozen=True)
class _Pictograms:
    description: dict[str, Message]


def _read_folder(folder: Path, shape: type[Kind]) -> dict[str, Kind]:
    files = sorted(folder.glob("*.toml"))
    if not files:
        raise ContentError(folder, "", "no .toml file", "at least one")
    return {_slug(file.stem, file, ""): read(file, shape) for file in files}


def _slug(name: str, file: Path, key: str) -> str:
    if not SLUG.fullmatch(name):
        raise ContentError(file, key, f'the name "{name}"', "lower-case letters, digits and hyphens")
    return name


def _check_names(library: Library, folder: Path) -> None:
    """One address belongs to one page, and section ids are anchors: unique on their page."""
    for slug in library.pages.keys() & library.guides.keys():
        raise ContentError(folder / "pages" / f"{slug}.toml", "", "a name a guide has", "another file name")
    for slug, guide in library.guides.items():
        _check_anchors([section.id for section in guide.section], folder / "guides" / f"{slug}.toml")
    for slug, page in library.pages.items():
        _check_anchors([section.id for section in page.section], folder / "pages" / f"{slug}.toml")


def _check_anchors(ids: list[str], file: Path) -> None:
    for number, name in enumerate(ids, start=1):
        key = f"section[{number}].id"
        _slug(name, file, key)
        if name in ids[: number - 1]:
            raise ContentError(file, key, f'"{name}" a second time', "an id used once on the page")


def _check_guide(library: Library, guide: Guide, file: Path) -> None:
    if guide.icon not in library.pictograms:
        raise ContentError(file, "icon", f'"{guide.icon}"', "a name from pictograms.toml")
    for name in guide.related:
        if name not in library.guides:
            raise ContentError(file, "related", f'"{name}"', f"one of {', '.join(library.guides)}")
    for number, section in enumerate(guide.section, start=1):
        key = f"section[{number}]"
        _check_sources(library, section.sources, file, key)
        for place, block in [
            (key, section),
            *((f"{key}.branch[{n}]", b) for n, b in enumerate(section.branch, 1)),
        ]:
            _check_pictogram(library, block.pictogram, file, place)
            for link in block.link:
                _check_link(library, guide, link.to, file, f"{place}.link")


def _check_rescue(library: Library, folder: Path) -> None:
    """Its screens open on the overdose page: that page's drawings and sections are there for them."""
    for name, key, step in library.rescue.placed():
        file = folder / name
        _check_sources(library, step.sources, file, key)
        _check_pictogram(library, step.pictogram, file, key)
        for link in step.link:
            _check_link(library, None, link.to, file, f"{key}.link")


def _check_sources(library: Library, sources: Iterable[str], file: Path, key: str) -> None:
    for source in sources:
        if source not in library.sources:
            raise ContentError(file, f"{key}.sources", f'"{source}"', "an entry of sources.toml")


def _check_pictogram(library: Library, name: str | None, file: Path, key: str) -> None:
    if name is not None and name not in library.pictograms:
        raise ContentError(file, f"{key}.pictogram", f'"{name}"', "a name from pictograms.toml")


def _check_link(library: Library, guide: Guide | None, to: str, file: Path, key: str) -> None:
    slug, _, anchor = to.partition("#")
    target = library.guides.get(slug) if slug else guide
    if target is None and not (slug in library.pages and not anchor):
        raise ContentError(file, key, f'"{to}"', "a guide, a page, or a #section")
    if anchor and target is not None and anchor not in {section.id for section in target.section}:
        raise ContentError(file, key, f'"{to}"', f"one of #{', #'.join(section.id for section in target.section)}")
