"""Open data to look into: what HSDS says of it, and directories made for a test."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from pwa.config import ROOT
from pwa.model.directory import Directory
from pwa.model.services import (
    ListSource,
    Service,
    ServiceList,
)
from pwa.open_data import open_data
from pwa.site import Site

SCHEMAS = {file.name: json.loads(file.read_text("utf-8")) for file in (ROOT / "tests/data/hsds").glob("*.json")}
REGISTRY: Registry = Registry().with_resources(
    (name, DRAFT202012.create_resource(schema)) for name, schema in SCHEMAS.items()
)
NEWER = {"label"}
"""Fields of HSDS 3.1, which 3.0 neither knows nor forbids."""


def mistakes(item: dict[str, Any], name: str) -> Iterator[str]:
    """Whatever the schema `name` says against `item`, and every field it does not know."""
    schema = SCHEMAS[f"{name}.json"]
    validator = Draft202012Validator(schema, registry=REGISTRY, format_checker=FormatChecker())
    yield from (f"{name}: {error.json_path}: {error.message}" for error in validator.iter_errors(item))
    yield from unknown_fields(item, schema, name)


def unknown_fields(item: dict[str, Any], schema: dict[str, Any], place: str) -> Iterator[str]:
    """A misspelt field passes the schemas of HSDS: they forbid none."""
    for key, value in item.items():
        if key not in schema["properties"]:
            if key not in NEWER:
                yield f"{place}: there is no field {key}"
            continue
        field = schema["properties"][key]
        inner = (field.get("items") or field).get("$ref")
        for each in value if isinstance(value, list) else [value]:
            if inner:
                yield from unknown_fields(each, SCHEMAS[inner], f"{place}.{key}")


def facts(service: dict[str, Any]) -> dict[str, str]:
    """What the attributes say of a service, by code; without its categories, which have no value."""
    return {each["taxonomy_term"]["code"]: each["value"] for each in service["attributes"] if "value" in each}


def rows(files: dict[str, bytes], table: str) -> list[dict[str, str]]:
    """The rows of a table in the archive."""
    with zipfile.ZipFile(io.BytesIO(files["/hsds/services.zip"])) as archive:
        return list(csv.DictReader(io.StringIO(archive.read(f"{table}.csv").decode("utf-8"))))


def everything(files: dict[str, bytes]) -> bytes:
    """All bytes of all files, and of what is packed inside one."""
    parts = [*(address.encode() for address in files), *files.values()]
    with zipfile.ZipFile(io.BytesIO(files["/hsds/services.zip"])) as archive:
        parts += [archive.read(name) for name in archive.namelist()]
    return b"\n".join(parts)


def made_of(site: Site, *entries: Service) -> dict[str, bytes]:
    """The open data of a directory of these entries alone."""
    area = next(iter(site.library.directory.areas.values()))
    source = ListSource(kind="list", title="A list", address="https://secret.example/zzlist", date="2026-02")
    directory = Directory({"here": area}, {"here": ServiceList(source={"list": source}, service=entries)})
    return open_data({code: replace(each, directory=directory) for code, each in site.libraries.items()}, "")


def only(files: dict[str, bytes]) -> dict[str, Any]:
    """The one service in the files."""
    (line,) = files["/hsds/services.ndjson"].splitlines()
    found: dict[str, Any] = json.loads(line)
    return found


ENTRY = Service(
    id="place",
    name="A place",
    organization="Someone",
    categories=("naloxone",),
    listing="publish",
    confidence="high",
    source="list",
)
