"""Makes features small enough for a phone: inside the area, joined by name, and no finer than the tolerance.

Points are first put on the grid of the pack, so that ends which meet are the same point; distances are then measured
in metres on a flat map of the area. Whatever is drawn stays within `TOLERANCE_M` of the source; 1.1 m of it is the
grid.
"""

from array import array
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
from pwa.areas.lines import Lines
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
    lines: dict[Layer, dict[Name, Lines]] = defaultdict(lambda: defaultdict(Lines))
    polygons: dict[Layer, dict[Name, list[Geometry]]] = defaultdict(lambda: defaultdict(list))
    layers: dict[Layer, list[Drawn]] = defaultdict(list)
    for feature in features:
        layer, name = feature.layer, (feature.name, feature.names)
        if layer in POINTS:
            if flat.holds(feature.parts[0][0]):
                point = flat.on_grid(feature.parts[0])
                layers[layer].append(Drawn(*name, lines=(tuple(point[0].tolist()),), weight=feature.weight))
        elif layer in POLYGONS:
            polygons[layer][name] += flat.clip_polygon(feature)
        else:
            for run in flat.clip_line(feature):
                lines[layer][name].add(run)
    made = Prepared(layers)
    for layer, shapes in polygons.items():
        found = ((name, flat.polygons(parts)) for name, parts in shapes.items())
        layers[layer] = [Drawn(*name, polygons=rings) for name, rings in found if rings]
    for layer, runs in lines.items():
        made.length_m[layer] = 0
        for name in list(runs):
            length, drawn = flat.lines(runs.pop(name))
            made.length_m[layer] += length
            if drawn:
                layers[layer].append(Drawn(*name, lines=drawn))
    for each in layers.values():
        each.sort(key=_order)
    return made


def _order(drawn: Drawn) -> tuple[object, ...]:
    """Places by weight, the rest from south to north: what lies close together packs well, and bytes repeat."""
    runs = drawn.lines or tuple(polygon[0] for polygon in drawn.polygons)
    return (-drawn.weight, tuple(runs[0][:2]), drawn.name, drawn.names)


class Flat:
    """A flat map of the area, in metres from its south-west corner; exact to 1 in 100 over a state."""

    def __init__(self, bounds: Bounds, outline: Iterable[tuple[float, ...]]) -> None:
        """Measure at the middle of the area."""
        degree = radians(1) * EARTH_RADIUS_M
        middle = cos(radians((bounds.south + bounds.north) / 2))
        self._scale = numpy.array([degree / UNIT, degree * middle / UNIT])
        self._corner, self._end = self.on_grid([(bounds.south, bounds.west), (bounds.north, bounds.east)])
        self._box = (0, 0, *((self._end - self._corner) * self._scale))
        ring = [(latitude, longitude) for latitude, longitude in outline]
        self._outline = Polygon(self._metres(self.on_grid(ring))) if ring else None
        if self._outline is not None:
            shapely.prepare(self._outline)

    def on_grid(self, positions: Iterable[tuple[float, ...]]) -> Any:
        """Positions in degrees on the grid of the pack: an array of shape (positions, 2)."""
        return numpy.rint(numpy.array(list(positions), dtype=float) * UNIT).astype(int)

    def _metres(self, grid: Any) -> Any:
        return (grid - self._corner) * self._scale

    def _back(self, metres: Any) -> Any:
        """The nearest points of the grid, each once where some follow each other."""
        grid = numpy.rint(metres / self._scale).astype(int) + self._corner
        return grid[numpy.append(True, (grid[1:] != grid[:-1]).any(axis=1))]

    def holds(self, position: tuple[float, ...]) -> bool:
        """Whether a position lies in the area."""
        point = self.on_grid([position])
        return self._within(point) and (
            self._outline is None or bool(self._outline.intersects(shapely.Point(self._metres(point)[0])))
        )

    def _within(self, grid: Any) -> bool:
        return bool((grid >= self._corner).all() and (grid <= self._end).all())

    def _beside(self, grid: Any) -> bool:
        """Whether all of it lies on one side of the area, as most of a large file does."""
        return bool((grid.max(axis=0) < self._corner).any() or (grid.min(axis=0) > self._end).any())

    def clip_line(self, feature: Feature) -> Iterator[Any]:
        """The runs of a line that lie in the area, on the grid."""
        grid = self.on_grid(feature.parts[0])
        if len(grid) < 2 or self._beside(grid):
            return
        if self._outline is None and self._within(grid):
            yield grid
            return
        for line in _parts(self._clip(LineString(self._metres(grid))), "LineString"):
            yield self._back(shapely.get_coordinates(line))

    def clip_polygon(self, feature: Feature) -> list[Geometry]:
        """The parts of a polygon that lie in the area, in metres."""
        rings = [self.on_grid(part) for part in feature.parts]
        if self._beside(rings[0]):
            return []
        outer, *holes = (self._metres(ring) for ring in rings)
        return self._clip(shapely.make_valid(Polygon(outer, holes)))

    def _clip(self, shape: Geometry) -> list[Geometry]:
        shape = shapely.clip_by_rect(shape, *self._box)
        if self._outline is not None:
            shape = shapely.intersection(shape, self._outline)
        return [] if shape.is_empty else [shape]

    def lines(self, lines: Lines) -> tuple[float, tuple[Run, ...]]:
        """How long the lines under one name are in metres, and how they are drawn, in an order that repeats."""
        length = 0.0
        drawn = []
        for runs in lines.joined():
            shapes = shapely.linestrings(
                self._metres(numpy.concatenate(runs)),
                indices=numpy.repeat(numpy.arange(len(runs)), [len(run) for run in runs]),
            )
            length += float(shapely.length(shapes).sum())
            simple = shapely.simplify(shapes, TOLERANCE_M - GRID_M, preserve_topology=False)
            for shape in simple:
                if len(run := self._back(shapely.get_coordinates(shape))) > 1:
                    drawn.append(min(array("i", way.ravel().tolist()) for way in (run, run[::-1])))
        return length, tuple(sorted(drawn))

    def polygons(self, shapes: Iterable[Geometry]) -> tuple[tuple[Run, ...], ...]:
        """Polygons under one name, simplified and made one where they touch: each an outer ring and its holes."""
        whole = shapely.union_all([shapely.make_valid(part) for part in _parts(shapes, "Polygon")])
        simple = shapely.make_valid(shapely.simplify(whole, TOLERANCE_M - GRID_M))
        found = []
        for polygon in _parts([simple], "Polygon"):
            if polygon.area < SMALLEST_M2:
                continue
            rings = [polygon.exterior, *(hole for hole in polygon.interiors if Polygon(hole).area >= SMALLEST_M2)]
            runs = [
                tuple(run.ravel().tolist())
                for ring in rings
                if len(run := self._back(shapely.get_coordinates(ring.normalize()))) > 3
            ]
            if runs:
                found.append(tuple(runs))
        return tuple(sorted(found))


def _parts(shapes: Iterable[Geometry], kind: str) -> Iterator[Any]:
    for part in shapely.get_parts(list(shapes)) if shapes else ():
        if part.geom_type == kind:
            yield part
        elif part.geom_type == "GeometryCollection":
            yield from _parts(list(part.geoms), kind)
