"""The page object: reads one page as strictly as the standard allows, and checks what must hold on every page.

    page = read_page(client, "/en/overdose")
    assert "911" in page.text()

An exception is an argument with its reason beside it, in the test that needs it.
"""

import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Collection, Iterator
from itertools import pairwise
from urllib.parse import urlsplit

import html5lib
from flask.testing import FlaskClient

from pwa.headers import inline_hash

LANGUAGES = ("en", "es")
EMERGENCY = ("overdose", "too-much", "naloxone", "overamping", "sedation", "afterwards")
"""Pages with 911 always in reach of a thumb. A test compares them with the content."""

SECURITY = (
    "Content-Security-Policy",
    "Permissions-Policy",
    "Referrer-Policy",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
    "X-Content-Type-Options",
)
CONTROLS = ("a", "button", "input", "select", "textarea", "summary", "progress", "meter", "nav", "dialog")
REFERENCES = ("aria-labelledby", "aria-describedby", "aria-controls", "for", "list", "form")
RESOURCES = {"script": "src", "link": "href", "img": "src", "source": "src", "video": "src", "audio": "src"}


class Page:
    """A page that has passed every check. Ask it by what a reader sees."""

    def __init__(self, body: bytes, address: str) -> None:
        self.address = address
        parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
        self.root: ET.Element = parser.parse(body.decode("utf-8"))

    def all(self, *tags: str) -> list[ET.Element]:
        """Every element with one of these tags, in reading order."""
        return [element for element in self.root.iter() if element.tag in tags]

    def one(self, tag: str, **attributes: str) -> ET.Element:
        """The only element with this tag and these attributes."""
        found = [e for e in self.all(tag) if all(e.get(name) == value for name, value in attributes.items())]
        assert len(found) == 1, f"{self.address}: expected one <{tag}> with {attributes}, found {len(found)}"
        return found[0]

    def by_id(self, name: str) -> ET.Element:
        """The element with this id."""
        found = [element for element in self.root.iter() if element.get("id") == name]
        assert len(found) == 1, f"{self.address}: expected one element with id {name}, found {len(found)}"
        return found[0]

    def text(self, element: ET.Element | None = None) -> str:
        """What is read on the page, or in one element of it, with plain spaces and straight apostrophes."""
        start = self.one("body") if element is None else element
        return words_of("".join(_readable(start)))

    def links(self) -> dict[str, str]:
        """The words of every link by its address."""
        return {link.get("href", ""): self.text(link) for link in self.all("a")}

    def link_tags(self, rel: str) -> list[ET.Element]:
        """The `<link>` elements of a kind."""
        return [link for link in self.all("link") if link.get("rel") == rel]


def words_of(text: str) -> str:
    """Words without the accidents of typesetting, to compare."""
    return " ".join(text.replace("’", "'").split())  # noqa: RUF001 - the curly apostrophe is what is replaced


def _readable(element: ET.Element) -> Iterator[str]:
    if element.tag not in ("script", "style", "template") and element.get("aria-hidden") != "true":
        yield element.text or ""
        for child in element:
            yield from _readable(child)
            yield " " if child.tag in ("p", "li", "h1", "h2", "h3", "div", "section", "dt", "dd") else ""
            yield child.tail or ""


def read_page(
    source: FlaskClient | bytes,
    address: str,
    *,
    policy: str = "",
    status: int = 200,
    languages: Collection[str] = LANGUAGES,
    origin: str = "",
    title_differs: bool = False,
    any_language: bool = False,
    name: str = "Respira",
) -> Page:
    """The page at `address`, asked of a client or read from these bytes, after everything that must hold held.

    For bytes, `policy` is the Content-Security-Policy they are served with. Exceptions: `title_differs` from the
    heading; `any_language` is a page for every language at once, which has no address of its own.
    """
    if isinstance(source, bytes):
        body = source
    else:
        response = source.get(address)
        assert response.status_code == status, f"{address}: {response.status}"
        assert response.mimetype == "text/html"
        body, policy = response.get_data(), response.headers["Content-Security-Policy"]
        assert "Set-Cookie" not in response.headers, address
        assert response.headers.get("Vary", "") in ("", "Accept-Encoding"), address
        assert not [header for header in SECURITY if header not in response.headers], address
    page = Page(body, address)
    code = "en" if any_language else address.split("/")[1]
    _check_document(page, code, name, title_differs)
    _check_ids_and_names(page)
    _check_resources(page, policy)
    _check_exit(page)
    _check_words(page)
    if not any_language:
        _check_languages(page, code, languages, origin, with_address=status == 200)
    slug = address.split("/")[-1]
    if slug in EMERGENCY:
        assert "tel:911" in page.links(), f"{address}: no way to call 911"
    assert {"tel:911", f"/{code}/overdose"} & page.links().keys() or any_language, f"{address}: no way to help"
    return page


