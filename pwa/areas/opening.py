"""Which reader a file is for: told by how it begins, not by its name."""

from pathlib import Path

from pwa.areas.errors import AreaError
from pwa.areas.ranges import Ranges
from pwa.areas.reading import GetBytes, Opened

FORMS = "PMTiles, an extract of OpenStreetMap (.osm.pbf), GeoJSON, or TIGER/Line county files (.zip)"

FAR = ("https://", "http://")


def open_input(name: str) -> Opened:
    """The input at an address or in a file; an `AreaError` for what is neither, or nothing we read."""
    from pwa.areas.read_geojson import open_geojson
    from pwa.areas.read_pbf import open_pbf
    from pwa.areas.read_pmtiles import open_pmtiles
    from pwa.areas.read_tiger import open_tiger

    if name.startswith(FAR):
        return open_pmtiles(name, parts_of(name))
    file = Path(name)
    if not file.is_file():
        what = "a folder" if file.is_dir() else "no such file"
        raise AreaError(f"{file}: found {what}, expected {FORMS}.")
    with file.open("rb") as stream:
        begins = stream.read(64)
    if not begins:
        raise AreaError(f"{file}: found nothing in it, expected {FORMS}; was the download cut off?")
    if begins.startswith(b"PMTiles"):
        return open_pmtiles(name, parts_of(name))
    if begins.startswith(b"PK"):
        return open_tiger(file)
    if begins.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return open_geojson(file)
    if b"OSMHeader" in begins:
        return open_pbf(file)
    raise AreaError(f"{file}: found something else, expected {FORMS}.")


def parts_of(name: str) -> GetBytes:
    """Reads parts of a file, or of one at an address."""
    if name.startswith(FAR):
        return Ranges(name).get
    if not Path(name).is_file():
        raise AreaError(f"{name}: found no such file, expected a basemap (PMTiles).")

    def get(offset: int, length: int) -> bytes:
        with open(name, "rb") as stream:
            stream.seek(offset)
            return stream.read(length)

    return get
