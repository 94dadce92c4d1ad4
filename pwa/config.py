"""The settings of a deployment: one dataclass, read from the environment once."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from pwa.model.article import Subject
from pwa.model.errors import SiteError
from pwa.model.reader import choices

ROOT = Path(__file__).parent.parent

CONTACT = re.compile(r"[^@\s?&]+@[^@\s?&]+\.[a-z]+|1-\d{3}-\d{3}-\d{4}")
PRINTED = 40
"""How many characters of a setting fit on a wallet card."""

LEAST = {"RESPIRA_REPORTS_DAYS": 30}
"""Flags look back 30 days."""

MOST = 3650

DESK = re.compile(r"scrypt:\d+:\d+:\d+\$\w+\$[0-9a-f]{128}")
"""What `flask reports password` prints."""

ORIGIN = re.compile(r"(https?://(?:[\w.-]+|\[[0-9a-f:.]+\])(?::\d+)?)/?")


def _caches() -> Path:
    """Where this user's caches lie. A user of a container may have no home; its server fetches nothing either."""
    try:
        return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    except RuntimeError:
        return ROOT / ".cache"


class SettingsError(SiteError):
    """A setting nobody can work with. The message names it, what was found and what was expected."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What a programme may change without touching the code.

    Each is read from `RESPIRA_<NAME>`; the folders are for tests and unusual layouts. `name` is free text;
    `url` is the public origin (`https://respira.example`), empty when it is not known.
    """

    name: str = "Respira"
    """The app's name on the page, on the icon and in the manifest. Keep drug words out of it: phones are seen."""

    url: str = ""
    """The public address, for canonical and hreflang. Empty: these links stay relative to the serving address."""

    source: str = ""
    """Where readers find the source code of this deployment, as the licence asks. Shown on the page of sources."""

    program: str = ""
    """Who hands it out, such as `Hampshire HOPE`: on poster and card. At most 40 characters, which fit there."""

    local_line: str = ""
    """That program's own telephone line, such as `413-555-0100, Monday to Friday`: on poster and card."""

    languages: tuple[str, ...] = ("en", "es")
    """Published languages in the order they are offered. Each but English needs a catalogue."""

    hsts: bool = False
    """Send Strict-Transport-Security. Off by default: turn it on only where the site will stay on HTTPS."""

    policy_in_pages: bool = False
    """Put the policy into each page too, for a host that sends no headers of ours, such as GitHub Pages."""

    retire: bool = False
    """The kill switch: serve a worker that removes itself and all it saved. For a site that must disappear."""

    text_911: bool = False
    """Text to 911 works where the app is handed out (Massachusetts, say). Ask the call centre before saying so."""

    silent_911: bool = False
    """A silent call to 911, then 3 for an ambulance, works where the app is handed out."""

    plain: bool = False
    """Install under a plain name and icon from every page, not only from the page that offers them."""

    contact: str = ""
    """Where readers say that a listing is wrong: a mail address or a telephone number such as 1-413-555-0100."""

    reports: bool = True
    """Readers can say that a listing is wrong; it is kept in the database. Without a server of ours: no."""

    reports_days: int = 180
    """How many days a report is kept, at most."""

    database: str = f"sqlite:///{ROOT / 'reports.sqlite3'}"
    """Where reports are kept, from `DATABASE_URL`: a file of SQLite, or `postgresql://user@host/name`."""

    desk: str = ""
    """The hash of the password of the desk at `/desk`, as `flask reports password` makes it. Empty: no desk."""

    proxies: int = 0
    """How many servers stand in front of ours and say in `X-Forwarded-For` who asks: behind Caddy or nginx, 1."""

    exit: str = "https://www.weather.gov/"
    """Where "Exit" leads when there is a network: an https address that anyone might be reading."""

    topics_off: tuple[str, ...] = ()
    """Subjects to leave out because a grant forbids them, such as `test-strips,spotting-lines`. Links follow."""

    content: Path = ROOT / "pwa" / "content"
    static: Path = ROOT / "static"
    translations: Path = ROOT / "translations"
    build: Path = ROOT / "build"
    """Where `flask build` writes the site and the server reads it."""

    packs: Path = ROOT / "packs"
    """Where `flask areas build` puts the maps of areas. They outlive builds: making one takes time."""

    cache: Path = _caches() / "respira"
    """Where the Census Bureau's files are kept, outside of the checkout: fetched once, they serve each copy of it."""

    census: str = "https://www2.census.gov/geo/tiger"
    """Where the streets of the counties come from; `no`: nobody is asked."""


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Settings from `RESPIRA_*` variables; a `SettingsError` names the one that is wrong."""
    found: dict[str, object] = {}
    for field in fields(Settings):
        variable = "DATABASE_URL" if field.name == "database" else f"RESPIRA_{field.name.upper()}"
        text = environment.get(variable, "").strip()
        if text:
            found[field.name] = _value(field.type, text, variable)
    settings = Settings(**found)  # type: ignore[arg-type]
    return settings


def _value(kind: object, text: str, variable: str) -> object:
    if kind is bool:
        answers = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
        if text.lower() not in answers:
            raise SettingsError(f'{variable}: found "{text}", expected yes or no.')
        return answers[text.lower()]
    if kind is int:
        if not text.isdecimal() or not LEAST.get(variable, 0) <= int(text) <= MOST:
            raise SettingsError(
                f'{variable}: found "{text}", expected a number from {LEAST.get(variable, 0)} to {MOST}.'
            )
        return int(text)
    if kind is Path:
        return Path(text).resolve()
    if variable == "RESPIRA_URL":
        if not (origin := ORIGIN.fullmatch(text)):
            raise SettingsError(f'{variable}: found "{text}", expected an origin such as https://respira.example.')
        return origin[1]
    if variable in ("RESPIRA_SOURCE", "RESPIRA_EXIT") and not text.startswith("https://"):
        raise SettingsError(f'{variable}: found "{text}", expected an https:// address.')
    if variable == "RESPIRA_CONTACT" and not CONTACT.fullmatch(text):
        expected = "a mail address or a number such as 1-413-555-0100"
        raise SettingsError(f'{variable}: found "{text}", expected {expected}.')
    if variable in ("RESPIRA_PROGRAM", "RESPIRA_LOCAL_LINE") and (len(text) > PRINTED or not text.isprintable()):
        raise SettingsError(f"{variable}: found {text!r}, expected at most {PRINTED} characters on one line.")
    if variable == "RESPIRA_DESK" and not DESK.fullmatch(text):
        expected = "what flask reports password prints, in single quotes: a shell eats what follows a $"
        raise SettingsError(f"{variable}: found no hash of a password, expected {expected}.")
    if variable == "RESPIRA_CENSUS" and text != "no" and not text.startswith(("https://", "http://")):
        raise SettingsError(f'{variable}: found "{text}", expected an address, or no.')
    if variable == "RESPIRA_LANGUAGES":
        return _listed(text)
    if variable == "RESPIRA_TOPICS_OFF":
        subjects = choices(Subject)
        for found in _listed(text):
            if found not in subjects:
                raise SettingsError(f'{variable}: found "{found}", expected some of {", ".join(subjects)}.')
        return _listed(text)
    return text


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())
