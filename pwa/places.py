"""Where a ZIP or a town lies, as tables small enough to be on every phone.

`pwa/data/us-places.tsv` has every ZIP of the United States; `scripts/make_places.py` makes it from npm packages. Here
it becomes what `static/js/lib/places.js` reads: a table of the states a programme works in, one of the whole country
for those who want it, and a coarse one by the first 3 digits, so that no ZIP is without an honest answer. Why these
sources, and how exact each is: docs/decisions/0013-places.md.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, hypot
from pathlib import Path
from statistics import fmean, median

from pwa.compact import as_json
from pwa.config import ROOT
from pwa.model.errors import SiteError
from pwa.model.geo import distance_m

DATA = ROOT / "pwa" / "data" / "us-places.tsv"
COLUMNS = ("zip", "state", "county", "town", "latitude", "longitude", "km")

HUNDREDTHS = 100
"""Points are in hundredths of a degree, about 1 km: no point of a ZIP is known better."""

REMAKE = "`python -m scripts.make_places` makes it again"

VERSION = 1
"""Goes up when the form of a table changes: a phone may still have an older script."""

# fmt: off
STATES = {
    "AK": "Alaska", "AL": "Alabama", "AR": "Arkansas", "AS": "American Samoa", "AZ": "Arizona", "CA": "California",
    "CO": "Colorado", "CT": "Connecticut", "DC": "District of Columbia", "DE": "Delaware", "FL": "Florida",
    "GA": "Georgia", "GU": "Guam", "HI": "Hawaii", "IA": "Iowa", "ID": "Idaho", "IL": "Illinois", "IN": "Indiana",
    "KS": "Kansas", "KY": "Kentucky", "LA": "Louisiana", "MA": "Massachusetts", "MD": "Maryland", "ME": "Maine",
    "MI": "Michigan", "MN": "Minnesota", "MO": "Missouri", "MP": "Northern Mariana Islands", "MS": "Mississippi",
    "MT": "Montana", "NC": "North Carolina", "ND": "North Dakota", "NE": "Nebraska", "NH": "New Hampshire",
    "NJ": "New Jersey", "NM": "New Mexico", "NV": "Nevada", "NY": "New York", "OH": "Ohio", "OK": "Oklahoma",
    "OR": "Oregon", "PA": "Pennsylvania", "PR": "Puerto Rico", "RI": "Rhode Island", "SC": "South Carolina",
    "SD": "South Dakota", "TN": "Tennessee", "TX": "Texas", "UT": "Utah", "VA": "Virginia",
    "VI": "U.S. Virgin Islands", "VT": "Vermont", "WA": "Washington", "WI": "Wisconsin", "WV": "West Virginia",
    "WY": "Wyoming",
}
# fmt: on
"""The states, Washington, D.C., and the territories where a ZIP is somebody's address."""


class PlacesError(SiteError):
    """Places that cannot be read or made. The message names the file or the state, and the remedy."""


@dataclass(frozen=True)
class Zip:
    """A ZIP and its town. `point` is in degrees; `km` is within what 9 of 10 addresses lie of it.

    Without a point of its own (boxes of a post office) a ZIP takes the point of its town: see `middle_of`.
    """

    code: str
    state: str
    county: str
    town: str
    point: tuple[float, float] | None
    km: int


def read_places(file: Path = DATA) -> tuple[Zip, ...]:
    """Every ZIP in `file`, in order; a `PlacesError` names the first line that is wrong."""
    try:
        lines = file.read_text("utf-8").splitlines()
    except OSError:
        raise PlacesError(f"{file}: found no such file, expected the list of ZIPs; {REMAKE}.") from None
    body = [(number, line.split("\t")) for number, line in enumerate(lines, start=1) if not line.startswith("#")]
    if not body or tuple(body[0][1]) != COLUMNS:
        found = ", ".join(body[0][1]) if body else "none"
        raise PlacesError(f"{file}: found the columns {found}, expected {', '.join(COLUMNS)}; {REMAKE}.")
    return tuple(_zip(cells, f"{file}: line {number}") for number, cells in body[1:])


def _zip(cells: list[str], line: str) -> Zip:
    try:
        code, state, county, town, latitude, longitude, km = cells
        point = (float(latitude), float(longitude)) if latitude else None
        made = Zip(code, state, county, town, point, int(km or 0))
    except ValueError:
        raise PlacesError(f"{line}: found {cells}, expected {', '.join(COLUMNS)}; {REMAKE}.") from None
    if not re.fullmatch(r"\d{5}", code) or state not in STATES or not town:
        raise PlacesError(f"{line}: found {cells}, expected a ZIP, a state and a town; {REMAKE}.")
    return made


@lru_cache(maxsize=1)
def us_places() -> tuple[Zip, ...]:
    """Every ZIP of the United States."""
    return read_places()


