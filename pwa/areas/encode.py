"""Writes the pack of a map: the form of docs/decisions/0019-map.md. `static/js/lib/map-pack.js` reads it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from pwa.areas.feature import POINTS, POLYGONS, Layer
from pwa.compact import as_json
from pwa.model.geo import Bounds

VERSION = 1
UNIT = 100_000
"""Parts of a degree: the numbers of a pack are whole. One is 1.1 m north and south."""

LAYERS: tuple[Layer, ...] = get_args(Layer)

Run = Sequence[int]
"""Latitude and longitude by turns, in parts of a degree."""


@dataclass(frozen=True)
class Drawn:
    """What is drawn under one name: lines, polygons (each an outer ring and its holes) or one point, as runs."""

    name: str = ""
    names: tuple[tuple[str, str], ...] = ()
    lines: tuple[Run, ...] = ()
    polygons: tuple[tuple[Run, ...], ...] = ()
    weight: int = 0


@dataclass(frozen=True)
class MapSource:
    """Where the data of a map comes from; `attribution` stands on the map, `date` is that of the data."""

    name: str
    date: str
    licence: str
    attribution: str
    address: str = ""


def encode(
    area: str,
    bounds: Bounds,
    sources: Iterable[MapSource],
    layers: Mapping[Layer, Sequence[Drawn]],
    tolerance_m: float,
) -> bytes:
    """The pack of an area. The same input gives the same bytes."""
    names: dict[object, int] = {"": 0}
    body = {layer: _layer(layer, layers[layer], bounds, names) for layer in LAYERS if layers.get(layer)}
    return as_json(
        {
            "version": VERSION,
            "kind": "map",
            "name": area,
            "bounds": [bounds.south, bounds.west, bounds.north, bounds.east],
            "unit": UNIT,
            "tolerance_m": tolerance_m,
            "sources": [vars(source) for source in sources],
            "names": [dict(name) if isinstance(name, tuple) else name for name in names],
            "layers": body,
        }
    )


def _layer(layer: Layer, drawn: Sequence[Drawn], bounds: Bounds, names: dict[object, int]) -> list[list[object]]:
    pen = Pen(round(bounds.south * UNIT), round(bounds.west * UNIT))
    features: list[list[object]] = []
    for each in drawn:
        key = (("", each.name), *each.names) if each.names else each.name
        number = names.setdefault(key, len(names))
        if layer in POINTS:
            features.append([number, pen.draw(each.lines[0]), each.weight])
        elif layer in POLYGONS:
            features.append([number, *([pen.draw(ring) for ring in polygon] for polygon in each.polygons)])
        else:
            features.append([number, *(pen.draw(line) for line in each.lines)])
    return features


class Pen:
    """Draws runs one after the other: each begins with the step from where the last one ended."""

    def __init__(self, latitude: int, longitude: int) -> None:
        """Begin at a corner."""
        self._at = (latitude, longitude)

    def draw(self, run: Run) -> str:
        """The steps of a run, in the letters of Google's encoded polyline algorithm format."""
        letters = []
        for latitude, longitude in zip(run[::2], run[1::2], strict=True):
            letters += [_letters(latitude - self._at[0]), _letters(longitude - self._at[1])]
            self._at = (latitude, longitude)
        return "".join(letters)


def _letters(step: int) -> str:
    """Sign in the lowest bit, then 5 bits a letter, the lowest first, 0x20 where more follow."""
    value = ~(step << 1) if step < 0 else step << 1
    found = ""
    while value >= 0x20:
        found += chr((0x20 | (value & 0x1F)) + 63)
        value >>= 5
    return found + chr(value + 63)
