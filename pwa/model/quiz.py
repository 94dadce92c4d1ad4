"""The shapes of the quiz: questions, their answers, and why one of them is right."""

from dataclasses import dataclass
from datetime import date

from pwa.model.article import Subject
from pwa.model.guide import Claim, Link, SourcedPage
from pwa.model.words import Message


@dataclass(frozen=True, kw_only=True)
class Choice:
    """An answer one can choose."""

    text: Message
    right: bool = False


@dataclass(frozen=True, kw_only=True)
class Question:
    """A question with exactly one right answer. `reason` also corrects the wrong ones; `link` says more."""

    id: str
    text: Message
    answer: tuple[Choice, ...]
    reason: Message
    link: Link | None = None
    sources: tuple[str, ...]
    reviewed: date
    subject: Subject | None = None


@dataclass(frozen=True, kw_only=True)
class Quiz(SourcedPage):
    """The quiz, from the most life-saving question to ideas."""

    question: tuple[Question, ...]

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The questions."""
        return self.question
