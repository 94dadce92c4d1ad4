"""Makes features small enough for a phone: inside the area, joined by name, and no finer than the tolerance.

Points are first put on the grid of the pack, so that ends which meet are the same point; distances are then measured
in metres on a flat map of the area. Whatever is drawn stays within `TOLERANCE_M` of the source; 1.1 m of it is the
grid.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from math import cos, radians
from typing import Any

import numpy
import shapely
from shapely import Geometry, LineString, Polygon

from pwa.areas.encode import UNIT, Drawn, Run
from pwa.areas.feature import POINTS, POLYGONS, Feature, Layer
from pwa.model.geo import EARTH_RADIUS_M, Bounds

TOLERANCE_M = 5.0
GRID_M = 1.2
"""How far the grid may move a point, at most."""

SMALLEST_M2 = 400.0
"""Ponds and islands smaller than this are not drawn."""

Name = tuple[str, tuple[tuple[str, str], ...]]


@dataclass
class Prepared:
    """The layers of a pack, and the length of each layer of lines in metres."""

    layers: dict[Layer, list[Drawn]] = field(default_factory=dict)
    length_m: dict[Layer, float] = field(default_factory=dict)


def prepare(features: Iterable[Feature], bounds: Bounds, outline: Iterable[tuple[float, ...]] = ()) -> Prepared:
    """The drawn layers of what lies within `bounds`, and within the ring `outline` where there is one."""
    flat = Flat(bounds, outline)
    groups: dict[Layer, dict[Name, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for feature in features:
        groups[feature.layer][feature.name, feature.names] += (
            [(feature.parts[0][0], feature.weight)] if feature.layer in POINTS else flat.clip(feature)
        )
    made = Prepared()
    for layer, names in groups.items():
        drawn = []
        for (name, others), shapes in names.items():
            if layer in POINTS:
                drawn += [
                    Drawn(name, others, lines=(flat.on_grid([point]),), weight=weight)
                    for point, weight in shapes
                    if flat.holds(point)
                ]
            elif layer in POLYGONS:
                if polygons := flat.polygons(shapes):
                    drawn.append(Drawn(name, others, polygons=polygons))
            elif merged := flat.joined(shapes):
                made.length_m[layer] = made.length_m.get(layer, 0) + sum(line.length for line in merged)
                drawn.append(Drawn(name, others, lines=tuple(flat.lines(merged))))
        made.layers[layer] = sorted(drawn, key=_order)
    return made


def _order(drawn: Drawn) -> tuple[object, ...]:
    """Places by weight, the rest from south to north: what lies close together packs well, and bytes repeat."""
    runs = drawn.lines or tuple(polygon[0] for polygon in drawn.polygons)
    return (-drawn.weight, runs[0][0] if runs else (), drawn.name, drawn.names)


class Flat:
    """A flat map of the area, in metres from its south-west corner; exact to 1 in 100 over a state."""

    def __init__(self, bounds: Bounds, outline: Iterable[tuple[float, ...]]) -> None:
        """Measure at the middle of the area."""
        degree = radians(1) * EARTH_RADIUS_M
        middle = cos(radians((bounds.south + bounds.north) / 2))
        self._corner = numpy.array([round(bounds.south * UNIT), round(bounds.west * UNIT)])
        self._scale = numpy.array([degree / UNIT, degree * middle / UNIT])
        self._bounds = bounds
        self._box = tuple(self._put([(bounds.south, bounds.west), (bounds.north, bounds.east)]).ravel())
        ring = [(latitude, longitude) for latitude, longitude in outline]
        self._outline = Polygon(self._put(ring)) if ring else None
        if self._outline is not None:
            shapely.prepare(self._outline)

    def _put(self, positions: Iterable[tuple[float, ...]]) -> Any:
        grid = numpy.rint(numpy.array(list(positions), dtype=float) * UNIT)
        return (grid - self._corner) * self._scale

    def on_grid(self, positions: Iterable[tuple[float, ...]]) -> Run:
        """Positions in degrees as numbers of the pack."""
        return self._back(self._put(positions))

    def _back(self, metres: Any) -> Run:
        grid = numpy.rint(metres / self._scale).astype(int) + self._corner
        kept = numpy.ones(len(grid), dtype=bool)
        kept[1:] = (grid[1:] != grid[:-1]).any(axis=1)
        return tuple((int(latitude), int(longitude)) for latitude, longitude in grid[kept])

    def holds(self, position: tuple[float, ...]) -> bool:
        """Whether a position lies in the area."""
        point = shapely.Point(self._put([position])[0])
        return bool(shapely.box(*self._box).intersects(point)) and (
            self._outline is None or bool(self._outline.intersects(point))
        )

    def clip(self, feature: Feature) -> list[Geometry]:
        """The parts of a line or a polygon that lie in the area."""
        latitudes, longitudes = zip(*feature.parts[0], strict=True)
        inside = self._bounds
        if (
            max(latitudes) < inside.south
            or min(latitudes) > inside.north
            or max(longitudes) < inside.west
            or min(longitudes) > inside.east
        ):
            return []
        rings = [self._put(part) for part in feature.parts]
        if feature.layer in POLYGONS:
            shape: Geometry = shapely.make_valid(Polygon(rings[0], rings[1:]))
        else:
            shape = LineString(rings[0]) if len(rings[0]) > 1 else LineString()
        shape = shapely.clip_by_rect(shape, *self._box)
        if self._outline is not None:
            shape = shapely.intersection(shape, self._outline)
        return [] if shape.is_empty else [shape]

    def joined(self, shapes: Iterable[Geometry]) -> list[LineString]:
        """Lines under one name: each once, joined where their ends meet and no third one does."""
        once = {}
        for line in _parts(shapes, "LineString"):
            run = tuple(self._back(shapely.get_coordinates(line)))
            if len(run) > 1:
                once[min(run, run[::-1])] = run
        if not once:
            return []
        lines = [LineString((numpy.array(run) - self._corner) * self._scale) for run in once.values()]
        merged = shapely.line_merge(shapely.MultiLineString(lines))
        return list(_parts([merged], "LineString"))

    def lines(self, merged: Iterable[LineString]) -> Iterator[Run]:
        """Joined lines, simplified, in an order that repeats."""
        simple = [shapely.simplify(line, TOLERANCE_M - GRID_M, preserve_topology=False) for line in merged]
        yield from sorted(min(run, run[::-1]) for line in simple if len(run := self._back(line.coords)) > 1)

    def polygons(self, shapes: Iterable[Geometry]) -> tuple[tuple[Run, ...], ...]:
        """Polygons under one name, simplified and made one where they touch: each an outer ring and its holes."""
        whole = shapely.union_all([shapely.make_valid(part) for part in _parts(shapes, "Polygon")])
        simple = shapely.make_valid(shapely.simplify(whole, TOLERANCE_M - GRID_M))
        found = []
        for polygon in _parts([simple], "Polygon"):
            if polygon.area < SMALLEST_M2:
                continue
            rings = [polygon.exterior, *(hole for hole in polygon.interiors if Polygon(hole).area >= SMALLEST_M2)]
            runs = [run for ring in rings if len(run := self._back(ring.normalize().coords)) > 3]
            if runs:
                found.append(tuple(runs))
        return tuple(sorted(found))


def _parts(shapes: Iterable[Geometry], kind: str) -> Iterator[Any]:
    for part in shapely.get_parts(list(shapes)) if shapes else ():
        if part.geom_type == kind:
            yield part
        elif part.geom_type == "GeometryCollection":
            yield from _parts(list(part.geoms), kind)
