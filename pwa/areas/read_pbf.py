"""Reads extracts of OpenStreetMap (.osm.pbf) with pyosmium, a few megabytes at a time.

The format: https://wiki.openstreetmap.org/wiki/PBF_Format. Its blocks are found here, so that a file cut short is
named before anything is drawn, and so that one can say how far the reading is.
"""

import struct
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import osmium

from pwa.areas.errors import AreaError
from pwa.areas.feature import Feature, Position
from pwa.areas.kinds import layer_of, names_of, people_of
from pwa.areas.reading import OSM, Opened, Progress
from pwa.model.geo import Bounds, contains

LENGTH = struct.Struct(">I")
MOST_HEADER = 64 * 1024
MOST_BLOCK = 32 * 1024 * 1024
"""What the format allows."""

PORTION = 512 * 1024
TAGS = ("highway", "waterway", "natural", "landuse", "place")
LAKE_TAGS = ("waterway", "natural", "landuse")


def open_pbf(file: Path) -> Opened:
    """The features of `file`; an `AreaError` where it is none, or was cut short."""
    blocks = list(_blocks(file))
    if len(blocks) < 2 or blocks[0][0] != "OSMHeader":
        raise AreaError(f"{file}: found no data in it, expected an extract of OpenStreetMap (.osm.pbf).")
    with file.open("rb") as stream:
        header = stream.read(blocks[0][2])
    with osmium.io.Reader(osmium.io.FileBuffer(header, "pbf")) as reader:
        stamp = reader.header().get("osmosis_replication_timestamp")
    source = type(OSM)(OSM.name, stamp[:10], OSM.licence, OSM.attribution, OSM.address)
    return Opened(source, partial(_features, file, header, blocks[1:]))


def _blocks(file: Path) -> Iterator[tuple[str, int, int]]:
    """The kind of each block, where it begins, and its length; an `AreaError` where one does not end."""
    size = file.stat().st_size
    at = 0
    with file.open("rb") as stream:
        while at < size:
            stream.seek(at)
            begun = stream.read(LENGTH.size)
            length = LENGTH.unpack(begun)[0] if len(begun) == LENGTH.size else 0
            if not 0 < length <= MOST_HEADER:
                what = "an extract of OpenStreetMap (.osm.pbf)" if at == 0 else "another block"
                raise AreaError(f"{file}: found other data at byte {at:,}, expected {what}; is it the right file?")
            try:
                kind, body = _header(stream.read(length))
            except (IndexError, UnicodeDecodeError, KeyError):
                raise AreaError(
                    f"{file}: found other data at byte {at:,}, expected an extract of OpenStreetMap (.osm.pbf)."
                ) from None
            whole = LENGTH.size + length + body
            if body > MOST_BLOCK or at + whole > size:
                raise AreaError(f"{file}: found its end inside a block, expected a whole file; download it again.")
            yield kind, at, whole
            at += whole


def _header(data: bytes) -> tuple[str, int]:
    """The kind and the length of a block: fields 1 and 3 of a BlobHeader."""
    fields: dict[int, Any] = {}
    at = 0
    while at < len(data):
        tag, at = _number(data, at)
        value, at = _number(data, at)
        if tag & 7 == 2:  # A run of bytes, whose length that was.
            fields[tag >> 3] = data[at : at + value]
            at += value
        else:
            fields[tag >> 3] = value
    return fields[1].decode("ascii"), int(fields[3])


