"""One thing on a map, whatever file it was read from."""

from dataclasses import dataclass
from typing import Literal

Layer = Literal["motorway", "main", "street", "path", "river", "border", "water", "town", "zip"]
"""The layers of a pack, in the order they stand there: see docs/decisions/0019-map.md."""

POLYGONS: tuple[Layer, ...] = ("water",)
POINTS: tuple[Layer, ...] = ("town", "zip")
"""Layers of these shapes; all others are lines."""

Position = tuple[float, float]
"""Latitude and longitude in degrees (WGS 84), in this order everywhere in this project."""


@dataclass(frozen=True)
class Feature:
    """A line, a polygon or a point of one layer.

    `parts` is one run of positions for a line; the outer ring and then the holes for a polygon, each ending where
    it begins; one run of one position for a point. `name` is empty where the source has none; `names` are those in
    other languages, by code. `weight` is the number of people of a town, 0 where nobody counted.
    """

    layer: Layer
    parts: tuple[tuple[Position, ...], ...]
    name: str = ""
    names: tuple[tuple[str, str], ...] = ()
    weight: int = 0
