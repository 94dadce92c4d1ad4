"""Small lists of others, as files, and what an import makes of them."""

import csv
import json
from pathlib import Path
from typing import Any

from pwa.imports.importing import Format, Imported, import_file
from pwa.imports.record import Outcome
from pwa.model.directory import load_directory
from pwa.model.services import ListSource
from tests.model.test_directory import AREA, folder_with

ROW = {
    "name": "Lantern House",
    "organization": "Lantern Health",
    "categories": "methadone",
    "address": "12 Example Street",
    "town": "Northampton",
    "state": "MA",
    "zip": "01060",
    "phone": "413-555-0100",
}

FACILITY = {
    "name1": "Lantern House",
    "name2": None,
    "street1": "12 Example Street",
    "street2": None,
    "city": "Northampton",
    "state": "MA",
    "zip": "01060-1234",
    "phone": "413-555-0100",
    "latitude": "42.3190",
    "longitude": "-72.6300",
    "typeFacility": "SA",
    "services": [{"f1": "Setting", "f2": "SET", "f3": "Outpatient; Regular outpatient treatment"}],
}

SERVICE = {
    "id": "ac148810-d857-441c-9679-408f346de14b",
    "name": "Testing",
    "status": "active",
    "attributes": [{"taxonomy_term": {"name": "HIV hepatitis testing", "code": "hiv-hepatitis-testing"}}],
    "phones": [{"number": "413-555-0100", "extension": 12}],
    "organization": {"id": "d9d5e0f5", "name": "Lantern Health", "website": "https://lantern.example"},
    "service_at_locations": [
        {
            "id": "e94c9f38-1e8f-4564-91d4-d53501ab1765",
            "location": {
                "id": "3a19ff88-4620-4d17-9830-ac1d859eb5d5",
                "location_type": "physical",
                "latitude": 42.319,
                "longitude": -72.63,
                "addresses": [
                    {
                        "address_1": "12 Example Street",
                        "city": "Northampton",
                        "state_province": "MA",
                        "postal_code": "01060",
                        "country": "US",
                        "address_type": "physical",
                    }
                ],
            },
        }
    ],
}


def a_csv(folder: Path, *changes: dict[str, str]) -> Path:
    """Our template with one row for each change of `ROW`."""
    rows = [{**ROW, **change} for change in changes]
    columns = list(dict.fromkeys(key for row in rows for key in row))
    file = folder / "list.csv"
    with file.open("w", encoding="utf-8", newline="") as made:
        writer = csv.DictWriter(made, columns)
        writer.writeheader()
        writer.writerows(rows)
    return file


def a_json(folder: Path, value: object) -> Path:
    """`value` as a file."""
    file = folder / "list.json"
    file.write_text(json.dumps(value), "utf-8")
    return file


def imported(file: Path, form: Format = "csv", area: str = AREA, **options: Any) -> Imported:
    """What the file gives for an area that holds one place of another name."""
    content = file.parent / "content"
    if not content.exists():
        folder_with(content, {"id": "lantern-north", "address": "1 Old Road"}, area=area)
    source = ListSource(kind="list", title="A list", date="2026-03")
    return import_file(file, form, "here", load_directory(content), source, **options)


def one(made: Imported) -> dict[str, Any]:
    """The only entry."""
    assert len(made.entries) == 1, made.outcomes
    return next(iter(made.entries.values()))


def why(made: Imported, what: str) -> str:
    """The words on the only row with that outcome."""
    found = [outcome for outcome in made.outcomes if outcome.what == what]
    assert len(found) == 1, made.outcomes
    only: Outcome = found[0]
    return only.words
