"""Reads basemaps in PMTiles (version 3) with vector tiles, from a file or by HTTP Range: only the tiles of the area.

Tiles overlap a little. Each is cut at its own edge, so that nothing is drawn twice.
Schema of Protomaps: https://docs.protomaps.com/basemaps/layers; other layers count where their tags are those of
OpenStreetMap.
"""

import gzip
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from math import atan, cos, degrees, floor, log, pi, radians, sinh, tan
from typing import Any

import mapbox_vector_tile
import shapely
from pmtiles.reader import Reader
from pmtiles.tile import Compression, TileType
from shapely.geometry import shape as as_shape

from pwa.areas.encode import MapSource
from pwa.areas.errors import AreaError
from pwa.areas.feature import POLYGONS, Feature, Layer, Position
from pwa.areas.kinds import layer_of, names_of, people_of
from pwa.areas.reading import OSM, GetBytes, Opened, Progress
from pwa.model.geo import Bounds

Tile = tuple[int, int, int]
"""Zoom, column and row."""

DEEPEST = 14
"""Zoom whose tiles are read: a unit is 0.6 m at the equator. Deeper ones repeat the same streets."""


def open_pmtiles(name: str, get_bytes: GetBytes) -> Opened:
    """The features of an archive; an `AreaError` where it has no vector tiles. `name` is for messages."""
    reader, header, metadata = open_reader(name, get_bytes)
    if header["tile_type"] != TileType.MVT:
        raise AreaError(f"{name}: found tiles that are pictures, expected vector tiles (MVT).")
    said = str(metadata.get("attribution", ""))
    date = str(metadata.get("planetiler:osm:osmosisreplicationtime", ""))[:10]
    source = MapSource("OpenStreetMap", date, OSM.licence, OSM.attribution, OSM.address)
    if said and "OpenStreetMap" not in said:
        source = MapSource(str(metadata.get("name", "")), date, "", said)
    return Opened(source, partial(_features, name, reader, header))


def open_reader(name: str, get_bytes: GetBytes) -> tuple[Reader, Any, Any]:
    """The archive, its header and what it says of itself; an `AreaError` where it is none."""
    try:
        reader = Reader(get_bytes)
        return reader, reader.header(), reader.metadata()
    except AreaError:
        raise
    except Exception as error:  # The library reads what it is given: any mistake in it may come up.
        raise AreaError(
            f"{name}: found a damaged or cut file ({error}), expected PMTiles; download it again."
        ) from None


def tiles_of(bounds: Bounds, zoom: int) -> list[Tile]:
    """The tiles that touch `bounds`."""
    left, top = tile_at(bounds.north, bounds.west, zoom)
    right, bottom = tile_at(bounds.south, bounds.east, zoom)
    return [(zoom, x, y) for x in range(left, right + 1) for y in range(top, bottom + 1)]


@contextmanager
def reading(name: str, tile: Tile) -> Iterator[None]:
    """Whatever goes wrong while this tile is read is an `AreaError` that names it."""
    try:
        yield
    except AreaError:
        raise
    except Exception as error:  # The library reads what it is given: any mistake in it may come up.
        raise AreaError(
            f"{name}: found a damaged tile {'/'.join(map(str, tile))} ({error}); download the file again."
        ) from None


def _features(name: str, reader: Reader, header: Any, bounds: Bounds, progress: Progress) -> Iterator[Feature]:
    tiles = tiles_of(bounds, min(DEEPEST, header["max_zoom"]))
    for done, tile in enumerate(tiles, start=1):
        with reading(name, tile):
            data = reader.get(*tile)
            body = _unpacked(data, header) if data else b""
            layers = mapbox_vector_tile.decode(body, default_options={"y_coord_down": True}) if body else {}
        for found in layers.values():
            edge = shapely.box(0, 0, found["extent"], found["extent"])
            for each in found["features"]:
                yield from _feature(each, edge, partial(_position, *tile, found["extent"]))
        progress(done / len(tiles))


def _unpacked(data: bytes, header: Any) -> bytes:
    """The tile itself; too large a one is no tile."""
    if header["tile_compression"] == Compression.NONE:
        return data
    if header["tile_compression"] != Compression.GZIP:
        raise AreaError(f"found tiles packed as {header['tile_compression'].name}, expected gzip or none.")
    try:
        return gzip.decompress(data)
    except (EOFError, OSError, zlib.error) as error:
        raise ValueError(str(error)) from None


def _feature(found: Any, edge: Any, position: Callable[[Any], Position]) -> Iterator[Feature]:
    kind = found["geometry"]["type"].removeprefix("Multi")
    kinds = {"LineString": "line", "Polygon": "polygon", "Point": "point"}
    tags = {key.removeprefix("pmap:"): value for key, value in found["properties"].items()}
    layer = layer_of(tags, kinds.get(kind, ""))
    if layer is None:
        return
    name, names = names_of(tags)
    shape = as_shape(found["geometry"])
    if kind != "Point":
        shape = shapely.intersection(shapely.make_valid(shape) if kind == "Polygon" else shape, edge)
    for part in shapely.get_parts(shape):
        if part.geom_type == kind and not part.is_empty and (kind != "Point" or edge.covers(part)):
            yield Feature(layer, _runs(part, layer, position), name, names, people_of(tags))


def _runs(part: Any, layer: Layer, position: Callable[[Any], Position]) -> tuple[tuple[Position, ...], ...]:
    rings = [part.exterior, *part.interiors] if layer in POLYGONS else [part]
    return tuple(tuple(position(point) for point in ring.coords) for ring in rings)


def tile_at(latitude: float, longitude: float, zoom: int) -> tuple[int, int]:
    """The tile a position lies in (Web Mercator, https://wiki.openstreetmap.org/wiki/Slippy_map_tilenames)."""
    count = 2**zoom
    across = (longitude + 180) / 360 * count
    down = (1 - log(tan(radians(latitude)) + 1 / cos(radians(latitude))) / pi) / 2 * count
    return min(count - 1, floor(across)), min(count - 1, floor(down))


def _position(zoom: int, x: int, y: int, extent: int, point: Any) -> Position:
    count = 2**zoom
    longitude = (x + point[0] / extent) / count * 360 - 180
    latitude = degrees(atan(sinh(pi * (1 - 2 * (y + point[1] / extent) / count))))
    return latitude, longitude
