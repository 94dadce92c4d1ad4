"""The shapes of the mixing page: substances, pairs of them, and how dangerous each pair is."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from pwa.model.article import Part
from pwa.model.guide import Claim, SourcedPage
from pwa.model.words import Message

Level = Literal["dangerous", "unsafe", "caution"]
"""From worst to least. There is no level for "safe", and there must never be one."""


@dataclass(frozen=True, kw_only=True)
class Named:
    """A level, or what is said of a pair nobody has facts about."""

    name: Message
    about: Message


@dataclass(frozen=True, kw_only=True)
class Substance:
    """What a reader picks. `keywords`, by language, are other names for it: searched and never shown."""

    name: Message
    examples: Message | None = None
    keywords: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two substances together: how dangerous, what happens, and what to do if someone mixes them anyway."""

    of: tuple[str, ...]
    level: Level
    why: Message
    do: tuple[Message, ...] = ()
    sources: tuple[str, ...]
    reviewed: date


@dataclass(frozen=True, kw_only=True)
class Mixing(SourcedPage):
    """The page of the chart. A pair that is not listed is `unknown`: treat it as dangerous, never guess."""

    level: dict[str, Named]
    unknown: Named
    substance: dict[str, Substance]
    pair: tuple[Pair, ...]
    section: tuple[Part, ...]

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The pairs and the parts around them."""
        return (*self.pair, *self.section)

    def between(self, one: str, other: str) -> Pair | None:
        """The pair of these two substances, in either order; None where nobody has facts about it."""
        return next((pair for pair in self.pair if set(pair.of) == {one, other}), None)
