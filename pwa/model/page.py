"""The shape of a page of words about the app itself: about, privacy."""

from dataclasses import dataclass, field

from pwa.model.words import Message, Paragraphs


@dataclass(frozen=True, kw_only=True)
class PageSection:
    """A heading, paragraphs, and points that may be read in any order."""

    id: str
    title: Message
    body: Paragraphs = field(default_factory=Paragraphs)
    points: tuple[Message, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page of words. It makes no claim about health, so it names no medical source."""

    title: Message
    name: Message
    summary: Message
    section: tuple[PageSection, ...]
