"""One row of a source, as each reader hands it on, and what became of it."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from pwa.model.errors import SiteError

ID_NAME_LETTERS = 40
ID_HASH_DIGITS = 12
"""48 bits: two of 25,000 places share one by chance once in a million imports."""


class ImportFileError(SiteError):
    """A file of which nothing can be taken. The message names the file, the place, what was found and the remedy."""


class Refused(Exception):
    """A row that has a mistake. Its text says key, found and expected."""


class Skipped(Exception):
    """A row that is right, but not for this list. Its text says why."""


@dataclass(frozen=True)
class Outcome:
    """What became of one row: `id` where it was taken, and `words`: the reason, or what was changed on the way."""

    row: int
    what: Literal["taken", "merged", "skipped", "refused"]
    id: str = ""
    words: str = ""

    def __str__(self) -> str:
        """As one line of the report."""
        if self.what == "taken":
            return f"row {self.row}: taken as {self.id}" + (f" ({self.words})" if self.words else "")
        return f"row {self.row}: {self.what}: {self.words}"


@dataclass(frozen=True, kw_only=True)
class Record:
    """A service as the source has it: text, not yet cleaned.

    `key` is the source's own id; empty where it has none. `listing` tells rows of one place apart that a source lists
    once for each kind of care: such rows become one. `quotes` are a question and the source's own words, which are
    left out where the place must stay hidden. `terms` and `description` only tell whether it must; neither is kept.
    `assured` is the day on which the source says it was last checked.
    """

    row: int
    name: str
    organization: str = ""
    key: str = ""
    listing: str = ""
    categories: tuple[str, ...] = ()
    also_called: tuple[str, ...] = ()
    street: str = ""
    town: str = ""
    state: str = ""
    zip: str = ""
    latitude: str = ""
    longitude: str = ""
    serves: tuple[str, ...] = ()
    phones: tuple[tuple[str, str], ...] = ()
    url: str = ""
    hours: str = ""
    hours_note: str = ""
    languages: tuple[str, ...] = ()
    for_whom: str = ""
    cost: str = ""
    note: str = ""
    facts: tuple[tuple[str, str | bool], ...] = ()
    visibility: str = ""
    questions: tuple[str, ...] = ()
    quotes: tuple[tuple[str, str], ...] = ()
    terms: tuple[str, ...] = ()
    description: str = ""
    assured: str = ""

    @cached_property
    def id(self) -> str:
        """The same in every file of the source: its own id, else a hash of name and address."""
        if self.key:
            return slug(self.key)
        parts = (self.name, self.street, self.town, self.state, self.zip.strip()[:5].zfill(5) if self.zip else "")
        digest = hashlib.sha256("|".join(slug(part) for part in parts).encode()).hexdigest()
        return f"{slug(self.name)[:ID_NAME_LETTERS].strip('-')}-{digest[:ID_HASH_DIGITS]}"


def slug(text: str) -> str:
    """`text` in the letters an id may have; two spellings of a name that differ in case or accents give one."""
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    made = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return made if not made or made[0].isalpha() else f"s-{made}"
