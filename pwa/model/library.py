"""All content, read as a whole. What one file cannot know about another is checked in `pwa.model.checks`."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from pwa.model.article import Article, Shelf
from pwa.model.categories import CategoryWords, read_categories
from pwa.model.directory import Directory, read_directory
from pwa.model.flags import Flag, read_flags
from pwa.model.guide import Guide, Source, SourcedPage
from pwa.model.laws import Laws
from pwa.model.mixing import Mixing
from pwa.model.notice import Notice
from pwa.model.page import Page
from pwa.model.poster import Poster
from pwa.model.quiz import Quiz
from pwa.model.reader import ContentError, build, check_slug, messages, read, read_table, translate
from pwa.model.rescue import Rescue
from pwa.model.rescue_reader import read_rescue
from pwa.model.services import Category
from pwa.model.words import Message

Kind = TypeVar("Kind")

SHELVES = ("safer-use", "learn")
"""Each is a folder of articles and the beginning of their addresses: `/en/safer-use/not-alone`."""

SINGLE = {"mixing": Mixing, "laws": Laws, "quiz": Quiz, "poster": Poster}
"""Pages with a form of their own, each one file."""

NOTICE = "notice.toml"
"""A deployment's own warning, where it has one."""

PLAIN_PAGES = ("services", "lines", "search", "qr", "sources", "offline-status", "plain-icon", "offline")
"""Pages made by a template alone."""

REPORT = "report"
"""Where readers say that a listing is wrong: a page where a server takes what they say."""


@dataclass(frozen=True)
class Library:
    """Everything the site says, by slug in reading order, with the sources and pictograms it names."""

    sources: dict[str, Source]
    pictograms: dict[str, Message]
    guides: dict[str, Guide]
    rescue: Rescue
    shelves: dict[str, Shelf]
    articles: dict[str, Article]
    mixing: Mixing
    laws: Laws
    quiz: Quiz
    poster: Poster
    pages: dict[str, Page]
    categories: dict[Category, CategoryWords]
    directory: Directory
    notice: Notice | None = None
    flags: dict[str, Flag] = field(default_factory=dict)

    @property
    def sourced(self) -> dict[str, SourcedPage]:
        """Every page that makes claims, by its slug, the guides first."""
        return {**self.guides, **self.articles, **self._single}

    @property
    def titled(self) -> dict[str, "Guide | Article | Shelf | Mixing | Laws | Quiz | Poster | Page"]:
        """Every page of words by its slug."""
        return {**self.guides, **self.shelves, **self.articles, **self._single, **self.pages}

    @property
    def _single(self) -> dict[str, Mixing | Laws | Quiz | Poster]:
        return {"mixing": self.mixing, "laws": self.laws, "quiz": self.quiz, "poster": self.poster}

    @property
    def anchors(self) -> dict[str, tuple[str, ...]]:
        """Where content may link to: every slug, with the ids of the sections on its page."""
        found: dict[str, tuple[str, ...]] = {slug: () for slug in (*PLAIN_PAGES, *self.shelves, "quiz", "poster")}
        for slug, page in self.titled.items():
            if isinstance(page, Guide | Article | Mixing | Laws | Page):
                found[slug] = tuple(section.id for section in page.section)
        return found

    def on_shelf(self, name: str) -> dict[str, list[str]]:
        """The slugs on a shelf by group, both in reading order. A group with nothing in it is left out."""
        slugs = [slug for slug in self.articles if slug.startswith(f"{name}/")]
        groups = {group: [s for s in slugs if self.articles[s].group == group] for group in self.shelves[name].group}
        return {group: found for group, found in groups.items() if found}

    def translate(self, into: Callable[[Message], str]) -> "Library":
        """The same library with every message passed through `into`."""
        translated: Library = translate(self, into)
        return translated

    def messages(self) -> Iterator[tuple[str, str, Message]]:
        """Every message with the content file it stands in and its key there, in reading order."""
        files: list[tuple[str, str, object]] = [
            ("pictograms.toml", "description", self.pictograms),
            *((f"guides/{slug}.toml", "", guide) for slug, guide in self.guides.items()),
            *((f"rescue/{name}.toml", "", getattr(self.rescue, name)) for name in ("steps", "changes", "words")),
            ("shelves.toml", "", self.shelves),
            *((f"{slug}.toml", "", article) for slug, article in self.articles.items()),
            *((f"{slug}.toml", "", getattr(self, slug)) for slug in SINGLE),
            *((f"pages/{slug}.toml", "", page) for slug, page in self.pages.items()),
            ("categories.toml", "", self.categories),
            *((f"areas/{name}.toml", "", area) for name, area in self.directory.areas.items()),
            *((f"services/{name}.toml", "", listed) for name, listed in self.directory.lists.items()),
        ]
        for file, key, value in files:
            for place, message in messages(value, key):
                yield file, place, message


def read_library(folder: Path) -> Library:
    """Everything under the content `folder`; a `ContentError` for the first file that is not in its form."""
    sources_file = folder / "sources.toml"
    sources = {
        check_slug(name, sources_file, name): build(Source, table, sources_file, name)
        for name, table in read_table(sources_file).items()
    }
    guides = _read_folder(folder / "guides", Guide)
    shelves_file = folder / "shelves.toml"
    shelves = {
        name: build(Shelf, table, shelves_file, name)
        for name, table in read_table(shelves_file).items()
        if name in SHELVES or _not_a_shelf(shelves_file, name)
    }
    articles = {
        f"{name}/{slug}": article
        for name, shelf in shelves.items()
        for slug, article in sorted(
            _read_folder(folder / name, Article).items(),
            key=lambda item: (_place(shelf, item[1], folder / name / f"{item[0]}.toml"), item[1].order, item[0]),
        )
    }
    return Library(
        sources=sources,
        pictograms=read(folder / "pictograms.toml", _Pictograms).description,
        guides=dict(sorted(guides.items(), key=lambda item: (item[1].order, item[0]))),
        rescue=read_rescue(folder / "rescue"),
        shelves=shelves,
        articles=articles,
        mixing=read(folder / "mixing.toml", Mixing),
        laws=read(folder / "laws.toml", Laws),
        quiz=read(folder / "quiz.toml", Quiz),
        poster=read(folder / "poster.toml", Poster),
        pages=_read_folder(folder / "pages", Page),
        categories=read_categories(folder / "categories.toml"),
        directory=(directory := read_directory(folder)),
        notice=read(folder / NOTICE, Notice) if (folder / NOTICE).exists() else None,
        flags=read_flags(folder, directory.services),
    )


@dataclass(frozen=True)
class _Pictograms:
    description: dict[str, Message]


def _not_a_shelf(file: Path, name: str) -> bool:
    raise ContentError(file, name, "an unknown shelf", f"one of {', '.join(SHELVES)}")


def _place(shelf: Shelf, article: Article, file: Path) -> int:
    """Which group of the shelf an article stands in."""
    if article.group not in shelf.group:
        raise ContentError(file, "group", f'"{article.group}"', f"one of {', '.join(shelf.group)}")
    return list(shelf.group).index(article.group)


def _read_folder(folder: Path, shape: type[Kind]) -> dict[str, Kind]:
    files = sorted(folder.glob("*.toml"))
    if not files:
        raise ContentError(folder, "", "no .toml file", "at least one")
    return {check_slug(file.stem, file, ""): read(file, shape) for file in files}
