"""Places on the earth: how far apart two points are, and whether one lies in an area.

`static/js/lib/distance.js` does the same on the phone; tests/distances.json holds cases both must agree on.
"""

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

EARTH_RADIUS_M = 6_371_009
"""The mean radius of the earth: distances on a sphere are wrong by at most 0.6 %."""


@dataclass(frozen=True)
class Bounds:
    """An area between two parallels and two meridians, in degrees; `west` is greater across the date line."""

    south: float
    west: float
    north: float
    east: float


def distance_m(latitude: float, longitude: float, to_latitude: float, to_longitude: float) -> float:
    """The way along the surface, in metres, between two points in degrees."""
    start, end = radians(latitude), radians(to_latitude)
    across = sin(radians(to_longitude - longitude) / 2) ** 2
    part = sin((end - start) / 2) ** 2 + cos(start) * cos(end) * across
    return 2 * EARTH_RADIUS_M * asin(min(1.0, sqrt(part)))


def contains(bounds: Bounds, latitude: float, longitude: float) -> bool:
    """Whether a point, in degrees, lies in the area or on its edge."""
    if bounds.west <= bounds.east:
        between = bounds.west <= longitude <= bounds.east
    else:
        between = longitude >= bounds.west or longitude <= bounds.east
    return bounds.south <= latitude <= bounds.north and between
