"""Cards of services as data: the markup of the page, read back into parts, each written once.

The policy of our pages admits no HTML in strings, so the phone makes elements of these parts:
`static/js/packs/cards.js`, which knows the same tags and attributes.
"""

import re
from html.parser import HTMLParser

from pwa.model.errors import SiteError

TAGS = frozenset({
    "a", "address", "article", "br", "caption", "dd", "details", "div", "dl", "dt", "h3", "h4", "li", "p", "span",
    "strong", "summary", "table", "td", "th", "tr", "ul", "wbr",
})  # fmt: skip
ATTRIBUTES = frozenset({"class", "hidden", "href", "id", "lang", "rel", "scope"})
"""What a card may be made of, beside `data-*`."""

VOID = frozenset(("br", "wbr"))
SPACE = re.compile(r"\s+")

Part = str | list[object]
"""A text, or `[tag, attributes, part, …]`: attributes by name, 0 for none; parts by number, always a lower one."""


class CardError(SiteError):
    """A card that a phone would refuse to draw. The message names what it may not have."""


class Parts(HTMLParser):
    """The parts of many cards. `parts` is what a pack holds."""

    def __init__(self) -> None:
        """Begin with none."""
        super().__init__(convert_charrefs=True)
        self.parts: list[Part] = []
        self._numbers: dict[object, int] = {}
        self._open: list[list[object]] = []

    def add(self, markup: str) -> list[int]:
        """The numbers of the outermost elements of `markup`, in order; a `CardError` for what no card may have."""
        self._open = [["", 0]]
        self.feed(markup)
        self.close()
        self.reset()
        (root,) = self._open
        return [number for number in root[2:] if isinstance(number, int) and isinstance(self.parts[number], list)]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        for name in (name for name, _ in attrs if name not in ATTRIBUTES and not name.startswith("data-")):
            raise CardError(
                f'pwa/templates/components/service.html: found {name}="…" in a card, expected it in ATTRIBUTES.'
            )
        if tag not in TAGS:
            raise CardError(f"pwa/templates/components/service.html: found <{tag}> in a card, expected it in TAGS.")
        self._open.append([tag, {name: value or "" for name, value in attrs} or 0])
        if tag in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """An element ends: it is one more part, or one that is there."""
        if tag in VOID and self._open[-1][0] != tag:
            return
        element = self._open.pop()
        self._open[-1].append(self._number(element))

    def handle_data(self, data: str) -> None:
        """A text, its white space as a browser shows it."""
        self._open[-1].append(self._number(SPACE.sub(" ", data)))

    def _number(self, part: Part) -> int:
        key = part if isinstance(part, str) else repr(part)
        if key not in self._numbers:
            self._numbers[key] = len(self.parts)
            self.parts.append(part)
        return self._numbers[key]
