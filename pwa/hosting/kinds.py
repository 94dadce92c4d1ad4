"""Which addresses have the same headers and are found in the same way: one list for every server with rules."""

from collections.abc import Iterator
from dataclasses import dataclass

from pwa.headers import FINGERPRINTED, OPEN_DATA
from pwa.open_data import MEDIA_TYPES
from pwa.site import Site


@dataclass(frozen=True)
class Kind:
    """Addresses that match `pattern` (and no kind before it) have the headers of `headers`.

    `tried` are the endings added to an address to find its file, the first that is there; `missing` is the page
    for an address that has none.
    """

    name: str
    pattern: str
    headers: dict[str, str]
    tried: tuple[str, ...] = ("",)
    missing: str = "/404.html"


PAGES = (".html", "/index.html")
PAPER = r"\.[0-9a-f]{8}\.pdf$"
SLUG = "[a-z][a-z0-9/-]*"
"""What follows the language in the address of a page. 404.html begins with no letter, and must stay as it is."""

HIDDEN = r"^/_|^/index\.html$|^/(?:[a-z-]+/)?[45][0-9]+\.html$|\.(?:br|gz)$"
"""Files of the document root that have no address: rules, pages for what is not there, compressed forms."""


TYPES = {
    ".css": "text/css",
    ".html": "text/html",
    ".ico": "image/x-icon",
    ".js": "text/javascript",
    ".json": "application/json",
    ".pdf": "application/pdf",
    ".pmtiles": "application/octet-stream",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".webmanifest": "application/manifest+json",
    **MEDIA_TYPES,
}
"""The media type of each ending in the document root."""

IN_UTF_8 = {media_type for media_type in TYPES.values() if media_type.startswith("text/")}
"""Those that name their encoding."""


def kinds(site: Site) -> Iterator[Kind]:
    """Every kind of address of the site. The first whose pattern is found in an address counts."""
    headers = site.headers.of
    yield Kind("worker", r"^/sw\.js$", headers("/sw.js"))
    yield Kind("open_data", f"^{OPEN_DATA.pattern}", headers("/hsds/"), ("", ".json", "/index.json"))
    yield Kind("paper", PAPER, headers("/a.00000000.pdf"))
    yield Kind("fingerprinted", FINGERPRINTED.pattern, headers("/a.00000000.js"))
    yield Kind("other_files", r"\.[a-z]+$", headers("/a.txt"))
    for code in site.languages:
        missing = f"/{code}/404.html"
        yield Kind(f"map_{code}", f"^/{code}/services$", headers(f"/{code}/services"), PAGES, missing)
        yield Kind(f"pages_{code}", f"^/{code}/", headers(f"/{code}/x"), PAGES, missing)
    yield Kind("anything_else", "^/", headers("/x"), PAGES)


def other_ways(site: Site) -> Iterator[tuple[str, str, str]]:
    """Other ways to write an address: a name, a pattern with one group, and what is put around the group."""
    codes = "|".join(site.languages)
    yield "home", f"^/({codes})(?:/index(?:\\.html)?)?$", "/{}/"
    yield "directory", "^/(hsds)$", "/{}/"
    yield "page", f"^(/(?:{codes})/{SLUG})(?:/|\\.html)$", "{}"


def error_pages(site: Site, statuses: tuple[int, ...] = (404,)) -> Iterator[tuple[str, dict[str, str]]]:
    """The page for what is not there or failed, of each language and of none, with its headers: nobody keeps it."""
    of_languages = (f"/{code}/{status}.html" for code in site.languages for status in statuses)
    for address in (*of_languages, "/404.html"):
        yield address, {**site.headers.of(address.removesuffix(".html")), "Cache-Control": "no-store"}
