"""What must hold between the files of the content: every name leads somewhere, nothing says "safe" by accident."""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from pwa.model.guide import Guide, Link, Section, SourcedPage
from pwa.model.library import NOTICE, PLAIN_PAGES, REPORT, SHELVES, SINGLE, Library, read_library
from pwa.model.mixing import Level
from pwa.model.page import PageSection
from pwa.model.reader import ContentError, check_slug, choices

DIALED = re.compile(r"\d{3}|1(-\d{3}){2}-\d{4}")
"""A number as it is dialed in the U.S."""

RESERVED = ("index", "404", "500")
"""Names the built site needs for itself."""


def read_content(folder: Path, pictograms: Path) -> Library:
    """All content under `folder`, checked as a whole; drawings are looked up in `pictograms`.

    Raises `ContentError` for the first thing that may not be published.
    """
    library = read_library(folder)
    check_library(library, folder, pictograms)
    return library


def check_library(library: Library, folder: Path, pictograms: Path) -> None:
    """Raise `ContentError` for the first name in the content `folder` that leads nowhere or misleads."""
    for name, source in library.sources.items():
        if not source.address.startswith("https://"):
            place = f"{name}.address"
            raise ContentError(folder / "sources.toml", place, f'"{source.address}"', "an https:// address")
    for name in library.pictograms:
        if not (pictograms / f"{name}.svg").is_file():
            file = folder / "pictograms.toml"
            raise ContentError(file, f"description.{name}", "no drawing", f"{pictograms}/{name}.svg")
    _check_names(library, folder)
    for slug, page in library.titled.items():
        file = file_of(slug, folder, library)
        if isinstance(page, Guide) and page.icon not in library.pictograms:
            raise ContentError(file, "icon", f'"{page.icon}"', "a name from pictograms.toml")
        for key, section in _sections(getattr(page, "section", ())):
            _check_section(library, slug, section, file, key)
        if isinstance(page, SourcedPage):
            for name in page.related:
                if name not in library.titled or name == slug:
                    raise ContentError(file, "related", f'"{name}"', "another page of ours")
    for name, area in library.directory.areas.items():
        _check_sources(library, area.sources, folder / "areas" / f"{name}.toml", "area")
    _check_rescue(library, folder / "rescue")
    _check_mixing(library, folder / "mixing.toml")
    _check_laws(library, folder / "laws.toml")
    _check_quiz(library, folder / "quiz.toml")
    _check_poster(library, folder / "poster.toml")


def check_languages(library: Library, folder: Path, published: Iterable[str], known: Iterable[str]) -> None:
    """An approval is for a published language, hidden search words for one we know."""
    for slug, page in library.titled.items():
        for field, codes in (("approval", list(published)), ("keywords", list(known))):
            for code in getattr(page, field, {}).keys() - set(codes):
                file, expected = file_of(slug, folder, library), f"one of {', '.join(codes)}"
                raise ContentError(file, f"{field}.{code}", f'the language "{code}"', expected)


def check_notice(library: Library, folder: Path, published: Iterable[str]) -> None:
    """A notice is there for every reader, ends one day, and leads to a safe address."""
    file, notice = folder / NOTICE, library.notice
    if notice is None:
        return
    for code in published:
        if not notice.text.get(code, "").strip():
            raise ContentError(file, f"text.{code}", "no such text", "the notice in this language")
    if notice.expires_on < notice.published_on:
        raise ContentError(file, "expires_on", f"{notice.expires_on}", f"{notice.published_on} or later")
    if notice.address and not notice.address.startswith("https://"):
        raise ContentError(file, "address", f'"{notice.address}"', "an https:// address")


def file_of(slug: str, folder: Path, library: Library) -> Path:
    """The content file of a page."""
    if slug in library.shelves:
        return folder / "shelves.toml"
    kind = "guides/" if slug in library.guides else "pages/" if slug in library.pages else ""
    return folder / f"{kind}{slug}.toml"


def _check_names(library: Library, folder: Path) -> None:
    """One address belongs to one page, and section ids are anchors: unique on their page."""
    taken = {*SHELVES, *SINGLE, *PLAIN_PAGES, REPORT, *RESERVED}
    for kind, pages in (("guides", library.guides), ("pages", library.pages)):
        for slug in pages:
            if slug in taken:
                expected = "another file name"
                raise ContentError(folder / kind / f"{slug}.toml", "", "the name of another page", expected)
            taken.add(slug)
    for slug, page in library.titled.items():
        seen: set[str] = set()
        file = file_of(slug, folder, library)
        for number, section in enumerate(getattr(page, "section", ()), start=1):
            key = f"section[{number}].id"
            check_slug(section.id, file, key)
            if section.id in seen:
                raise ContentError(file, key, f'"{section.id}" a second time', "an id used once on the page")
            seen.add(section.id)


def _sections(sections: Iterable[Section | PageSection]) -> Iterator[tuple[str, Section]]:
    for number, section in enumerate(sections, start=1):
        if isinstance(section, Section):
            yield f"section[{number}]", section