def _check_document(page: Page, code: str, name: str, title_differs: bool) -> None:
    html = page.one("html")
    assert html.get("lang") == code, f"{page.address}: lang {html.get('lang')}"
    assert html.get("dir", "ltr") == "ltr"
    heading, title = page.text(page.one("h1")), words_of(page.one("title").text or "")
    assert title.startswith(name), f"{page.address}: title {title!r}"
    assert title_differs or heading in title, f"{page.address}: title {title!r} without heading {heading!r}"
    levels = [int(element.tag[1]) for element in page.all("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1, f"{page.address}: the first heading is not h1"
    for before, after in pairwise(levels):
        assert after <= before + 1, f"{page.address}: h{before} is followed by h{after}"
    assert len(page.all("main")) == 1


def _check_ids_and_names(page: Page) -> None:
    ids = Counter(element.get("id") for element in page.root.iter() if element.get("id") is not None)
    assert all(count == 1 for count in ids.values()), f"{page.address}: ids twice: {ids.most_common(2)}"
    labels = {label.get("for") for label in page.all("label")}
    for element in page.root.iter():
        for attribute in REFERENCES:
            for target in (element.get(attribute) or "").split():
                assert target in ids, f"{page.address}: {attribute}={target} points nowhere"
        if element.tag == "label" or element.tag in CONTROLS or element.get("role") == "img":
            labelled = element.get("aria-labelledby")
            named = page.text(page.by_id(labelled)) if labelled else element.get("aria-label") or page.text(element)
            assert named.strip() or element.get("id") in labels, f"{page.address}: <{element.tag}> without a name"
        if element.tag == "img":
            assert element.get("alt") is not None, f"{page.address}: img without alt"
        if element.tag.endswith("svg"):
            hidden = element.get("aria-hidden") == "true"
            described = element.get("role") == "img" and element.get("aria-label")
            assert hidden or described, f"{page.address}: a drawing without words"


def _check_resources(page: Page, policy: str) -> None:
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives["default-src"] == "'none'", f"{page.address}: {policy}"
    for element in page.root.iter():
        for attribute in element.attrib:
            assert not attribute.startswith("on"), f"{page.address}: <{element.tag} {attribute}>"
            assert attribute != "style", f"{page.address}: <{element.tag} style>"
        attribute = RESOURCES.get(element.tag, "")
        if (target := element.get(attribute)) and element.get("rel") not in ("canonical", "alternate"):
            assert re.match(r"/(?!/)", target), f"{page.address}: <{element.tag}> asks for {target}"
        inline = element.tag == "style" or (element.tag == "script" and not element.get("src"))
        if inline:
            kind = f"{element.tag}-src"
            assert inline_hash(element.text or "") in directives[kind], f"{page.address}: {kind} refuses an inline"
    assert not page.all("iframe", "object", "embed", "base"), page.address
    for link in page.all("a"):
        target, rel = link.get("href") or "", (link.get("rel") or "").split()
        parts = urlsplit(target)
        if parts.netloc or parts.scheme not in ("", "tel", "sms"):
            assert parts.scheme == "https", f"{page.address}: links to {target}"
            assert {"noreferrer", "external"} <= set(rel), f"{page.address}: {target} would learn who reads"


def _check_exit(page: Page) -> None:
    page.one("a", **{"data-enhance": "exit"})
    first = next(each for each in page.one("head") if {each.tag, each.get("rel")} & {"script", "style", "stylesheet"})
    assert "respira.left" in (first.text or ""), f"{page.address}: Back could show it before it knows who left"


def _check_words(page: Page) -> None:
    readable = "".join(_readable(page.one("html")))
    for leftover in ("{", "}", "**"):
        assert leftover not in readable, f"{page.address}: {leftover} is left in the words"
    for element in page.root.iter():
        for attribute, value in element.attrib.items():
            assert "<" not in value, f"{page.address}: HTML in {attribute}: {value}"
            assert attribute.startswith("data-") or "{" not in value, f"{page.address}: {attribute}={value}"
            assert "**" not in value, f"{page.address}: {attribute}={value}"


def _check_languages(page: Page, code: str, languages: Collection[str], origin: str, *, with_address: bool) -> None:
    slug = page.address.split("/", 2)[2]
    here = {other: f"/{other}/{slug if with_address else ''}" for other in languages}
    switch = {link.get("hreflang"): link for link in page.all("a") if link.get("hreflang")}
    assert switch.keys() == set(languages) - {code}, f"{page.address}: switch to {sorted(map(str, switch))}"
    for other, link in switch.items():
        assert (link.get("href"), link.get("lang")) == (here[str(other)], other), f"{page.address}: switch"
    canonical = [link.get("href") for link in page.link_tags("canonical")]
    alternate = {link.get("hreflang"): link.get("href") for link in page.link_tags("alternate")}
    if with_address:
        assert canonical == [origin + page.address]
        expected = {other: origin + address for other, address in here.items()}
        assert alternate == {**expected, "x-default": origin + here[next(iter(languages))]}, page.address
    else:
        assert (canonical, alternate) == ([], {}), f"{page.address}: an error has no address of its own"
