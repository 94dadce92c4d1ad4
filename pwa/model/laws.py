"""The shapes of the laws page: what a state's overdose law says, as far as somebody has read it."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from pwa.model.article import Part
from pwa.model.guide import Approval, Claim, Sourced
from pwa.model.words import Message, Paragraphs

Stage = Literal["arrest", "charge", "prosecution", "conviction", "penalty"]


@dataclass(frozen=True, kw_only=True)
class State:
    """One state, DC or Puerto Rico. What nobody has read is left out, and the page says "not checked"."""

    name: Message
    read: bool = False
    citation: str | None = None
    since: int | None = None
    protects_from: tuple[Stage, ...] = ()
    covers: tuple[Message, ...] = ()
    limits: tuple[Message, ...] = ()
    supervision: Literal["yes", "no"] | None = None
    strips: Message | None = None
    syringes: Message | None = None
    note: Message | None = None
    sources: tuple[str, ...]
    reviewed: date


@dataclass(frozen=True, kw_only=True)
class Laws(Sourced):
    """The page of the laws, with one entry for each postal code."""

    title: Message
    name: Message
    hint: Message
    summary: Message
    lead: Paragraphs = field(default_factory=Paragraphs)
    keywords: dict[str, tuple[str, ...]] = field(default_factory=dict)
    related: tuple[str, ...] = ()
    unchecked: Message
    section: tuple[Part, ...]
    state: dict[str, State]
    approval: dict[str, Approval] = field(default_factory=dict)

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The states and the parts around them."""
        return (*self.section, *self.state.values())
