"""What stops a build: a needed sentence without a translation, or a translation that says something else.

A gate names the sentence, the language and the remedy. An urgent correction passes by `--publish-english`.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from pwa.catalogue import Found, find_messages, message_id, published_english
from pwa.config import Settings
from pwa.i18n import SOURCE, catalogue_file, read_catalogue, translation_of
from pwa.model.reader import MARKUP

URGENT_CONTENT = (
    "pwa/content/guides/",
    "pwa/content/rescue/",
    "pwa/content/pictograms.toml",
    "pwa/content/poster.toml",
)
"""Content that may never be half English, paper least of all. Longer reading may wait; navigation is templates."""

NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
PLACEHOLDER = re.compile(r"\{[a-z_]+\}")


@dataclass(frozen=True)
class Problem:
    """Why a language may not be published as it is."""

    language: str
    message: str
    what: str

    def __str__(self) -> str:
        shown = self.message if len(self.message) <= 70 else f"{self.message[:67]}…"
        return f'{self.language}, message {message_id(self.message)} "{shown}": {self.what}'


def must_be_translated(found: Found) -> bool:
    """Whether a message may not be shown in English on a page in another language."""
    return found.file.startswith(URGENT_CONTENT) or not found.file.startswith("pwa/content/")


def problems(settings: Settings, *, allow_english: bool = True) -> Iterator[Problem]:
    """Everything that keeps the site from being published; sentences in English on purpose pass if allowed."""
    found = list(find_messages(settings))
    on_purpose = published_english(settings) if allow_english else {}
    needed = dict.fromkeys(item.message for item in found if must_be_translated(item))
    known = dict.fromkeys(item.message for item in found)
    for code in settings.languages:
        if code == SOURCE:
            continue
        catalogue = read_catalogue(catalogue_file(settings.translations, code), code)
        for message in known:
            entry = catalogue.get(message)
            if translation := translation_of(entry):
                yield from (Problem(code, message, what) for what in differences(message, translation))
            elif message in needed and message_id(message) not in on_purpose:
                state = "is marked fuzzy" if entry and entry.fuzzy else "has no translation"
                yield Problem(
                    code,
                    message,
                    f"found that it {state}, expected one in {catalogue_file(settings.translations, code)}, "
                    f'or "flask build --publish-english {message_id(message)}" for an urgent correction.',
                )


def differences(message: str, translation: str) -> Iterator[str]:
    """What a translation must have in common with its English and has not."""
    for name, pattern in (("numbers", NUMBER), ("placeholders", PLACEHOLDER)):
        expected, found = Counter(pattern.findall(message)), Counter(pattern.findall(translation))
        if expected != found:
            yield f"found the {name} {_listed(found)} in its translation, expected {_listed(expected)}."
    if translation.count("**") != message.count("**"):
        yield f"found {translation.count('**')} times ** in its translation, expected {message.count('**')}."
    if markup := MARKUP.search(translation):
        yield f"found HTML ({markup.group()}) in its translation, expected plain text."


def _listed(counter: Counter[str]) -> str:
    return ", ".join(sorted(counter.elements())) or "none"
