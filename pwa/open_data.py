"""The directory for other programmes: files in open formats, made from the objects of `pwa.hsds`.

    /hsds/                  what this is: version, profile, definition of the API
    /hsds/services          every service, in one page, without what belongs to it
    /hsds/services/<id>     one service with everything
    /hsds/services.ndjson   every service with everything, one a line
    /hsds/services.zip      the same as tables (CSV)
    /hsds/services.geojson  the places one may know exactly, and that are open, on a map
    /hsds/readme.txt        what is in them and what is not

The first three are the API that HSDS requires. Two runs make the same bytes.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from pwa.compact import as_json
from pwa.config import ROOT
from pwa.hsds import Object, services, shown_place, stable_id
from pwa.model.library import Library

OPENAPI = "https://raw.githubusercontent.com/openreferral/specification/3.0/schema/openapi.json"
README = ROOT / "pwa" / "data" / "hsds-readme.txt"

MEDIA_TYPES = {".ndjson": "application/x-ndjson", ".geojson": "application/geo+json", ".zip": "application/zip"}
"""What servers cannot be trusted to know. An address without an extension is JSON."""

TABLES = {
    "organization": "organizations",
    "location": "locations",
    "taxonomy_term": "taxonomy_terms",
    "taxonomy_detail": "taxonomies",
    "service_at_locations": "service_at_location",
}
"""The table of what stands under a key, where it has not the name of the key."""

OWNERS = {"services": "service_id", "locations": "location_id", "phones": "phone_id"}
"""How the rows of a table are named by the rows that belong to them."""


def open_data(libraries: Mapping[str, Library], url: str) -> dict[str, bytes]:
    """Every file by its address. `url` is the public origin, empty where it is not known."""
    full = services(libraries)
    bare = [{key: value for key, value in service.items() if not isinstance(value, list)} for service in full]
    page = {
        "total_items": len(full),
        "total_pages": 1,
        "page_number": 1,
        "size": len(full),
        "first_page": True,
        "last_page": True,
        "empty": not full,
        "contents": bare,
    }
    root = {"version": "3.0", "profile": f"{url}/hsds/readme.txt", "openapi_url": OPENAPI}
    readme = README.read_bytes()
    return {
        "/hsds/": as_json(root),
        "/hsds/services": as_json(page),
        **{f"/hsds/services/{service['id']}": as_json(service) for service in full},
        "/hsds/services.ndjson": b"".join(as_json(service) + b"\n" for service in full),
        "/hsds/services.zip": _zip({**_tables(full), "readme.txt": readme}),
        "/hsds/services.geojson": as_json(_geojson(next(iter(libraries.values())))),
        "/hsds/readme.txt": readme,
    }


def media_type(address: str) -> str:
    """The Content-Type of one of these files."""
    suffix = Path(address).suffix
    return MEDIA_TYPES.get(suffix, "text/plain; charset=utf-8" if suffix == ".txt" else "application/json")


def _geojson(library: Library) -> Object:
    """The places as points (RFC 7946): nothing closed, and nothing whose place may not be known exactly."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": stable_id("service", service.id),
                "geometry": {"type": "Point", "coordinates": [service.lon, service.lat]},
                "properties": {
                    "name": service.name,
                    "categories": list(service.categories),
                    "listing": service.listing,
                    "within_m": service.precision_m,
                },
            }
            for service in library.directory.services.values()
            if service.point and shown_place(service) == "exact"
        ],
    }


def _tables(full: Iterable[Object]) -> dict[str, bytes]:
    """The same objects as rows, in the tables HSDS names, with a description of the whole as a data package."""
    rows: dict[str, dict[str, Object]] = {}
    for service in full:
        _add_row(rows, "services", service)
    tables = {f"{name}.csv": _csv(list(table.values())) for name, table in sorted(rows.items())}
    package = {
        "name": "services",
        "licenses": [{"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}],
        "resources": [{"name": file.removesuffix(".csv"), "path": file} for file in tables],
    }
    return {**tables, "datapackage.json": as_json(package)}


def _add_row(rows: dict[str, dict[str, Object]], table: str, item: Object, **owner: str) -> None:
    """Put `item` into its table, and what stands inside it into others. `owner` names the row it belongs to."""
    row: Object = rows.setdefault(table, {}).setdefault(item["id"], {})
    for key, value in {**item, **owner}.items():
        if isinstance(value, list):
            named = {OWNERS[table]: item["id"]} if key != "attributes" else {}
            for each in value:
                _add_row(rows, TABLES.get(key, key), each, **named)
        elif isinstance(value, dict):
            _add_row(rows, TABLES[key], value)
            row["taxonomy_id" if key == "taxonomy_detail" else f"{key}_id"] = value["id"]
        else:
            row[key] = value


def _csv(rows: list[Object]) -> bytes:
    """A header of every column in use, then the rows."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(dict.fromkeys(key for row in rows for key in row)), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8")


def _zip(files: dict[str, bytes]) -> bytes:
    """An archive without times, so that the same files are the same bytes."""
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(name)
            entry.create_system = 3  # Unix, wherever it is made.
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED, 9)
    return body.getvalue()
