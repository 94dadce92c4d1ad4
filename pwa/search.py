"""What the search finds: every part of every page of a language, with hidden words people use for it.

The index is made by MiniSearch in Node, so that the phone only loads it: see docs/decisions/0011-reading.md.
"""

import json
import subprocess
from collections.abc import Iterator
from functools import lru_cache

from pwa.bundles import NODE_PATHS, AssetError
from pwa.compact import as_json
from pwa.config import ROOT
from pwa.i18n import Text
from pwa.listing import listed_in
from pwa.model.guide import Guide
from pwa.model.library import Library
from pwa.model.reader import messages

MAKER = ROOT / "scripts" / "make_index.js"


def entries(library: Library, language: str) -> list[dict[str, object]]:
    """One entry for each page and for each of its parts, as `static/js/lib/search.js` describes them."""
    found: list[dict[str, object]] = []
    for slug, page in library.titled.items():
        keywords = " ".join(
            (_plain(page.name), *getattr(page, "keywords", {}).get(language, ()), *_unpaired(page, language))
        )
        urgent = isinstance(page, Guide)
        address = f"/{language}/{slug}"
        about = " ".join(_plain(text) for text in (page.summary, *getattr(page, "lead", ())))
        found.append(
            {"url": address, "title": _plain(page.title), "section": "", "words": about, "keywords": keywords}
            | {"urgent": urgent}
        )
        for anchor, title, words, more in _parts(page, language):
            found.append(
                {"url": f"{address}#{anchor}", "title": _plain(page.title), "section": title, "words": words}
                | {"keywords": more, "urgent": urgent}
            )
    found += _services(library, language)
    return [{"id": number, **entry} for number, entry in enumerate(found)]


def _services(library: Library, language: str) -> Iterator[dict[str, object]]:
    """One entry for each service of the pages, by its name, where it is and what it gives."""
    for area in (name for name, area in library.directory.areas.items() if area.bundled):
        for service in (entry.service for entry in listed_in(library.directory, area)):
            kinds = [_plain(library.categories[kind].name) for kind in service.categories]
            yield {
                "url": f"/{language}/{'lines' if service.is_line else 'services'}#{service.id}",
                "title": ", ".join([*kinds[:1], *filter(None, [service.town])]),
                "section": service.name,
                "words": " ".join([*kinds, *service.serves]),
                "keywords": " ".join(service.also_called),
                "urgent": False,
            }


def _parts(page: object, language: str) -> Iterator[tuple[str, str, str, str]]:
    """The parts of a page: anchor, title, words, hidden words."""
    for section in getattr(page, "section", ()):
        yield section.id, _plain(section.title), _words(section), ""
    substances = getattr(page, "substance", {})
    for pair in getattr(page, "pair", ()):
        both = [substances[name] for name in pair.of]
        title = " + ".join(_plain(substance.name) for substance in both)
        also = " ".join(word for substance in both for word in substance.keywords.get(language, ()))
        yield "-".join(pair.of), title, _words(pair), also
    for code, state in getattr(page, "state", {}).items():
        yield code.lower(), _plain(state.name), "", code
    for question in getattr(page, "question", ()):
        yield question.id, _plain(question.text), _words(question), ""


def _unpaired(page: object, language: str) -> Iterator[str]:
    """Names of substances of which no pair is known: the page itself says so."""
    paired = {name for pair in getattr(page, "pair", ()) for name in pair.of}
    for name, substance in getattr(page, "substance", {}).items():
        if name not in paired:
            yield from (_plain(substance.name), *substance.keywords.get(language, ()))


def _words(value: object) -> str:
    """Everything a reader sees of it."""
    return " ".join(dict.fromkeys(_plain(text) for _, text in messages(value, kind=Text)))


def _plain(text: str) -> str:
    return (text.plain if isinstance(text, Text) else str(text)).replace("**", "")


def make_indexes(libraries: dict[str, Library]) -> dict[str, bytes]:
    """The index of each language, as the phone loads it."""
    asked = json.dumps({code: entries(library, code) for code, library in libraries.items()}, ensure_ascii=False)
    return dict(_made(asked))


@lru_cache(maxsize=8)
def _made(asked: str) -> tuple[tuple[str, bytes], ...]:
    run = subprocess.run(  # noqa: S603 - our own program
        ["node", MAKER],  # noqa: S607 - found beside this Python, or the system's
        input=asked,
        env=NODE_PATHS,
        capture_output=True,
        check=False,
        text=True,
        encoding="utf-8",
    )
    if run.returncode:
        raise AssetError(f"{MAKER}: found that Node cannot make the index of the search.\n{run.stderr.strip()}")
    made: dict[str, object] = json.loads(run.stdout)
    return tuple((code, as_json(index)) for code, index in made.items())
