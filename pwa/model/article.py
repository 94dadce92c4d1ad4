"""The shapes of longer reading: safer-use pages and learning pages, and the shelves they stand on."""

from dataclasses import dataclass, field
from typing import Literal

from pwa.model.guide import Claim, Section, SourcedPage
from pwa.model.words import Message, Paragraphs

Subject = Literal[
    "injecting",
    "overdose-prevention-centers",
    "rectal",
    "smoking",
    "snorting",
    "spotting-lines",
    "syringe-services",
    "test-strips",
]
"""What a deployment may have to leave out, because a grant forbids it: see `RESPIRA_TOPICS_OFF`."""


@dataclass(frozen=True, kw_only=True)
class Part(Section):
    """A part of an article: what to do (`steps`, `points`), `why`, and when to get help (`help`)."""

    why: Paragraphs = field(default_factory=Paragraphs)
    help: tuple[Message, ...] = ()
    subject: Subject | None = None


@dataclass(frozen=True, kw_only=True)
class Article(SourcedPage):
    """A page for a calm moment.

    `group` and `order` place it on its shelf. `subject` takes the whole page away where a deployment says so.
    """

    group: str
    order: int
    section: tuple[Part, ...]
    subject: Subject | None = None

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The parts."""
        return self.section


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """A part of the site with a page of its own that lists its articles, group by group, in the order given here."""

    title: Message
    name: Message
    hint: Message
    summary: Message
    lead: Paragraphs = field(default_factory=Paragraphs)
    group: dict[str, Message]
