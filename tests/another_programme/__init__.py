"""A second programme, in another state and with a third language: settings, and one folder of what differs from ours.

The organization, its services and its numbers are made up. Portuguese is translated by hand where the tests read it;
what the gates demand beyond that is its English with `[pt]` before it, so that no corrected sentence breaks a test.
"""

import shutil
from dataclasses import replace
from pathlib import Path

from babel.messages.catalog import Message

from pwa import create_app
from pwa.catalogue import as_po, find_messages
from pwa.config import ROOT, Settings, read_settings
from pwa.gates import must_be_translated
from pwa.i18n import catalogue_file, read_catalogue
from pwa.model.reader import read_table
from tests.site_copies import rewrite

HERE = Path(__file__).parent
OURS = "western-massachusetts"
"""The area of the programme we began with. The other has its own in its place."""

ENVIRONMENT = {
    "RESPIRA_NAME": "Juniper",
    "RESPIRA_URL": "https://juniper.example",
    "RESPIRA_PROGRAM": "Juniper Neighbors",
    "RESPIRA_LOCAL_LINE": "505-555-0112, every day",
    "RESPIRA_CONTACT": "1-505-555-0113",
    "RESPIRA_EXIT": "https://www.nps.gov/",
    "RESPIRA_SOURCE": "https://juniper.example/source",
    "RESPIRA_LANGUAGES": "en,es,pt",
    "RESPIRA_CENSUS": "no",
}
PAPERS = {"#fbf8f3": "#f2f6fb", "#0f1413": "#0b1018"}
"""The colours of its paper, in place of ours."""


def another_programme(folder: Path) -> Settings:
    """Its settings, read from an environment, and its words, catalogues and colours, below `folder`."""
    content, translations = folder / "content", folder / "translations"
    shutil.copytree(ROOT / "pwa" / "content", content)
    shutil.copytree(ROOT / "translations", translations)
    static = Path(shutil.copytree(ROOT / "static", folder / "static"))
    for ours, theirs in PAPERS.items():
        rewrite(static / "css" / "tokens.css", f"--paper: {ours};", f"--paper: {theirs};")
    places = {name: str(folder / name) for name in ("content", "translations", "static", "build", "packs", "cache")}
    settings = read_settings(ENVIRONMENT | {f"RESPIRA_{name.upper()}": place for name, place in places.items()})
    _add_portuguese(settings)
    for kind in ("areas", "services"):
        (content / kind / f"{OURS}.toml").unlink()
    shutil.copytree(HERE / "content", content, dirs_exist_ok=True)
    _translate(settings)
    return settings


def _add_portuguese(settings: Settings) -> None:
    before = create_app(replace(settings, languages=("en", "es")))
    made = before.test_cli_runner().invoke(args=["translations", "add", "pt"])
    assert made.exit_code == 0, made.output


def _translate(settings: Settings) -> None:
    """Translate what must be, and no more."""
    by_hand = read_table(HERE / "portuguese.toml")
    needed = {found.message for found in find_messages(settings) if must_be_translated(found)}

    def portuguese(entry: Message) -> str:
        english = str(entry.id)
        return str(by_hand.get(english, f"[pt] {english}" if english in needed else ""))

    def spanish(entry: Message) -> str:
        """Our name is a Spanish verb, too: written small here, so that tests can look for the name."""
        name_is_meant = "Respira" in entry.id
        return str(entry.string) if name_is_meant else str(entry.string).replace("Respira", "respira")

    for code, translation in (("pt", portuguese), ("es", spanish)):
        file = catalogue_file(settings.translations, code)
        catalogue = read_catalogue(file, code)
        for entry in catalogue:
            if entry.id:
                entry.string = translation(entry)
        file.write_bytes(as_po(catalogue))
    unknown = by_hand.keys() - {
        entry.id for entry in read_catalogue(catalogue_file(settings.translations, "pt"), "pt")
    }
    assert not unknown, f"portuguese.toml: no such message any more: {sorted(unknown)}"
