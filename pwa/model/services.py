"""The shapes of the directory: an area, the lists its entries were taken from, and the services in it.

Everything here is data about other people's work. So each entry says where it was read and when, whether anyone has
checked it, and how much of the place may be shown. What is unknown is left out; nothing has a cheerful default.
"""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from pwa.model.article import Subject
from pwa.model.geo import Bounds
from pwa.model.words import Message

Category = Literal[
    "emergency-line",
    "spotting-line",
    "crisis-line",
    "help-line",
    "peer-line",
    "naloxone",
    "syringe-services",
    "drug-checking",
    "disposal",
    "wound-care",
    "hiv-hepatitis-testing",
    "overdose-prevention-center",
    "methadone",
    "buprenorphine",
    "detox",
    "residential",
    "outpatient",
    "crisis",
    "recovery-support",
    "primary-care",
    "emergency-room",
    "basic-needs",
    "outreach",
    "mail-order",
    "information",
]
"""What a service gives. The order is that of filters and of headings."""

LINES: tuple[Category, ...] = ("emergency-line", "spotting-line", "crisis-line", "help-line", "peer-line")
"""Services one only calls or writes to: they have a page of their own."""

SUBJECTS: dict[Category, Subject] = {
    "spotting-line": "spotting-lines",
    "syringe-services": "syringe-services",
    "drug-checking": "test-strips",
    "overdose-prevention-center": "overdose-prevention-centers",
}
"""What a deployment may have to leave out, by `RESPIRA_TOPICS_OFF`."""

Listing = Literal["publish", "call-first", "phone-only", "hold"]
"""Whether readers see it. `call-first`: with the words "Call first". `phone-only`: without a place. `hold`: only in
the list of calls to make, until somebody has telephoned."""

Visibility = Literal["exact", "exact-if-consented", "approximate", "area", "phone-only", "hidden"]
"""How much of the place may be known. Anything but `exact` has no street address and no point in this repository;
`exact-if-consented` may have them once `consent = true`."""

RunBy = Literal["peers", "organization", "health-agency", "government", "hospital", "police", "sheriff"]
Confidence = Literal["high", "medium", "low"]
Checked = Literal["phone", "visit", "provider", "website"]

PARTIAL_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True, kw_only=True)
class ListSource:
    """Where entries were read. `date` is a year, a month or a day, such as `2019-10`; absent where there is none."""

    kind: Literal["list", "news", "website", "advertisement"]
    title: str
    address: str = ""
    date: str = ""


@dataclass(frozen=True, kw_only=True)
class Phone:
    """A number as it is dialed, with hyphens; `text` numbers take messages. `note` says when to choose this one."""

    number: str
    kind: Literal["voice", "text", "voice-and-text", "tty"] = "voice"
    languages: tuple[str, ...] = ()
    note: Message | None = None


@dataclass(frozen=True, kw_only=True)
class ListedHours:
    """`rule` is in the subset of OSM `opening_hours` of `pwa.model.hours`; `note` is for what it cannot say."""

    rule: str = ""
    note: Message | None = None


@dataclass(frozen=True, kw_only=True)
class Closed:
    """A place that is gone, kept so that old copies and old lists are corrected. `instead` says where to go."""

    since: str
    note: Message
    instead: str = ""


