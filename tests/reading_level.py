"""How hard a text is to read: Flesch-Kincaid for English, Fernández Huerta for Spanish.

Syllables are counted by where a word may be hyphenated, which is a little fewer than are spoken: results are a
little kinder than those of a dictionary. Budgets leave room for it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import pyphen

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")  # noqa: RUF001 - the apostrophe of typesetting
SENTENCE_END = re.compile(r"[.!?…:]+(?=\s|$)")


@dataclass(frozen=True)
class Counts:
    """What both formulas are made of."""

    sentences: int
    words: int
    syllables: int


def count(messages: Iterable[str], language: str) -> Counts:
    """Count over messages, each at least one sentence. A word has one syllable more than hyphens."""
    hyphens = pyphen.Pyphen(lang={"en": "en_US"}.get(language, language), left=1, right=1)
    sentences = words = syllables = 0
    for message in messages:
        found = WORD.findall(message)
        if found:
            sentences += max(1, len(SENTENCE_END.findall(message)))
            words += len(found)
            syllables += sum(len(hyphens.positions(word.lower())) + 1 for word in found)
    return Counts(sentences, words, syllables)


def flesch_kincaid_grade(counts: Counts) -> float:
    """The US school grade that reads it. Kincaid et al. 1975: 0.39 w/s + 11.8 syllables/w - 15.59."""
    return 0.39 * counts.words / counts.sentences + 11.8 * counts.syllables / counts.words - 15.59


def fernandez_huerta(counts: Counts) -> float:
    """Ease of Spanish, 0 to 100, more is easier. Fernández Huerta 1959: 206.84 - 60 syllables/w - 1.02 w/s."""
    return 206.84 - 60 * counts.syllables / counts.words - 1.02 * counts.words / counts.sentences
