"""Which languages are published, what their catalogues say, and which language a request is in.

Catalogues are read from `.po` files in memory: there is no compiled file to forget. An entry marked fuzzy is
never shown. A message without a translation shows its English, marked as English for screen readers.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, read_po
from flask import Flask, Request, g
from flask_babel import Babel
from markupsafe import Markup, escape

from pwa.model.errors import SiteError

SOURCE = "en"
"""The language of the content files. It needs no catalogue."""


class CatalogueError(SiteError):
    """A catalogue nobody can read. The message names the file and the remedy."""


class Text(str):
    """Words for one reader. `untranslated` words are English on a page in another language, and say so."""

    untranslated: bool

    def __new__(cls, words: str, *, untranslated: bool = False) -> "Text":
        """Wrap `words`."""
        text = super().__new__(cls, words.replace("'", "’"))  # noqa: RUF001 - a curly apostrophe, as in print
        text.untranslated = untranslated
        return text

    def __html__(self) -> str:
        """The words as HTML. Untranslated ones carry `lang="en"`, so that a screen reader changes its voice."""
        return str(self.marked(escape(str(self))))

    def marked(self, html: Markup) -> Markup:
        """`html` made of these words, with the language on it where the page's own does not hold."""
        return Markup('<span lang="en">{}</span>').format(html) if self.untranslated else html

    @property
    def plain(self) -> str:
        """The bare words, for an attribute or a title, where no element can stand."""
        return str.__str__(self)

    def fill(self, **values: object) -> "Text":
        """The same words with `{name}` replaced by each value."""
        words = self.plain
        for name, value in values.items():
            words = words.replace(f"{{{name}}}", str(value))
        return Text(words, untranslated=self.untranslated)


@dataclass(frozen=True)
class Language:
    """A published language: its code, its name in itself, its direction and its words."""

    code: str
    name: str
    direction: str
    words: dict[str, str]

    def text(self, message: str) -> Text:
        """`message` (English) in this language, or itself marked as English."""
        if self.code == SOURCE:
            return Text(message)
        translated = self.words.get(message)
        return Text(translated) if translated else Text(message, untranslated=True)


def _(message: str) -> str:
    """`message` itself: marked, so that translators find what `Language.text` will be asked for elsewhere."""
    return message


def catalogue_file(translations: Path, code: str) -> Path:
    """Where the catalogue of a language stands."""
    return translations / code / "LC_MESSAGES" / "messages.po"


def with_catalogue(translations: Path) -> list[str]:
    """The languages we have words of, published or not: English, and each that has a catalogue."""
    return [SOURCE, *sorted(file.parts[-3] for file in translations.glob("*/LC_MESSAGES/messages.po"))]


def read_catalogue(file: Path, code: str) -> Catalog:
    """The catalogue in `file`; a `CatalogueError` when it is missing or not a .po file."""
    try:
        with file.open("rb") as stream:
            return read_po(stream, locale=code, ignore_obsolete=True, abort_invalid=True)
    except FileNotFoundError:
        raise CatalogueError(
            f"{file}: found no catalogue, expected one; restore it, or make one with "
            f'"flask translations add {code}" before "{code}" is published.'
        ) from None
    except (PoFileError, OSError, LookupError, ValueError) as error:  # Babel passes on what its parts raise.
        raise CatalogueError(f"{file}: found a mistake ({error}), expected a .po file in UTF-8.") from None


def translation_of(entry: Message | None) -> str:
    """What may be shown of an entry: nothing where it is missing, blank or fuzzy."""
    if entry is None or entry.fuzzy or not str(entry.string or "").strip():
        return ""
    return str(entry.string)


def read_locale(code: str) -> Locale:
    """What is known of the language `code`; a `CatalogueError` when there is no such language."""
    try:
        return Locale.parse(code, sep="-")
    except (ValueError, UnknownLocaleError) as error:
        reason = str(error).split("\n", 1)[0]
        raise CatalogueError(
            f'language "{code}": found no such language ({reason}), expected a code like "es".'
        ) from None


def read_language(translations: Path, code: str) -> Language:
    """The language `code` with every translation that may be shown: not empty, not fuzzy."""
    locale = read_locale(code)
    words: dict[str, str] = {}
    if code != SOURCE:
        catalogue = read_catalogue(catalogue_file(translations, code), code)
        for entry in catalogue:
            if entry.id and (shown := translation_of(entry)):
                words[str(entry.id)] = shown
    own_name = (locale.get_language_name(code) or code).capitalize()
    return Language(code=code, name=own_name, direction=locale.text_direction, words=words)


def read_languages(translations: Path, codes: Iterable[str]) -> dict[str, Language]:
    """Every language of `codes`, in their order."""
    return {code: read_language(translations, code) for code in codes}


def preferred(request: Request, codes: Iterable[str]) -> str:
    """The best of `codes` for the request's `Accept-Language`; the first of them if nothing fits.

    Who asks for Mexico's Spanish and then for Portuguese gets Spanish: a country's form counts as its language.
    """
    offered = list(codes)
    asked = (tag.lower().partition("-")[0] for tag, quality in request.accept_languages if quality)
    return next((code for code in asked if code in offered), offered[0])


def language_of_path(path: str, codes: Iterable[str]) -> str | None:
    """The language an address is in, or None when its first part names none."""
    first = path.lstrip("/").split("/", 1)[0]
    return first if first in set(codes) else None


def init_babel(app: Flask) -> None:
    """Let flask-babel know the request's language, so that dates and numbers follow it.

    Words do not pass through it: it would need compiled catalogues, and would show no difference between a
    translation and its missing English.
    """
    Babel(app, locale_selector=lambda: g.language.code if "language" in g else SOURCE, configure_jinja=False)
