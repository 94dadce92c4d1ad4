"""A service as a reader sees it: what its page says by itself, and what the phone sorts and filters by.

The page holds every word. `finder_json` is only what the phone needs to put entries in order, so it has no language.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from pwa.compact import as_json
from pwa.model.directory import Directory
from pwa.model.hours import Week, week
from pwa.model.services import Category, ListSource, Service, check_by
from pwa.places import Zip, middle_of, prefix_table, table, us_places

VERSION = 1
"""Goes up when the form of the index changes: a phone may still have an older script."""

NO_AREA = ("DC",)
"""Towns of somewhere: the finder asks for a table even where no area names its states."""

Spot = tuple[float, float, int]
"""Latitude, longitude, and within how many metres of it the place is."""


@dataclass(frozen=True)
class Listed:
    """One service, in one language, with where it was read and until when that counts as fresh."""

    service: Service
    source: ListSource
    area: str
    good_until: date | None

    @property
    def always_open(self) -> bool:
        """Whether its list says that it never closes."""
        return bool(self.service.hours and self.service.hours.rule == "24/7")

    @property
    def week(self) -> Week | None:
        """The hours of a week, for a table; None where there are none, or where they never end."""
        hours = self.service.hours
        return week(hours.rule) if hours and hours.rule and not self.always_open else None


def listed(directory: Directory, *, lines: bool) -> list[Listed]:
    """Every service of the pages that is a line, or is not: bundled area by area, in the order of the lists."""
    bundled = (name for name, area in directory.areas.items() if area.bundled)
    return [entry for name in bundled for entry in listed_in(directory, name) if entry.service.is_line is lines]


def listed_in(directory: Directory, area: str) -> list[Listed]:
    """Every service of one area that readers may see, lines too, in the order of its list."""
    found = directory.lists[area]
    return [
        Listed(service, found.source[service.source], area, check_by(service, found.source[service.source]))
        for service in found.service
        if service.is_shown
    ]


def as_of(directory: Directory) -> date:
    """The day on which the oldest of the lists that are saved with the site was gone through."""
    return min(area.as_of for area in directory.areas.values() if area.bundled)


def by_town(entries: list[Listed]) -> dict[str, list[Listed]]:
    """Entries by the town they stand in, in order; the empty name is for those that stand in none, last."""
    towns: dict[str, list[Listed]] = {}
    for entry in entries:
        service = entry.service
        town = ", ".join(part for part in (service.town, service.state) if part) if service.town else ""
        towns.setdefault(town, []).append(entry)
    nowhere = towns.pop("", [])
    return {**dict(sorted(towns.items())), **({"": nowhere} if nowhere else {})}


def by_kind(entries: list[Listed], kinds: Iterable[Category]) -> dict[Category, list[Listed]]:
    """Entries by the first of `kinds` each has, in the order of `kinds`; a kind without any is left out."""
    found = {kind: [each for each in entries if _first(each, kinds) == kind] for kind in kinds}
    return {kind: inside for kind, inside in found.items() if inside}


def _first(entry: Listed, kinds: Iterable[Category]) -> Category | None:
    return next((kind for kind in kinds if kind in entry.service.categories), None)


def finder_json(directory: Directory) -> bytes:
    """What `static/js/lib/finder.js` reads: one entry for each service that stands in the list, in its order."""
    bundled = [name for name, area in directory.areas.items() if area.bundled]
    return as_json({"version": VERSION, **finder_index(directory, bundled, listed(directory, lines=False))})


def finder_index(directory: Directory, areas: Iterable[str], entries: Iterable[Listed]) -> dict[str, object]:
    """What puts `entries` in order: the zone and the age of each of the `areas`, and what is known of each entry."""
    about = {name: {"zone": area.zone, "asOf": area.as_of.isoformat()} for name, area in directory.areas.items()}
    return {"areas": {name: about[name] for name in areas}, "services": [_for_the_phone(entry) for entry in entries]}


def finder_files(directory: Directory) -> dict[str, bytes]:
    """What the phone finds services with, by the name of each file: the services, and where ZIPs and towns lie."""
    bundled = [area for area in directory.areas.values() if area.bundled]
    states = {state for area in bundled for state in area.states}
    aliases = {name: town for area in bundled for name, town in area.aliases.items()}
    return {
        "services/index.json": finder_json(directory),
        "places/prefixes.json": prefix_table(),
        "places/near.json": table(states or NO_AREA, aliases),
    }


def _for_the_phone(entry: Listed) -> dict[str, object]:
    """Only what is known: a key that is missing is unknown, and never a no."""
    service = entry.service
    known = {
        "id": service.id,
        "area": entry.area,
        "is": list(service.categories),
        "town": service.town,
        "state": service.state,
        "spots": spots(service),
        "rule": service.hours.rule if service.hours else "",
        "until": _iso(entry.good_until),
        "late": _iso(check_by(service, entry.source, times=2)),
        "languages": spoken_in(service),
        "also": list(service.also_called),
        "dropIn": service.walk_in,
        "noId": None if service.asks_id is None else not service.asks_id,
        "police": is_police(service),
        "closed": bool(service.closed) or None,
        "checked": bool(service.verified_at) or None,
    }
    return {name: value for name, value in known.items() if value not in (None, "", [])}


def spoken_in(service: Service) -> list[str]:
    """The codes of the languages that are stated, on any of its numbers too. None stated: nobody knows."""
    return sorted({*service.languages, *(code for phone in service.phone for code in phone.languages)})


def is_police(service: Service) -> bool | None:
    """Whether police or a sheriff run it, or it is inside a station. None: nobody said who runs it."""
    if service.in_police_station:
        return True
    return None if service.run_by is None else service.run_by in ("police", "sheriff")


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def spots(service: Service) -> list[Spot]:
    """Where a service is, as exactly as may be told: its point, or else its ZIP or town, and the towns it serves."""
    if service.closed or service.visibility in ("phone-only", "hidden"):
        return []
    if service.point and service.place_is_public:
        return [(*service.point, service.precision_m)]
    home = _zip(service.zip) or _town(service.state, service.town)
    served = [_town(service.state, town) for town in service.serves]
    return list(dict.fromkeys(spot for spot in (home, *served) if spot))


@lru_cache(maxsize=1)
def _zips() -> dict[str, Zip]:
    return {each.code: each for each in us_places()}


def _zip(code: str) -> Spot | None:
    found = _zips().get(code)
    return (*found.point, found.km * 1000) if found and found.point else None


@lru_cache(maxsize=1024)
def _town(state: str, town: str) -> Spot | None:
    inside = [each for each in us_places() if (each.state, each.town) == (state, town) and each.point]
    if not inside:
        return None
    (latitude, longitude), km = middle_of(inside)
    return latitude, longitude, km * 1000
