"""A browser to ask a site with, and copies of the site's words that a test may break, correct or translate."""

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from babel.messages.catalog import Message
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from pwa import create_app
from pwa.catalogue import add_language, as_po
from pwa.config import ROOT, Settings
from pwa.i18n import catalogue_file, read_catalogue

Edit = Callable[[Path, Path], None]
"""A change to a copy: it is given the content folder and the translations folder."""


class Browser(FlaskClient):
    """A client that reads every answer to its end, so that no file stays open behind it."""

    def open(self, *args: Any, **options: Any) -> TestResponse:
        """Ask for an address."""
        options.setdefault("buffered", True)
        return super().open(*args, **options)


def browse(site: Flask | Settings) -> FlaskClient:
    """A browser without cookies, asking this application, or one with these settings."""
    app = create_app(site) if isinstance(site, Settings) else site
    return Browser(app, app.response_class, use_cookies=False)


def copy_of_site(folder: Path, **settings: Any) -> Settings:
    """Settings of a site whose words are copies in `folder`, and whose drawings and scripts are the repository's."""
    shutil.copytree(ROOT / "pwa" / "content", folder / "content")
    shutil.copytree(ROOT / "translations", folder / "translations")
    places: dict[str, Any] = {
        "content": folder / "content",
        "translations": folder / "translations",
        "static": ROOT / "static",
        "build": folder / "build",
        "packs": folder / "packs",
        "cache": folder / "cache",
        "census": "no",
        "database": f"sqlite:///{folder / 'reports.sqlite3'}",
    }
    return Settings(**{**places, **settings})


def copy_of_static(folder: Path) -> Path:
    """A copy of the assets to break or change, with the packages they import beside it."""
    (folder / "node_modules").symlink_to(ROOT / "node_modules")
    return Path(shutil.copytree(ROOT / "static", folder / "static"))


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by its path in it."""
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


def rewrite(file: Path, old: str, new: str) -> None:
    """Replace `old`, which must stand in `file` exactly once, by `new`."""
    text = file.read_text("utf-8")
    assert text.count(old) == 1, f"expected {old!r} once in {file}, found it {text.count(old)} times"
    file.write_text(text.replace(old, new), "utf-8")


def change_entry(translations: Path, code: str, english: str, change: Callable[[Message], None]) -> None:
    """Change one entry of a catalogue, as a translator would by hand."""
    file = catalogue_file(translations, code)
    catalogue = read_catalogue(file, code)
    entry = catalogue.get(english)
    assert entry, f"there is no message {english!r} in {file}"
    change(entry)
    file.write_bytes(as_po(catalogue))


def set_translation(translations: Path, code: str, english: str, translation: str) -> None:
    """Give `english`, which the catalogue knows, another translation."""

    def change(entry: Message) -> None:
        entry.string = translation

    change_entry(translations, code, english, change)


def reword(content: Path, translations: Path, file: str, english: str, new_english: str, new_spanish: str) -> None:
    """Correct a sentence of `file` (such as `guides/overdose.toml`) in both languages at once."""
    rewrite(content / file, english, new_english)

    def change(entry: Message) -> None:
        entry.id, entry.string = new_english, new_spanish

    change_entry(translations, "es", english, change)


def made_up_language(settings: Settings, code: str, without: Iterable[str] = ()) -> None:
    """A catalogue for `code` with every message "translated", but for those of the content files in `without`."""
    file = add_language(settings, code)
    catalogue = read_catalogue(file, code)
    left_out = set(without)
    for entry in catalogue:
        if entry.id and not {place for place, _ in entry.locations} & left_out:
            entry.string = f"[{code}] {entry.id}"
    file.write_bytes(as_po(catalogue))
