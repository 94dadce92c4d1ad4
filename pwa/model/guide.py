"""The shapes of a guide: what to do, in order, with the sources each part rests on."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, Protocol

from pwa.model.words import Message, Paragraphs


@dataclass(frozen=True, kw_only=True)
class Source:
    """A document a guide rests on. `read` says whether we read it, read about it, or only name it.

    `year` is missing where the document shows none; `language` is that of its title.
    """

    publisher: str
    title: str
    address: str
    year: int | None = None
    language: str = "en"
    read: Literal["yes", "secondhand", "not opened"]


@dataclass(frozen=True, kw_only=True)
class Avoid:
    """One thing not to do, and why."""

    what: Message
    why: Message


@dataclass(frozen=True, kw_only=True)
class Link:
    """A way to another page of ours: `to` is `<slug>` or `<slug>#<section>`, or `#<section>` on this page."""

    to: str
    text: Message


@dataclass(frozen=True, kw_only=True)
class Block:
    """A heading and what to do under it. `steps` are done in order; `points` may be read in any."""

    title: Message
    pictogram: str | None = None
    lead: Paragraphs = field(default_factory=Paragraphs)
    steps: tuple[Message, ...] = ()
    points: tuple[Message, ...] = ()
    say: tuple[Message, ...] = ()
    avoid: tuple[Avoid, ...] = ()
    warning: Message | None = None
    link: tuple[Link, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Branch(Block):
    """One answer to the question a section asks, and what follows from it."""

    tone: Literal["plain", "good", "unsure", "alarm"] = "plain"


@dataclass(frozen=True, kw_only=True)
class Section(Block):
    """A part of a guide with its own sources and the day it was last compared with them.

    `kind`: a `step` is numbered and done in order; a `case` answers one "what if"; a `note` is anything else.
    """

    id: str
    kind: Literal["step", "case", "note"] = "note"
    sources: tuple[str, ...]
    reviewed: date
    branch: tuple[Branch, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Approval:
    """Who, with which role, stood for this page in one language, and when."""

    approved_by: str
    approved_role: str
    approved_on: date


class Claim(Protocol):
    """Something said, with the sources it rests on and the day it was last compared with them."""

    @property
    def sources(self) -> tuple[str, ...]:
        """Ids of the sources."""

    @property
    def reviewed(self) -> date:
        """The day of the last comparison."""


@dataclass(frozen=True, kw_only=True)
class SourcedPage(ABC):
    """A page that makes claims: what it is called, where it leads, what its sources and days say of it as a whole.

    `name` and `hint` stand in menus, `summary` in search results. `keywords`, by language, find it in the search and
    are never shown: words people say that we do not write. `approval` is by language: none until a clinician (and for
    a translation a native reader) has signed.
    """

    title: Message
    name: Message
    hint: Message
    summary: Message
    lead: Paragraphs = field(default_factory=Paragraphs)
    related: tuple[str, ...] = ()
    keywords: dict[str, tuple[str, ...]] = field(default_factory=dict)
    approval: dict[str, Approval] = field(default_factory=dict)

    @property
    @abstractmethod
    def claims(self) -> tuple[Claim, ...]:
        """Everything on the page that names sources."""

    @property
    def reviewed(self) -> date:
        """The day every claim of the page had been compared with its sources: the oldest of them."""
        return min(claim.reviewed for claim in self.claims)

    @property
    def sources(self) -> tuple[str, ...]:
        """The ids of the sources, each once, in the order a reader meets them."""
        return tuple(dict.fromkeys(source for claim in self.claims for source in claim.sources))


@dataclass(frozen=True, kw_only=True)
class Guide(SourcedPage):
    """One page of the guide.

    `order` places it in lists; `core` puts it among the pages saved first; `emergency` gives it the 911 bar
    and the self-contained form.
    """

    order: int
    icon: str
    core: bool = False
    emergency: bool = False
    section: tuple[Section, ...]

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The sections."""
        return self.section
