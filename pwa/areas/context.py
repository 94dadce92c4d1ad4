"""What a map shows without any file of streets: county and state lines, towns, ZIPs. Made from packages alone.

County lines: us-atlas, made from the Census Bureau's cartographic boundary files, as TopoJSON. Towns and ZIPs:
`pwa/data/us-places.tsv`, see `pwa.places`. No package we found has the rivers of an area: docs/decisions/0019-map.md.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from pwa.areas.encode import UNIT, Drawn, MapSource
from pwa.areas.errors import AreaError
from pwa.areas.making import Context
from pwa.bundles import NODE_MODULES
from pwa.model.geo import Bounds, contains
from pwa.places import Zip, middle_of, us_places

COUNTIES = NODE_MODULES / "us-atlas" / "counties-10m.json"

GRID_TOLERANCE_M = 300
"""How coarse these lines are: the grid of us-atlas."""

SOURCES = (
    MapSource("us-atlas", "2017", "Public domain", "U.S. Census Bureau", "https://github.com/topojson/us-atlas"),
    MapSource("GeoNames", "2026", "CC BY 4.0", "GeoNames", "https://www.geonames.org/"),
)


def context_of(bounds: Bounds) -> tuple[tuple[MapSource, ...], Context]:
    """The sources, and the layers `border`, `town` and `zip` of what lies within `bounds`."""
    inside = [each for each in us_places() if each.point and contains(bounds, *each.point)]
    towns: dict[tuple[str, str], list[Zip]] = defaultdict(list)
    for each in inside:
        towns[each.state, each.town].append(each)
    places = [(name, middle_of(zips)[0], len(zips)) for (_, name), zips in towns.items()]
    return SOURCES, {
        "border": [Drawn(lines=tuple(sorted(_borders(bounds))))],
        "town": [_point(name, point, weight) for name, point, weight in sorted(places, key=lambda each: -each[2])],
        "zip": [_point(each.code, each.point, 0) for each in inside if each.point],
    }


def _point(name: str, point: tuple[float, float], weight: int) -> Drawn:
    return Drawn(name, lines=(_on_grid(point),), weight=weight)


def _on_grid(point: tuple[float, float]) -> tuple[int, int]:
    return round(point[0] * UNIT), round(point[1] * UNIT)


def _borders(bounds: Bounds) -> Iterator[list[int]]:
    """Each line between counties once, as far as it lies near `bounds`."""
    for line in _lines():
        if any(contains(bounds, *point) for point in line):
            yield [number for point in line for number in _on_grid(point)]


@lru_cache(maxsize=1)
def _lines() -> tuple[tuple[tuple[float, float], ...], ...]:
    """Every arc of the counties, as latitudes and longitudes: an arc between two counties is in the file once."""
    return tuple(arcs_of(COUNTIES, "counties"))


def arcs_of(file: Path, name: str) -> Iterator[tuple[tuple[float, float], ...]]:
    """The arcs that make the object `name` of a TopoJSON file (https://github.com/topojson/topojson-specification)."""
    try:
        found = json.loads(file.read_bytes())
    except (OSError, ValueError):
        raise AreaError(
            f"{file}: found no map of counties, expected one; scripts/setup.sh packages brings it."
        ) from None
    scale, move = found["transform"]["scale"], found["transform"]["translate"]
    used = {
        index if index >= 0 else ~index
        for each in found["objects"][name]["geometries"]
        for index in _all(each["arcs"])
    }
    for index in sorted(used):
        across = down = 0
        line = []
        for step in found["arcs"][index]:
            across, down = across + step[0], down + step[1]
            line.append((down * scale[1] + move[1], across * scale[0] + move[0]))
        yield tuple(line)


def _all(arcs: Iterable[Any]) -> Iterator[int]:
    for each in arcs:
        if isinstance(each, int):
            yield each
        else:
            yield from _all(each)
