"""A made-up basemap of the same ground as `ground.py`, in the schema of Protomaps."""

import gzip
import random
from pathlib import Path

import mapbox_vector_tile
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer
from shapely.geometry import LineString, box

from pwa.areas.read_pmtiles import tile_at
from tests.areas import ground


def as_basemap(file: Path) -> Path:
    """A basemap in the schema of Protomaps, of several zooms, with so many houses that it has several pieces."""
    chance = random.Random(4)  # noqa: S311 - the same each time is what we want
    layers = [{"id": name} for name in ("earth", "roads", "water", "buildings", "places")]
    with file.open("wb") as stream:
        writer = Writer(stream)
        tiles = []
        for zoom in range(7, 15):
            left, top = tile_at(ground.BOUNDS["north"], ground.BOUNDS["west"], zoom)
            right, bottom = tile_at(ground.BOUNDS["south"], ground.BOUNDS["east"], zoom)
            tiles += [(zoom, x, y) for x in range(left, right + 1) for y in range(top, bottom + 1)]
        for number, tile in sorted((zxy_to_tileid(*tile), tile) for tile in tiles):
            writer.write_tile(number, gzip.compress(_basemap_tile(*tile, chance), mtime=0))
        edges = {f"{side}_{short}_e7": round(ground.BOUNDS[key] * 1e7) for side, short, key in EDGES}
        kinds = {"tile_type": TileType.MVT, "tile_compression": Compression.GZIP}
        centre = {"center_zoom": 10, "center_lon_e7": 0, "center_lat_e7": 0}
        date = {"planetiler:osm:osmosisreplicationtime": "2026-10-01T00:00:00Z"}
        writer.finalize(kinds | edges | centre, {"attribution": CREDIT, "vector_layers": layers, **date})
    return file


CREDIT = '<a href="https://example.org">© OpenStreetMap</a> contributors'
EDGES = (("min", "lat", "south"), ("min", "lon", "west"), ("max", "lat", "north"), ("max", "lon", "east"))


def _basemap_tile(zoom, x, y, chance):
    houses = []
    for _ in range(4000 if zoom == 14 else 0):
        left, top = chance.randrange(4000), chance.randrange(4000)
        houses.append({"geometry": box(left, top, left + 40, top + 30), "properties": {"kind": "building"}})
    roads = []
    for name, (_, run) in ground.STREETS.items():
        part = LineString([ground.fraction(*place, zoom) for place in run]).intersection(box(x, y, x + 1, y + 1))
        if not part.is_empty:
            tags = {"kind": "major_road", "name": name, "name:es": f"{name} (es)"}
            roads.append({"geometry": ground.moved(part, x, y), "properties": tags})
    earth = [{"geometry": box(0, 0, 4096, 4096), "properties": {"kind": "earth"}}]
    body = [{"name": "earth", "features": earth}, {"name": "roads", "features": roads}]
    return mapbox_vector_tile.encode(
        [*body, {"name": "buildings", "features": houses}], default_options={"y_coord_down": True}
    )