def table(states: Iterable[str], aliases: Mapping[str, str] | None = None) -> bytes:
    """The ZIPs and towns of `states` as compact JSON; `static/js/lib/places.js` describes its form and reads it.

    `aliases` are other names of towns: `{"Noho": "Northampton, MA"}`. The same input gives the same bytes, whatever
    its order. A `PlacesError` names a state nobody knows, or an alias that leads nowhere or hides a town.
    """
    wanted = _known(states)
    zips = [each for each in us_places() if each.state in wanted]
    counties: dict[tuple[str, str], int] = {}
    towns: dict[tuple[str, str], int] = {}
    county_of_town: list[int] = []
    town_of_zip: list[int] = []
    for each in zips:
        county = counties.setdefault((each.state, each.county), len(counties))
        town = towns.setdefault((each.state, each.town), len(towns))
        if town == len(county_of_town):
            county_of_town.append(county)
            town_of_zip.append(0)
        else:
            town_of_zip.append(len(towns) - town)
    points = [each.point for each in zips if each.point]
    return as_json(
        {
            "version": VERSION,
            "states": {code: STATES[code] for code in wanted},
            "counties": [f"{state} {county}".strip() for state, county in counties],
            "towns": [town for _, town in towns],
            "county": county_of_town,
            "zip": _steps(int(each.code) for each in zips),
            "town": town_of_zip,
            "km": [each.km for each in zips],
            "latitude": _steps(_whole(point[0]) for point in points),
            "longitude": _steps(_whole(point[1]) for point in points),
            "also": _also(aliases or {}, towns),
        }
    )


def prefix_table() -> bytes:
    """One point for each first 3 digits of a ZIP in the whole country, and how far its ZIPs lie from it.

    A ZIP of another state than most of them, beyond that distance, stands there by itself: 96799 is not in Hawaii.
    """
    zips = us_places()
    towns: dict[tuple[str, str], list[Zip]] = defaultdict(list)
    for each in zips:
        if each.point:
            towns[each.state, each.town].append(each)
    prefixes: dict[str, list[Zip]] = defaultdict(list)
    for each in zips:
        prefixes[each.code[:3]] += [each] if each.point else towns[each.state, each.town][:1]
    lines = []
    for prefix, inside in prefixes.items():
        state = Counter(each.state for each in inside).most_common(1)[0][0]
        middle, km = middle_of([each for each in inside if each.state == state])
        lines.append((prefix, state, middle, km))
        lines += [
            (each.code, each.state, each.point, each.km)
            for each in inside
            if each.point and each.state != state and distance_m(*middle, *each.point) > km * 1000
        ]
    return as_json(
        {
            "version": VERSION,
            "states": STATES,
            "prefix": [prefix for prefix, *_ in lines],
            "state": [state for _, state, *_ in lines],
            "km": [km for *_, km in lines],
            "latitude": _steps(_whole(point[0]) for *_, point, _ in lines),
            "longitude": _steps(_whole(point[1]) for *_, point, _ in lines),
        }
    )


def middle_of(zips: Sequence[Zip]) -> tuple[tuple[float, float], int]:
    """The middle of `zips`, which have points, and within how many km of it 9 of 10 addresses lie.

    It is the median: a single far ZIP (Anchorage has one at the Arctic Ocean) does not pull it away. How far a ZIP is
    from the middle and how far an address is from the point of its ZIP are two errors that know nothing of each
    other: their squares add up.
    """
    points = [each.point for each in zips if each.point]
    middle = (median(point[0] for point in points), median(point[1] for point in points))
    away = sorted(distance_m(*middle, *point) / 1000 for point in points)
    own = fmean(each.km for each in zips)
    return middle, ceil(hypot(away[ceil(0.9 * len(away)) - 1], own))


def _known(states: Iterable[str]) -> list[str]:
    wanted = sorted(set(states))
    unknown = [state for state in wanted if state not in STATES]
    if unknown or not wanted:
        found = ", ".join(unknown) or "none"
        raise PlacesError(f"states: found {found}, expected one or more of {', '.join(STATES)}.")
    return wanted


def _also(aliases: Mapping[str, str], towns: Mapping[tuple[str, str], int]) -> list[tuple[str, int]]:
    """Each alias with the number of its town."""
    found = []
    for alias, place in sorted(aliases.items()):
        town, _, state = place.rpartition(", ")
        if (state, town) not in towns:
            raise PlacesError(
                f'aliases: found "{alias}" for "{place}", expected a town of these states, such as "Northampton, MA".'
            )
        if not alias.strip() or (state, alias) in towns:
            raise PlacesError(f'aliases: found "{alias}" for "{place}", expected a name that no town there has.')
        found.append((alias, towns[state, town]))
    return found


def _whole(degrees: float) -> int:
    return round(degrees * HUNDREDTHS)


def _steps(values: Iterable[int]) -> list[int]:
    """Each value as its difference from the one before: small numbers, which compress well."""
    before = 0
    steps = []
    for value in values:
        steps.append(value - before)
        before = value
    return steps
