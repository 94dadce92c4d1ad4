"""Reads GeoJSON (RFC 7946): a FeatureCollection with the tags of OpenStreetMap, or what others call the same."""

import json
import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from pwa.areas.encode import MapSource
from pwa.areas.errors import AreaError
from pwa.areas.feature import Feature, Position
from pwa.areas.kinds import layer_of, names_of, people_of
from pwa.areas.reading import Opened, Progress
from pwa.model.geo import Bounds

FIRST = re.compile(r'"features"\s*:\s*\[')
SPACE = " \t\r\n"
PARTS: dict[str, tuple[str, Callable[[Any], list[Any]]]] = {
    "Point": ("point", lambda found: [[[found]]]),
    "LineString": ("line", lambda found: [[found]]),
    "MultiLineString": ("line", lambda found: [[line] for line in found]),
    "Polygon": ("polygon", lambda found: [found]),
    "MultiPolygon": ("polygon", list),
}
"""What each geometry is, and its coordinates as parts of runs of positions."""


def open_geojson(file: Path) -> Opened:
    """The features of `file`; an `AreaError` where it is no collection of features."""
    try:
        text = file.read_text("utf-8")
    except UnicodeDecodeError:
        raise AreaError(f"{file}: found bytes that are no UTF-8, expected GeoJSON; save it again as UTF-8.") from None
    if not (first := FIRST.search(text)):
        raise AreaError(f'{file}: found no list of "features", expected a FeatureCollection of GeoJSON.')
    return Opened(MapSource("", "", "", ""), partial(_features, file, text, first.end()))


def _features(file: Path, text: str, at: int, bounds: Bounds, progress: Progress) -> Iterator[Feature]:
    decode = json.JSONDecoder(parse_constant=_refuse).raw_decode
    number = 0
    while True:
        while text[at : at + 1] and text[at] in SPACE + ",":
            at += 1
        if text[at : at + 1] == "]":
            return
        number += 1
        try:
            found, at = decode(text, at)
            yield from _feature(found)
        except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
            stopped = error.pos if isinstance(error, json.JSONDecodeError) else at
            is_cut = stopped >= len(text.rstrip()) or "Unterminated" in str(error)
            why = "the end of the file" if is_cut else f"{error}"
            remedy = "was the download cut off?" if why.startswith("the end") else "mend it, or leave it out."
            raise AreaError(
                f"{file}: feature {number}: found {why}, expected a feature of GeoJSON; {remedy}"
            ) from None
        progress(at / len(text))


def _feature(found: Any) -> Iterator[Feature]:
    geometry, tags = found["geometry"], found["properties"] or {}
    if geometry is None or geometry["type"] not in PARTS:
        return
    shape, parts = PARTS[geometry["type"]]
    if not (layer := layer_of(tags, shape)):
        return
    name, names = names_of(tags)
    for part in parts(geometry["coordinates"]):
        runs = tuple(tuple(_position(each) for each in run) for run in part)
        yield Feature(layer, runs, name, names, people_of(tags))


def _position(found: Any) -> Position:
    longitude, latitude = float(found[0]), float(found[1])
    if abs(longitude) > 180 or abs(latitude) > 90:
        raise ValueError(f"{longitude:g}, {latitude:g}, which are no longitude and latitude in degrees (WGS 84)")
    return latitude, longitude


def _refuse(constant: str) -> float:
    raise ValueError(f"the number {constant}")
