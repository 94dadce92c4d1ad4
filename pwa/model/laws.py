"""The shapes of the laws page: what a state's overdose law says, as far as somebody has read it."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from pwa.model.article import Part
from pwa.model.guide import Claim, SourcedPage
from pwa.model.words import Message

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
class Laws(SourcedPage):
    """The page of the laws, with one entry for each postal code."""

    unchecked: Message
    section: tuple[Part, ...]
    state: dict[str, State]

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The states and the parts around them."""
        return (*self.section, *self.state.values())
