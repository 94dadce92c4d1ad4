"""What every reader of map data gives: where the data comes from, and its features one at a time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from pwa.areas.encode import MapSource
from pwa.areas.feature import Feature
from pwa.model.geo import Bounds

Progress = Callable[[float], None]
"""Told again and again which share of the input is read, from 0 to 1."""

GetBytes = Callable[[int, int], bytes]
"""Some bytes of a file: from where, and how many."""

OSM = MapSource(
    "OpenStreetMap", "", "ODbL 1.0", "© OpenStreetMap contributors", "https://www.openstreetmap.org/copyright"
)


class Features(Protocol):
    """Reads the features of an area; those outside of it may be left out."""

    def __call__(self, bounds: Bounds, progress: Progress) -> Iterator[Feature]:
        """The features, in the order of the file."""


@dataclass(frozen=True)
class Opened:
    """An input that was found to be what it should be. An empty part of `source` is not said by the file."""

    source: MapSource
    features: Features
