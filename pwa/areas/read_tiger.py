"""Reads county files of TIGER/Line (Census Bureau, public domain): ROADS, AREAWATER, LINEARWATER, zipped shapefiles.

Fields and codes: TIGER/Line Shapefiles Technical Documentation, appendix E (MTFCC). Private roads, driveways and
parking lots are left out: they hide the streets. Of lines of water, rivers and canals are drawn, brooks are not.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import shapefile

from pwa.areas.encode import MapSource
from pwa.areas.errors import AreaError
from pwa.areas.feature import POLYGONS, Feature, Layer
from pwa.areas.reading import Opened, Progress
from pwa.model.geo import Bounds

ROADS: dict[str, Layer] = {
    "S1100": "motorway", "S1630": "motorway", "S1200": "main", "S1400": "street", "S1640": "street",
    "S1500": "path", "S1710": "path", "S1720": "path", "S1730": "path", "S1820": "path", "S1830": "path",
}  # fmt: skip
WATER = frozenset({"H2025", "H2030", "H2040", "H2041", "H2051", "H2053", "H2060", "H3010", "H3013", "H3020"})
CANAL = "H3020"
RIVER = re.compile(r"\bRiv(?:er)?\b")
YEAR = re.compile(r"tl_(\d{4})_")
PARTS = (".shp", ".dbf", ".prj")
MOST_BYTES = 400_000_000
LINES, SURFACES = (3, 13, 23), (5, 15, 25)
"""Types of shape: lines and polygons, without or with heights and measures."""

ADDRESS = "https://www.census.gov/geographies/mapping-files/time-series/geo/tiger-line-file.html"


def open_tiger(file: Path) -> Opened:
    """The features of one county file; an `AreaError` where it is none, or damaged."""
    try:
        with zipfile.ZipFile(file) as archive:
            parts = {name[-4:].lower(): archive.getinfo(name) for name in archive.namelist()}
            if missing := [suffix for suffix in PARTS if suffix not in parts]:
                raise AreaError(
                    f"{file}: found no {', '.join(missing)} in it, expected a zipped shapefile of TIGER/Line."
                )
            if sum(part.file_size for part in parts.values()) > MOST_BYTES:
                raise AreaError(f"{file}: found more than {MOST_BYTES:,} bytes in it, expected one county.")
            data = {suffix: archive.read(parts[suffix]) for suffix in PARTS}
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
        raise AreaError(
            f"{file}: found a damaged or cut file ({error}), expected a zip; download it again."
        ) from None
    if data[".prj"].lstrip().upper().startswith(b"PROJCS"):
        raise AreaError(f"{file}: found a projected map, expected longitude and latitude (NAD83 or WGS 84).")
    if 2 * int.from_bytes(data[".shp"][24:28], "big") != len(data[".shp"]):  # Its length in words stands at its head.
        raise AreaError(f"{file}: found a shapefile cut short; download it again.")
    try:
        reader = shapefile.Reader(shp=io.BytesIO(data[".shp"]), dbf=io.BytesIO(data[".dbf"]))
        fields = {field[0] for field in reader.fields}
    except Exception as error:  # The library reads what it is given: any mistake in it may come up.
        raise AreaError(f"{file}: found a damaged shapefile ({error}); download it again.") from None
    if not {"MTFCC", "FULLNAME"} <= fields or reader.shapeType not in (*LINES, *SURFACES):
        raise AreaError(f"{file}: found another file of TIGER/Line, expected ROADS, AREAWATER or LINEARWATER.")
    year = found[1] if (found := YEAR.match(file.name)) else ""
    source = MapSource(f"TIGER/Line {year}".strip(), year, "Public domain", "U.S. Census Bureau", ADDRESS)
    return Opened(source, partial(_features, file, reader))


def _features(file: Path, reader: Any, bounds: Bounds, progress: Progress) -> Iterator[Feature]:
    count = len(reader)
    box = [bounds.west, bounds.south, bounds.east, bounds.north]
    try:
        for number, found in enumerate(reader.iterShapeRecords(bbox=box), start=1):
            name = str(found.record["FULLNAME"] or "").strip()
            if layer := _layer(str(found.record["MTFCC"]), name, reader.shapeType in SURFACES):
                for runs in _parts(found.shape.__geo_interface__, layer):
                    yield Feature(layer, runs, name)
            progress(number / count)
    except AreaError:
        raise
    except Exception as error:  # As above.
        raise AreaError(f"{file}: found a damaged shape ({error}); download it again.") from None


def _layer(code: str, name: str, is_surface: bool) -> Layer | None:
    if is_surface:
        return "water" if code in WATER else None
    if code in WATER:
        return "river" if code == CANAL or RIVER.search(name) else None
    return ROADS.get(code)


def _parts(geometry: Any, layer: Layer) -> Iterator[tuple[tuple[tuple[float, float], ...], ...]]:
    coordinates = geometry["coordinates"]
    many = coordinates if geometry["type"].startswith("Multi") else [coordinates]
    for part in many if geometry["type"] != "Null" else ():
        runs = part if layer in POLYGONS else [part]
        yield tuple(tuple((float(point[1]), float(point[0])) for point in run) for run in runs)
