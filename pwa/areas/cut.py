"""Cuts the tiles of an area out of a basemap (PMTiles): the detailed map, docs/decisions/0020-detailed-map.md."""

import io
from typing import Any

from pmtiles.tile import TileType, zxy_to_tileid
from pmtiles.writer import Writer

from pwa.areas.errors import AreaError
from pwa.areas.read_pmtiles import DEEPEST, open_reader, reading, tiles_of
from pwa.areas.reading import GetBytes, Progress
from pwa.model.geo import Bounds

SHALLOWEST = 6
"""Zoom from which tiles are kept: the map goes no farther out."""

LAYERS = frozenset({"earth", "roads", "water"})
"""Layers of a basemap in the schema of Protomaps, without which there would be nothing to see."""


def cut(name: str, get_bytes: GetBytes, bounds: Bounds, progress: Progress, deepest: int = DEEPEST) -> bytes:
    """A PMTiles file with the tiles that touch `bounds`, down to zoom `deepest`; the same input gives the same bytes.

    An `AreaError` where the file is no basemap, or has nothing there. `name` is for messages.
    """
    reader, header, metadata = open_reader(name, get_bytes)
    found = {str(layer.get("id", "")) for layer in metadata.get("vector_layers", [])}
    if header["tile_type"] != TileType.MVT or not found >= LAYERS:
        raise AreaError(
            f"{name}: found {_told(found)}, expected a basemap of Protomaps with {' and '.join(sorted(LAYERS))}."
        )
    zooms = range(max(SHALLOWEST, header["min_zoom"]), min(deepest, header["max_zoom"]) + 1)
    tiles = sorted((zxy_to_tileid(*tile), tile) for zoom in zooms for tile in tiles_of(bounds, zoom))
    made = io.BytesIO()
    writer = Writer(made)
    with writer.tile_f:  # The library leaves this file open where nothing comes of it.
        for done, (number, tile) in enumerate(tiles, start=1):
            with reading(name, tile):
                data = reader.get(*tile)
            if data:
                writer.write_tile(number, data)
            progress(done / len(tiles))
        if not writer.tile_entries:
            edges = f"{bounds.south}, {bounds.west} to {bounds.north}, {bounds.east}"
            raise AreaError(f"{name}: found no tile inside of {edges}; is it the right file?")
        writer.finalize(_header(header, bounds), _about(metadata))
    return made.getvalue()


def _told(layers: set[str]) -> str:
    return f"the layers {', '.join(sorted(layers))}" if layers else "no layers"


def _header(header: Any, bounds: Bounds) -> dict[str, Any]:
    """What the file says of itself: its edges are those of the area, as far as the basemap goes."""
    unit = 10**7
    south, west = (max(header[key], round(edge * unit)) for key, edge in _edges("min", bounds.south, bounds.west))
    north, east = (min(header[key], round(edge * unit)) for key, edge in _edges("max", bounds.north, bounds.east))
    return {
        **{key: header[key] for key in ("tile_type", "tile_compression")},
        **{"min_lat_e7": south, "min_lon_e7": west, "max_lat_e7": north, "max_lon_e7": east},
        **{"center_lat_e7": (south + north) // 2, "center_lon_e7": (west + east) // 2, "center_zoom": SHALLOWEST},
    }


def _edges(side: str, latitude: float, longitude: float) -> tuple[tuple[str, float], tuple[str, float]]:
    return (f"{side}_lat_e7", latitude), (f"{side}_lon_e7", longitude)


def _about(metadata: Any) -> dict[str, Any]:
    kept = ("name", "attribution", "vector_layers", "planetiler:osm:osmosisreplicationtime")
    return {key: metadata[key] for key in kept if key in metadata}
