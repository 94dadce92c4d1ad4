"""Writes which packages of others a release stands on: a CycloneDX file of what serves, builds, or reaches a phone.

    .venv/bin/python -m scripts.make_sbom build/sbom.cdx.json

Names, versions and hashes are those of the locks; licences are what the packages installed here say. What only
develops and tests is not in it. The same locks make the same bytes.
"""

import json
import re
import sys
import tomllib
from base64 import b64decode
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any
from urllib.parse import quote

ROOT = Path(__file__).parent.parent
PIN = re.compile(r"^([a-z0-9-]+)==([^ ;]+)")
SPDX = re.compile(r"[A-Za-z0-9.+-]+( (AND|OR|WITH) [A-Za-z0-9.+-]+)*|\(.*\)")
CLASSIFIED = {
    "BSD License": "BSD-3-Clause",
    "MIT License": "MIT",
    "Apache Software License": "Apache-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
"""What older packages call their licence, and its name today."""


def component(kind: str, name: str, version: str, licence: str, properties: dict[str, str]) -> dict[str, Any]:
    """One package, as CycloneDX describes it."""
    address = f"pkg:{kind}/{quote(name, safe='/')}@{version}"
    told = {"expression": licence} if SPDX.fullmatch(licence) else {"license": {"name": licence}}
    return {
        "type": "library",
        "bom-ref": address,
        "name": name,
        "version": version,
        "purl": address,
        "licenses": [told],
        "properties": [{"name": f"respira:{key}", "value": value} for key, value in properties.items()],
    }


def licence_of(package: str) -> str:
    """What an installed package says of its licence, by its SPDX name where there is one."""
    try:
        told = metadata(package).json
    except PackageNotFoundError:
        return "not installed here"
    if expression := told.get("license_expression"):
        return str(expression)
    classified = [each.rpartition(" :: ")[2] for each in told.get("classifier", []) if each.startswith("License")]
    found = CLASSIFIED.get(classified[0], classified[0]) if classified else str(told.get("license") or "unknown")
    return found.splitlines()[0]


def python_packages() -> Iterator[dict[str, Any]]:
    """What `requirements.txt` pins: it serves and builds."""
    for line in (ROOT / "requirements.txt").read_text("utf-8").splitlines():
        if pin := PIN.match(line):
            yield component("pypi", pin[1], pin[2], licence_of(pin[1]), {"use": "serves and builds"})


def npm_packages() -> Iterator[dict[str, Any]]:
    """What `package-lock.json` pins but for tools: it builds, or is part of a script that reaches a phone."""
    packages = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    for place, package in packages.items():
        if not place or package.get("dev") or package.get("optional"):
            continue
        name = place.rpartition("node_modules/")[2]
        found = component(
            "npm", name, package["version"], package.get("license", "unknown"), {"use": "builds, or reaches a phone"}
        )
        kind, _, digest = package["integrity"].partition("-")
        found["hashes"] = [{"alg": kind.upper().replace("SHA", "SHA-"), "content": b64decode(digest).hex()}]
        yield found


def bill() -> dict[str, Any]:
    """The whole list, with this program at its head."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    ours = component("generic", project["name"], project["version"], project["license"], {})
    unique = {each["bom-ref"]: each for each in (*python_packages(), *npm_packages())}
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {**ours, "type": "application"}},
        "components": [unique[address] for address in sorted(unique)],
    }


if __name__ == "__main__":
    file = Path(sys.argv[1])
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(bill(), indent=2, ensure_ascii=False) + "\n", "utf-8")