def _check_section(library: Library, slug: str, section: Section, file: Path, key: str) -> None:
    _check_sources(library, section.sources, file, key)
    branches = [(f"{key}.branch[{number}]", branch) for number, branch in enumerate(section.branch, start=1)]
    for place, block in [(key, section), *branches]:
        _check_pictogram(library, block.pictogram, file, place)
        for link in block.link:
            _check_link(library, slug, link, file, f"{place}.link")


def _check_sources(library: Library, sources: Iterable[str], file: Path, key: str) -> None:
    for source in sources:
        if source not in library.sources:
            raise ContentError(file, f"{key}.sources", f'"{source}"', "an entry of sources.toml")


def _check_pictogram(library: Library, name: str | None, file: Path, key: str) -> None:
    if name is not None and name not in library.pictograms:
        raise ContentError(file, f"{key}.pictogram", f'"{name}"', "a name from pictograms.toml")


def _check_link(library: Library, slug: str, link: Link, file: Path, key: str) -> None:
    page, _, anchor = link.to.partition("#")
    ids = library.anchors.get(page or slug)
    if ids is None or (anchor and not ids):
        raise ContentError(file, key, f'"{link.to}"', "a page of ours, or a #section of one")
    if anchor and anchor not in ids:
        raise ContentError(file, key, f'"{link.to}"', f"one of #{', #'.join(ids)}")


def _check_rescue(library: Library, folder: Path) -> None:
    """Its screens open on the overdose page: that page's drawings and sections are there for them."""
    for name, key, step in library.rescue.placed():
        file = folder / name
        _check_sources(library, step.sources, file, key)
        _check_pictogram(library, step.pictogram, file, key)
        for link in step.link:
            _check_link(library, "overdose", link, file, f"{key}.link")


def _check_mixing(library: Library, file: Path) -> None:
    """Every pair is two substances we name, once; every level is explained."""
    mixing, seen = library.mixing, set()
    _check_keys(mixing.level, choices(Level), file, "level")
    for number, pair in enumerate(mixing.pair, start=1):
        key = f"pair[{number}]"
        _check_sources(library, pair.sources, file, key)
        if len(set(pair.of)) != 2 or not set(pair.of) <= mixing.substance.keys():
            raise ContentError(file, f"{key}.of", f'"{", ".join(pair.of)}"', "2 names under [substance]")
        if frozenset(pair.of) in seen:
            raise ContentError(file, f"{key}.of", f'"{", ".join(pair.of)}" a second time', "each pair once")
        seen.add(frozenset(pair.of))


def _check_keys(found: Mapping[str, object], expected: Iterable[str], file: Path, key: str) -> None:
    if set(found) != set(expected):
        raise ContentError(file, key, ", ".join(found), ", ".join(expected))


def _check_laws(library: Library, file: Path) -> None:
    """What nobody read is not shown: without `read` there is no cell that only the statute can fill."""
    for code, state in library.laws.state.items():
        key = f"state.{code}"
        _check_sources(library, state.sources, file, key)
        if not (len(code) == 2 and code.isupper()):
            raise ContentError(file, key, f'"{code}"', "a postal code such as MA")
        if not state.read and (state.protects_from or state.covers or state.supervision):
            raise ContentError(file, f"{key}.read", "what the law covers, not read", "read = true, or none of it")


def _check_quiz(library: Library, file: Path) -> None:
    seen: set[str] = set()
    for number, question in enumerate(library.quiz.question, start=1):
        key = f"question[{number}]"
        _check_sources(library, question.sources, file, key)
        check_slug(question.id, file, f"{key}.id")
        if question.id in seen:
            raise ContentError(file, f"{key}.id", f'"{question.id}" a second time', "an id used once")
        seen.add(question.id)
        right = sum(choice.right for choice in question.answer)
        if right != 1 or len(question.answer) < 2:
            raise ContentError(file, f"{key}.answer", f"{right} right answers", "2 answers or more, 1 of them right")
        if question.link:
            _check_link(library, "quiz", question.link, file, f"{key}.link")


def _check_poster(library: Library, file: Path) -> None:
    """Paper has the steps of the overdose guide in the guide's order, and telephone numbers one can dial."""
    steps = [section.id for section in library.guides["overdose"].section if section.kind == "step"]
    if (found := [step.id for step in library.poster.step]) != steps:
        raise ContentError(file, "step", ", ".join(found), f"the steps of guides/overdose.toml: {', '.join(steps)}")
    for number, step in enumerate(library.poster.step, start=1):
        _check_sources(library, step.sources, file, f"step[{number}]")
        _check_pictogram(library, step.pictogram, file, f"step[{number}]")
    for number, group in enumerate(library.poster.group, start=1):
        _check_sources(library, group.sources, file, f"group[{number}]")
        for place, line in enumerate(group.line, start=1):
            for dialed in line.number:
                if not DIALED.fullmatch(dialed):
                    key = f"group[{number}].line[{place}].number"
                    raise ContentError(file, key, f'"{dialed}"', "a number such as 988 or 1-800-222-1222")
