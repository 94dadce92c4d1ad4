"""A small piece of made-up ground, written in each form that maps come in; and a pack read back."""

import gzip
import io
import json
import zipfile
from itertools import pairwise
from math import cos, log, pi, radians, tan
from pathlib import Path

import mapbox_vector_tile
import osmium
import shapefile
from osmium.osm.mutable import Node, Relation, Way
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer
from shapely.affinity import affine_transform
from shapely.geometry import LineString, Polygon, box

from pwa.areas.read_pmtiles import tile_at
from pwa.model.geo import distance_m

BOUNDS = {"south": 42.3, "west": -72.6, "north": 42.4, "east": -72.5}

STREETS = {
    "Main Street": ("primary", [(42.32, -72.59), (42.33, -72.55), (42.35, -72.53)]),
    "Elm Street": ("residential", [(42.35, -72.53), (42.351, -72.5295), (42.36, -72.52)]),
    "Mill Path": ("footway", [(42.31, -72.58), (42.315, -72.57)]),
    "Long Road": ("motorway", [(42.305, -72.595), (42.395, -72.505)]),
}
"""By name: the kind of way, and its positions."""

POND = [(42.34, -72.58), (42.34, -72.57), (42.345, -72.57), (42.345, -72.58), (42.34, -72.58)]
ISLAND = [(42.342, -72.577), (42.343, -72.577), (42.343, -72.575), (42.342, -72.577)]
RIVER = [(42.30, -72.54), (42.31, -72.535), (42.33, -72.51)]
TOWN = (42.33, -72.55)


def kilometres(runs):
    """The length of runs of positions."""
    return sum(distance_m(*a, *b) for run in runs for a, b in pairwise(run)) / 1000


def flipped(run):
    """Longitude first, as GeoJSON and shapefiles have it."""
    return [[longitude, latitude] for latitude, longitude in run]


def as_geojson(file: Path) -> Path:
    """GeoJSON with the tags of OpenStreetMap."""

    def feature(kind, coordinates, **tags):
        geometry = {"type": kind, "coordinates": coordinates}
        return {"type": "Feature", "properties": tags, "geometry": geometry}

    found = [feature("LineString", flipped(run), highway=kind, name=name) for name, (kind, run) in STREETS.items()]
    found += [
        feature("Polygon", [flipped(POND), flipped(ISLAND)], natural="water", name="Pond", **{"name:es": "Laguna"}),
        feature("LineString", flipped(RIVER), waterway="river", name="Mill River"),
        feature("Point", flipped([TOWN])[0], place="town", name="Amherst", population="39,000"),
    ]
    file.write_text(json.dumps({"type": "FeatureCollection", "features": found}), "utf-8")
    return file


def as_pbf(file: Path) -> Path:
    """An extract of OpenStreetMap; the pond is a relation with an island."""
    header = osmium.io.Header()
    header.set("osmosis_replication_timestamp", "2026-10-01T00:00:00Z")
    writer = osmium.SimpleWriter(str(file), header=header, overwrite=True)
    numbers: dict[tuple[float, float], int] = {}
    runs = [(run, {"highway": kind, "name": name}) for name, (kind, run) in STREETS.items()]
    runs += [(RIVER, {"waterway": "river", "name": "Mill River"}), (POND, {}), (ISLAND, {})]
    for run, _ in runs:
        for position in run:
            numbers.setdefault(position, len(numbers) + 1)
    for (latitude, longitude), number in numbers.items():
        writer.add_node(Node(id=number, location=(longitude, latitude)))
    town = {"place": "town", "name": "Amherst", "population": "39000"}
    writer.add_node(Node(id=999, location=(TOWN[1], TOWN[0]), tags=town))
    for number, (run, tags) in enumerate(runs, start=1):
        writer.add_way(Way(id=number, nodes=[numbers[position] for position in run], tags=tags))
    tags = {"type": "multipolygon", "natural": "water", "name": "Pond", "name:es": "Laguna"}
    members = [("w", len(runs) - 1, "outer"), ("w", len(runs), "inner")]
    writer.add_relation(Relation(id=1, members=members, tags=tags))
    writer.close()
    return file


