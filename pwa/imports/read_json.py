"""JSON row by row: a list, a page that holds one, or one object on each line. A mistake is named with its row."""

import json
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, NoReturn

from pwa.imports.cleaning import seen
from pwa.imports.record import ImportFileError

SPACE = " \t\n\r"


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")


class Rows:
    """The rows of a JSON text, each with its number from 1. `lists` are the keys of a page under which rows stand.

    `members` has what else the last object said, such as how many rows there are in all.
    """

    def __init__(self, text: str, file: Path, lists: Collection[str]) -> None:
        """Nothing is read yet."""
        self.text, self.file, self.lists = text, file, lists
        self.at = self.row = 0
        self.members: dict[str, Any] = {}
        self.decode = json.JSONDecoder(parse_constant=_no_constant).raw_decode

    def __iter__(self) -> Iterator[tuple[int, Any]]:
        """Read one row after the other; an `ImportFileError` where the text is cut short or is no JSON."""
        if self._next() not in ("[", "{"):
            self._fail("JSON, which begins with [ or {")
        if self._next() == "[":
            yield from self._list()
        else:
            while self._next() == "{":
                yield from self._object()
        if self._next():
            self._fail("the end of the file")

    def _next(self) -> str:
        """The next letter that is no space; empty at the end."""
        while self.at < len(self.text) and self.text[self.at] in SPACE:
            self.at += 1
        return self.text[self.at : self.at + 1]

    def _take(self, letters: str, expected: str) -> str:
        letter = self._next()
        if not letter or letter not in letters:
            self._fail(expected)
        self.at += 1
        return letter

    def _value(self) -> Any:
        self._next()
        try:
            value, self.at = self.decode(self.text, self.at)
        except json.JSONDecodeError as error:
            # A text that does not end goes on to the end of the file.
            self.at = len(self.text) if error.msg.startswith("Unterminated") else error.pos
            self._fail("JSON")
        except RecursionError:
            self._fail("JSON that is not nested thousands deep")
        except ValueError as error:
            self._fail(f"plain JSON ({error})")
        return value

    def _list(self) -> Iterator[tuple[int, Any]]:
        self._take("[", "[")
        if self._next() == "]":
            self.at += 1
            return
        while True:
            self.row += 1
            yield self.row, self._value()
            if self._take(",]", "a comma or ]") == "]":
                return

    def _object(self) -> Iterator[tuple[int, Any]]:
        """The rows of a page, or else the object itself as one row."""
        self._take("{", "{")
        before, is_page = self.row, False
        members = self.members = dict[str, Any]()
        self.row += 1
        while self._next() != "}":
            if members or is_page:
                self._take(",", "a comma or }")
            key = self._value()
            self._take(":", "a colon")
            if key in self.lists and self._next() == "[":
                is_page, self.row = True, before
                yield from self._list()
            else:
                members[str(key)] = self._value()
        self.at += 1
        if not is_page:
            yield self.row, members

    def _fail(self, expected: str) -> NoReturn:
        here = self.text[self.at : self.at + 40]
        found = seen(here) if here.strip() else "the end of the file"
        cut = "" if here.strip() else "; it was cut short: get it again"
        raise ImportFileError(
            f"{self.file}: row {max(self.row, 1)}, letter {self.at + 1}: found {found}, expected {expected}{cut}."
        )