@dataclass(frozen=True, kw_only=True)
class Service:
    """One entry of the directory. `lat` and `lon` are WGS 84 degrees, `precision_m` how far off they may be.

    `serves` are the towns a mobile service goes to. `also_called` are older names: people search by them.
    `check` are the questions for the call that would settle it.
    """

    id: str
    name: str
    organization: str
    categories: tuple[Category, ...]
    listing: Listing
    confidence: Confidence
    source: str
    also_called: tuple[str, ...] = ()
    visibility: Visibility = "exact"
    consent: bool = False
    address: str = ""
    town: str = ""
    state: str = ""
    zip: str = ""
    lat: float | None = None
    lon: float | None = None
    precision_m: int = 100
    serves: tuple[str, ...] = ()
    phone: tuple[Phone, ...] = ()
    url: str = ""
    hours: ListedHours | None = None
    languages: tuple[str, ...] = ()
    for_whom: Message | None = None
    cost: Message | None = None
    asks_id: bool | None = None
    asks_name: bool | None = None
    walk_in: bool | None = None
    run_by: RunBy | None = None
    in_police_station: bool = False
    wheelchair: Literal["yes", "limited", "no"] | None = None
    may_send_help: Message | None = None
    box: bool = False
    note: Message | None = None
    closed: Closed | None = None
    verified_at: date | None = None
    verified_how: Checked | None = None
    check: tuple[str, ...] = ()

    @property
    def is_shown(self) -> bool:
        """Whether readers may see it at all."""
        return self.listing != "hold" and self.visibility != "hidden"

    @property
    def is_line(self) -> bool:
        """Whether it is reached by telephone or message alone."""
        return any(category in LINES for category in self.categories)

    @property
    def is_support_line(self) -> bool:
        """Whether somebody answers there who listens or helps on: no emergency, and nobody who stays on the line."""
        return self.categories[0] in ("crisis-line", "help-line")

    @property
    def point(self) -> tuple[float, float] | None:
        """Latitude and longitude, where they are known and may be shown."""
        return None if self.lat is None or self.lon is None else (self.lat, self.lon)

    @property
    def place_is_public(self) -> bool:
        """Whether street address and point may stand anywhere."""
        return self.visibility == "exact" or (self.visibility == "exact-if-consented" and self.consent)


@dataclass(frozen=True, kw_only=True)
class ServiceList:
    """`services/<area>.toml`."""

    source: dict[str, ListSource]
    service: tuple[Service, ...]


@dataclass(frozen=True, kw_only=True)
class Area:
    """`areas/<area>.toml`: a stretch of country with a list of its own.

    An area without `bounds` is reached by telephone and post alone. `outline` is a ring of latitudes and longitudes
    within them, where the map is to follow a border; empty: the map is as wide as the bounds.
    `counties` are the 5-digit codes (FIPS) of those whose streets the Census Bureau's files bring.
    `states` are the postal codes whose ZIPs and towns readers search in; `aliases` are other names of towns.
    `sources`, of sources.toml, are where ZIPs, towns and other geography come from.
    `as_of` is the day the whole list was last gone through. An area that is `bundled` is saved with the site.
    """

    name: Message
    order: int
    zone: str
    as_of: date
    bundled: bool
    bounds: Bounds | None = None
    outline: tuple[tuple[float, ...], ...] = ()
    counties: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    aliases: dict[str, str] = field(default_factory=dict)


def first_day(text: str) -> date | None:
    """The first day of a partial date such as `2019`, `2019-10` or `2019-10-04`; None for anything else."""
    found = PARTIAL_DATE.fullmatch(text)
    if not found:
        return None
    year, month, day = (int(part) if part else 1 for part in found.groups())
    try:
        return date(year, month, day)
    except ValueError:  # No such month or day.
        return None


CHECK_DAYS: dict[Category, int] = {
    "syringe-services": 90,
    "naloxone": 90,
    "outreach": 90,
    "basic-needs": 90,
    "drug-checking": 90,
    "disposal": 90,
    "overdose-prevention-center": 90,
    "methadone": 180,
    "buprenorphine": 180,
    "detox": 180,
    "residential": 180,
}
"""After how many days an entry should be checked again. Any other category: a year."""

A_YEAR = 365


def check_by(service: Service, source: ListSource, times: int = 1) -> date | None:
    """The last day on which the entry counts as fresh: from its check, else from its list. None: it never was.

    With `times` = 2 it is the day after which an entry is so old that it leaves the top of every list.
    """
    since = service.verified_at or first_day(source.date)
    if since is None:
        return None
    return since + timedelta(days=times * min(CHECK_DAYS.get(category, A_YEAR) for category in service.categories))