def as_pmtiles(file: Path, zoom: int = 14) -> Path:
    """Vector tiles with a margin around each, as basemaps have it: what lies there is in two tiles."""

    def put(run):
        found = []
        for latitude, longitude in run:
            x, y = fraction(latitude, longitude, zoom)
            found.append((x, y))
        return found

    shapes = [
        ("roads", LineString(put(run)), {"kind": "road", "highway": kind, "name": name})
        for name, (kind, run) in STREETS.items()
    ]
    water = {"kind": "water", "name": "Pond", "name:es": "Laguna"}
    shapes += [
        ("water", Polygon(put(POND), [put(ISLAND)]), water),
        ("water", LineString(put(RIVER)), {"kind": "river", "name": "Mill River"}),
    ]
    left, top = tile_at(BOUNDS["north"], BOUNDS["west"], zoom)
    right, bottom = tile_at(BOUNDS["south"], BOUNDS["east"], zoom)
    margin = 80 / 4096
    with file.open("wb") as stream:
        writer = Writer(stream)
        tiles = [(zxy_to_tileid(zoom, x, y), x, y) for x in range(left, right + 1) for y in range(top, bottom + 1)]
        for number, x, y in sorted(tiles):
            layers: dict[str, list] = {}
            for layer, shape, tags in shapes:
                part = shape.intersection(box(x - margin, y - margin, x + 1 + margin, y + 1 + margin))
                if not part.is_empty:
                    put_there = moved(part, x, y)
                    layers.setdefault(layer, []).append({"geometry": put_there, "properties": tags})
            if layers:
                body = [{"name": name, "features": features} for name, features in layers.items()]
                writer.write_tile(
                    number, gzip.compress(mapbox_vector_tile.encode(body, default_options={"y_coord_down": True}))
                )
        header = {
            "tile_type": TileType.MVT,
            "tile_compression": Compression.GZIP,
            "min_zoom": zoom,
            "max_zoom": zoom,
            "min_lon_e7": int(BOUNDS["west"] * 1e7),
            "min_lat_e7": int(BOUNDS["south"] * 1e7),
            "max_lon_e7": int(BOUNDS["east"] * 1e7),
            "max_lat_e7": int(BOUNDS["north"] * 1e7),
            "center_zoom": zoom,
            "center_lon_e7": 0,
            "center_lat_e7": 0,
        }
        date = {"planetiler:osm:osmosisreplicationtime": "2026-10-01T00:00:00Z"}
        writer.finalize(header, {"attribution": "© OpenStreetMap contributors", **date})
    return file


def fraction(latitude, longitude, zoom):
    """A position in tiles of this zoom, from the north-west of the world."""
    count = 2**zoom
    down = (1 - log(tan(radians(latitude)) + 1 / cos(radians(latitude))) / pi) / 2
    return (longitude + 180) / 360 * count, down * count


def moved(shape, x, y):
    """A shape in tiles, in the whole numbers of one of them."""
    return affine_transform(shape, [4096, 0, 0, 4096, -x * 4096, -y * 4096])


NAD83 = 'GEOGCS["GCS_North_American_1983",DATUM["D_North_American_1983"],UNIT["Degree",0.0174532925199433]]'
CODES = {"primary": "S1200", "residential": "S1400", "footway": "S1710", "motorway": "S1100"}


def as_tiger(folder: Path, kind: str = "roads", prj: str = NAD83) -> Path:
    """One county file, named and built as the Census Bureau's are."""
    parts = {suffix: io.BytesIO() for suffix in ("shp", "shx", "dbf")}
    shape_type = shapefile.POLYGON if kind == "areawater" else shapefile.POLYLINE
    with shapefile.Writer(**parts, shapeType=shape_type) as writer:
        number = "HYDROID" if kind == "areawater" else "LINEARID"
        for name, size in ((number, 22), ("FULLNAME", 100), ("MTFCC", 5)):
            writer.field(name, "C", size)
        if kind == "roads":
            for name, (way, run) in STREETS.items():
                writer.line([flipped(run)])
                writer.record("110", name, CODES[way])
            writer.line([flipped([(42.31, -72.59), (42.32, -72.58)])])
            writer.record("111", "Private Drive", "S1740")
        elif kind == "areawater":
            writer.poly([flipped(POND)[::-1], flipped(ISLAND)[::-1]])
            writer.record("112", "Pond", "H2030")
        else:
            writer.line([flipped(RIVER)])
            writer.record("113", "Mill Riv", "H3010")
            writer.line([flipped([(42.31, -72.59), (42.32, -72.58)])])
            writer.record("114", "Tiny Brk", "H3010")
    file = folder / f"tl_2025_25015_{kind}.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for suffix, body in parts.items():
            archive.writestr(f"tl_2025_25015_{kind}.{suffix}", body.getvalue())
        archive.writestr(f"tl_2025_25015_{kind}.prj", prj)
    return file


def read_pack(body: bytes) -> dict[str, list[dict]]:
    """A pack as its layers of named features in degrees: written apart from the code that writes packs."""
    pack = json.loads(body)
    south, west, _, _ = pack["bounds"]
    found: dict[str, list[dict]] = {}
    for layer, features in pack["layers"].items():
        at = [round(south * pack["unit"]), round(west * pack["unit"])]

        def run(text, at=at):
            numbers, value, shift = [], 0, 0
            for letter in text:
                value |= ((ord(letter) - 63) & 31) << shift
                shift += 5
                if ord(letter) - 63 < 32:
                    numbers.append(~(value >> 1) if value & 1 else value >> 1)
                    value = shift = 0
            points = []
            for latitude, longitude in zip(numbers[::2], numbers[1::2], strict=True):
                at[0] += latitude
                at[1] += longitude
                points.append((at[0] / pack["unit"], at[1] / pack["unit"]))
            return points

        found[layer] = []
        for number, *parts in features:
            name = pack["names"][number]
            if layer in ("town", "zip"):
                found[layer].append({"name": name, "point": run(parts[0])[0], "weight": parts[1]})
            elif layer == "water":
                found[layer].append({"name": name, "polygons": [[run(ring) for ring in part] for part in parts]})
            else:
                found[layer].append({"name": name, "lines": [run(part) for part in parts]})
    return found
