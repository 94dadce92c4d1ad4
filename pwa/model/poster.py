"""The shapes of what is printed: the steps on poster and card, and the telephone lines beside them."""

from dataclasses import dataclass
from datetime import date

from pwa.model.article import Subject
from pwa.model.guide import Claim, SourcedPage
from pwa.model.words import Message


@dataclass(frozen=True, kw_only=True)
class PaperStep:
    """A step of the overdose guide (`id` is the guide's), short enough to be read from afar.

    `text` stands under the title on the poster, `card` beside it on the wallet card.
    """

    id: str
    title: Message
    pictogram: str
    text: tuple[Message, ...]
    card: Message
    sources: tuple[str, ...]
    reviewed: date


@dataclass(frozen=True, kw_only=True)
class PaperLine:
    """A telephone line: its numbers as they are dialed, and whom it is for."""

    name: Message
    number: tuple[str, ...]
    about: Message


@dataclass(frozen=True, kw_only=True)
class LineGroup:
    """Lines of one kind, with what must be known before one calls any of them."""

    id: str
    title: Message
    warning: tuple[Message, ...] = ()
    line: tuple[PaperLine, ...]
    sources: tuple[str, ...]
    reviewed: date
    subject: Subject | None = None


@dataclass(frozen=True, kw_only=True)
class Poster(SourcedPage):
    """Poster and wallet card, and the page they are had from.

    `headline` and `doubt` stand above the steps, `limits` and (on the card) `card_limits` below; `near` names the
    program's own line; `scan` says what the QR code is for.
    """

    headline: Message
    doubt: Message
    limits: Message
    card_limits: Message
    near: Message
    scan: Message
    step: tuple[PaperStep, ...]
    group: tuple[LineGroup, ...]

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The steps and the lines."""
        return (*self.step, *self.group)