def _number(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        value |= (data[at] & 0x7F) << shift
        shift += 7
        at += 1
        if data[at - 1] < 0x80:
            return value, at


def _features(
    file: Path, header: bytes, blocks: list[tuple[str, int, int]], bounds: Bounds, progress: Progress
) -> Iterator[Feature]:
    lakes = osmium.area.AreaManager()
    for share, portion in _portions(file, header, blocks):
        first = (osmium.filter.KeyFilter(*LAKE_TAGS), lakes.first_pass_handler())
        _apply(file, portion, osmium.osm.osm_entity_bits.RELATION, *first)
        progress(share / 4)
    locations = osmium.NodeLocationsForWays(osmium.index.create_map(_index()))
    locations.ignore_errors()  # A way that leaves the extract lacks some of its points.
    found = _Found(bounds)
    for share, portion in _portions(file, header, blocks):
        second = lakes.second_pass_handler(osmium.filter.KeyFilter(*LAKE_TAGS), found)
        everything = osmium.osm.osm_entity_bits.ALL
        _apply(file, portion, everything, locations, second, osmium.filter.KeyFilter(*TAGS), found)
        yield from found.take()
        progress((1 + 3 * share) / 4)


def _index() -> str:
    """How to hold where each node is: in 16 bytes, and where the system can, without a second copy when it grows."""
    wanted = "sparse_mmap_array"
    return wanted if wanted in osmium.index.map_types() else "sparse_mem_array"


def _portions(file: Path, header: bytes, blocks: list[tuple[str, int, int]]) -> Iterator[tuple[float, bytes]]:
    """Some blocks at a time, each time with the header before them, and which share of the file is read then."""
    end = blocks[-1][1] + blocks[-1][2]
    with file.open("rb") as stream:
        begin = blocks[0][1]
        for _, at, length in blocks:
            if at + length - begin >= PORTION or at + length == end:
                stream.seek(begin)
                yield (at + length) / end, header + stream.read(at + length - begin)
                begin = at + length


def _apply(file: Path, portion: bytes, entities: Any, *handlers: Any) -> None:
    try:
        with osmium.io.Reader(osmium.io.FileBuffer(portion, "pbf"), entities) as reader:
            osmium.apply(reader, *handlers)
    except RuntimeError as error:
        raise AreaError(f"{file}: found a damaged block ({error}); download it again.") from None


class _Found(osmium.SimpleHandler):
    """Collects what belongs on the map."""

    def __init__(self, bounds: Bounds) -> None:
        super().__init__()
        self._bounds = bounds
        self._features: list[Feature] = []

    def take(self) -> list[Feature]:
        """What was found since the last time."""
        found, self._features = self._features, []
        return found

    def node(self, node: Any) -> None:
        """A town."""
        tags = dict(node.tags)
        if layer_of(tags, "point") and node.location.valid():
            self._add(tags, "point", [[(node.location.lat, node.location.lon)]])

    def way(self, way: Any) -> None:
        """A street, a river, or a lake with one shore."""
        tags = dict(way.tags)
        run = [(node.location.lat, node.location.lon) for node in way.nodes if node.location.valid()]
        if len(run) > 3 and run[0] == run[-1] and layer_of(tags, "polygon"):
            self._add(tags, "polygon", [run])
        elif len(run) > 1:
            self._add(tags, "line", [run])

    def area(self, area: Any) -> None:
        """A lake with islands, or of several parts."""
        if area.from_way():
            return  # Seen as a way.
        tags = dict(area.tags)
        for outer in area.outer_rings():
            rings = [outer, *area.inner_rings(outer)]
            self._add(tags, "polygon", [[(node.lat, node.lon) for node in ring] for ring in rings])

    def _add(self, tags: dict[str, str], shape: str, parts: Iterable[Iterable[Position]]) -> None:
        runs = tuple(tuple(part) for part in parts)
        if (layer := layer_of(tags, shape)) and _touches(runs[0], self._bounds):
            name, names = names_of(tags)
            self._features.append(Feature(layer, runs, name, names, people_of(tags)))


def _touches(run: tuple[Position, ...], bounds: Bounds) -> bool:
    """Whether the box around a run meets the area: what is far away need not be remembered."""
    if any(contains(bounds, latitude, longitude) for latitude, longitude in (run[0], run[-1])):
        return True
    latitudes, longitudes = zip(*run, strict=True)
    return bool(
        max(latitudes) >= bounds.south
        and min(latitudes) <= bounds.north
        and max(longitudes) >= bounds.west
        and min(longitudes) <= bounds.east
    )
