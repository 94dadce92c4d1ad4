"""The two kinds of words in content: one sentence or paragraph, and a run of paragraphs.

A field is translatable because its type says so. Nothing else lists what must be translated.
"""

from collections.abc import Iterable


class Message(str):
    """Words a reader sees, in English: the key of every translation. Plain text, no markup."""

    __slots__ = ()


class Paragraphs(tuple[Message, ...]):
    """A longer text. A blank line separates paragraphs; each paragraph is one message."""

    __slots__ = ()

    def __new__(cls, paragraphs: Iterable[Message] = ()) -> "Paragraphs":
        """Keep `paragraphs` in their order."""
        return super().__new__(cls, paragraphs)
