"""A tile is read the right way up. Its bytes are made here by the specification, not by the library that reads them.

https://github.com/mapbox/vector-tile-spec/blob/master/2.1/README.md: rows count from the north.
"""

import gzip

import pytest
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

from pwa.areas.read_pmtiles import tile_at
from tests.areas import ground
from tests.areas.test_making import make

ZOOM = 14
EXTENT = 4096


def varint(value):
    found = bytearray()
    while value >= 0x80:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*found, value])


def message(number, body):
    """A field of protobuf that holds bytes."""
    return varint(number << 3 | 2) + varint(len(body)) + body


def number(field, value):
    return varint(field << 3) + varint(value)


def road(*points):
    """A tile with one street called North Edge."""
    steps, at = [], (0, 0)
    for point in points:
        steps += [(now - before) << 1 ^ (now - before) >> 31 for now, before in zip(point, at, strict=True)]
        at = point
    move, line = 1 | 1 << 3, 2 | (len(points) - 1) << 3
    geometry = b"".join(varint(each) for each in (move, *steps[:2], line, *steps[2:]))
    feature = message(2, bytes([0, 0, 1, 1])) + number(3, 2) + message(4, geometry)
    words = [message(3, b"highway"), message(3, b"name")]
    words += [message(4, message(1, value)) for value in (b"residential", b"North Edge")]
    layer = message(1, b"roads") + message(2, feature) + b"".join(words) + number(5, EXTENT) + number(15, 2)
    return message(3, layer)


@pytest.fixture
def archive(tmp_path):
    """One tile in the middle of the ground, whose street runs along its northern edge, 256 units below it."""
    file = tmp_path / "one.pmtiles"
    x, y = tile_at(42.35, -72.55, ZOOM)
    with file.open("wb") as stream:
        writer = Writer(stream)
        writer.write_tile(zxy_to_tileid(ZOOM, x, y), gzip.compress(road((0, 256), (4096, 256))))
        edges = {f"{side}_{short}_e7": 0 for side in ("min", "max") for short in ("lat", "lon")}
        centre = {"center_zoom": 0, "center_lon_e7": 0, "center_lat_e7": 0}
        kinds = {"tile_type": TileType.MVT, "tile_compression": Compression.GZIP}
        writer.finalize(kinds | edges | centre, {})
    return file, y


def test_a_street_at_the_northern_edge_of_a_tile_is_drawn_there(archive):
    file, y = archive
    found, _ = make([file])
    ((street),) = found["street"]
    ((run),) = street["lines"]
    assert street["name"] == "North Edge"
    for latitude, longitude in run:
        assert ground.fraction(latitude, longitude, ZOOM)[1] == pytest.approx(y + 256 / EXTENT, abs=0.01)
