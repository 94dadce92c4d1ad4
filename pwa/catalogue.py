"""What translators work on: the messages of content and templates, and the `.po` file of each language.

`flask translations sync` brings the files in line with the words; `pwa.gates` says what may be published.
"""

import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.pofile import unescape, write_po
from jinja2.ext import babel_extract

from pwa.config import ROOT, Settings
from pwa.i18n import SOURCE, CatalogueError, catalogue_file, read_catalogue, read_locale
from pwa.model.checks import read_content
from pwa.model.reader import read_table

KEYWORDS: dict[str, None] = {"_": None, "text": None}
"""`_("…")` in templates and views, `language.text("…")` in Python without a request."""

QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')

HEADER = """\
# Translations of PROJECT.
# Plain text: read translations/README.md before the first sentence."""


@dataclass(frozen=True)
class Found:
    """A message and one place where it stands, such as `pwa/content/guides/overdose.toml`, `section[1].title`."""

    message: str
    file: str
    key: str = ""


def message_id(message: str) -> str:
    """A short name for a message that can be typed on a command line."""
    return hashlib.sha256(message.encode("utf-8")).hexdigest()[:8]


def find_messages(settings: Settings) -> Iterator[Found]:
    """Every translatable message: content in reading order, then templates, then Python."""
    for name, key, message in read_content(settings.content, settings.static / "pictograms").messages():
        yield Found(message, f"pwa/content/{name}", key)
    package = Path(__file__).parent
    options = {"trimmed": "true", "silent": "false"}
    for file in sorted((package / "templates").rglob("*.html")):
        with file.open("rb") as stream:
            for _line, _function, found, _comments in babel_extract(stream, list(KEYWORDS), [], options):
                yield Found(_only(found), file.relative_to(ROOT).as_posix())
    for file in sorted(package.rglob("*.py")):
        with file.open("rb") as stream:
            for _row, _name, words, _notes in extract_python(stream, KEYWORDS, [], {}):
                if words:
                    yield Found(_only(words), file.relative_to(ROOT).as_posix())


def _only(message: object) -> str:
    return str(message[0] if isinstance(message, tuple) else message)


def make_template(settings: Settings) -> Catalog:
    """The catalogue without translations: each message once, with the files and places it stands in.

    It carries no date and no line numbers, so that it changes only when the words do.
    """
    template = Catalog(project="respira", charset="utf-8", header_comment=HEADER)
    for found in find_messages(settings):
        comments = [found.key] if found.key else []
        template.add(found.message, locations=[(found.file, 0)], auto_comments=comments)
    return template


def as_po(catalogue: Catalog) -> bytes:
    """The catalogue as the bytes of a `.po` file, made the same way every time."""
    stream = io.BytesIO()
    write_po(
        stream,
        catalogue,
        width=110,
        include_lineno=False,
        ignore_obsolete=True,
        include_previous=True,
        omit_header=False,
    )
    lines = stream.getvalue().decode("utf-8").splitlines()
    varying = ('"POT-Creation-Date:', '"PO-Revision-Date:', '"Generated-By:', '"Report-Msgid-Bugs-To:')
    return ("\n".join(line for line in lines if not line.startswith(varying)) + "\n").encode("utf-8")


def synced_files(settings: Settings) -> Iterator[tuple[Path, bytes]]:
    """Each file of translations/ with the bytes it should hold: the template, then every language."""
    template = make_template(settings)
    yield settings.translations / "messages.pot", as_po(template)
    for code in settings.languages:
        if code != SOURCE:
            file = catalogue_file(settings.translations, code)
            catalogue = read_catalogue(file, code)
            catalogue.update(template, update_header_comment=False)
            keep_old_english(catalogue)
            yield file, as_po(catalogue)


def keep_old_english(catalogue: Catalog) -> None:
    """Old English (`#| msgid`) stays beside a draft: Babel writes such lines, but reads them as remarks."""
    for entry in catalogue:
        lines = [line for line in entry.user_comments if line.startswith("|")]
        entry.user_comments = [line for line in entry.user_comments if line not in lines]
        if lines and entry.fuzzy and not entry.previous_id:
            words = " ".join(line.removeprefix("|").strip() for line in lines)
            entry.previous_id = ["".join(unescape(part) for part in QUOTED.findall(words))]


def add_language(settings: Settings, code: str) -> Path:
    """Make an empty catalogue for `code`; the path of the new file. The language is not published by this."""
    locale = read_locale(code)
    file = catalogue_file(settings.translations, code)
    if file.exists():
        raise CatalogueError(f"{file}: found a catalogue already, expected none; nothing was changed.")
    catalogue = Catalog(locale=locale, project="respira", header_comment=HEADER, fuzzy=False)
    catalogue.update(make_template(settings))
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(as_po(catalogue))
    return file


def english_file(settings: Settings) -> Path:
    """Where sentences published in English on purpose are remembered until their translation arrives."""
    return settings.translations / "published-english.toml"


def published_english(settings: Settings) -> dict[str, str]:
    """Sentences shown in English on every page on purpose, by message id."""
    file = english_file(settings)
    if not file.exists():
        return {}
    return {str(key): str(value) for key, value in read_table(file).items()}


def write_published_english(settings: Settings, messages: dict[str, str]) -> None:
    """Remember these sentences, or remove the file when there are none."""
    file = english_file(settings)
    if not messages:
        file.unlink(missing_ok=True)
        return
    quoted = {key: value.replace("\\", "\\\\").replace('"', '\\"') for key, value in sorted(messages.items())}
    lines = [f'{key} = "{value}"' for key, value in quoted.items()]
    head = "# Urgent corrections shown in English until they are translated: flask build --publish-english.\n"
    file.write_text(head + "\n".join(lines) + "\n", "utf-8")
