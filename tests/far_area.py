"""An area far away that is not saved with the site, and a map, for tests of packs."""

import hashlib
import json
from pathlib import Path

AREA = """\
name = "Lake County, far away"
order = 9
zone = "America/Chicago"
as_of = 2026-11-01
bundled = false
bounds = { south = 41.2, west = -87.6, north = 41.7, east = -87.2 }
states = ["IN"]
sources = ["geonames"]
"""

LIST = """\
[source.made-up]
kind = "list"
title = "A list made up for a test"
date = "2026-10"

[[service]]
id = "lake-exchange"
name = "Lake Exchange"
organization = "Lake Exchange"
categories = ["syringe-services", "overdose-prevention-center"]
listing = "publish"
visibility = "exact"
address = "10 Broadway"
town = "Gary"
state = "IN"
zip = "46402"
lat = 41.6
lon = -87.337
source = "made-up"
confidence = "high"
hours = { rule = "Mo-Su 09:00-17:00; PH unknown" }
phone = [{ number = "1-219-555-0100", kind = "voice" }]

[[service]]
id = "lake-clinic"
name = "Lake Clinic"
organization = "Lake Clinic"
categories = ["methadone"]
listing = "call-first"
visibility = "exact-if-consented"
town = "Gary"
state = "IN"
zip = "46402"
source = "made-up"
confidence = "high"
phone = [{ number = "1-219-555-0101", kind = "voice" }]
"""

HOME = "western-massachusetts"


def add_far_area(content: Path, translations: Path) -> None:
    """Put the area and its list into a copy of the content."""
    (content / "areas" / "far-away.toml").write_text(AREA, "utf-8")
    (content / "services" / "far-away.toml").write_text(LIST, "utf-8")


def put_map(packs: Path, street: str = "Main Street", area: str = HOME) -> Path:
    """Put a map of one street into the folder of `flask areas build`, in place of the one before."""
    packs.mkdir(parents=True, exist_ok=True)
    for before in packs.glob(f"{area}.*"):
        before.unlink()
    body = json.dumps(
        {
            "version": 1,
            "kind": "map",
            "name": area,
            "bounds": [42.0, -73.6, 42.9, -71.9],
            "unit": 100000,
            "tolerance_m": 5,
            "sources": [
                {"name": "Made up", "date": "2026-09", "licence": "none", "attribution": "A test", "address": ""}
            ],
            "names": ["", street],
            "layers": {"main": [[1, "_ibE_seK_seK"]]},
        }
    ).encode()
    file = packs / f"{area}.{hashlib.sha256(body).hexdigest()[:8]}.json"
    file.write_bytes(body)
    return file
