"""What a release says of itself: every package it stands on, by the standard's rules; no audit is pretended."""

import json
import os
import re
import subprocess
import sys

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from pwa.config import ROOT

NAMES_A_PLACE = re.compile(r"(^|[\s\"'])/(home|root|tmp|Users|usr)/|registry|https?://(?!cyclonedx\.org/)|file:")
REACH_A_PHONE = {"leaflet", "minisearch", "protomaps-leaflet", "pmtiles", "idb-keyval"}


@pytest.fixture(scope="module")
def bill(tmp_path_factory) -> str:
    file = tmp_path_factory.mktemp("sbom") / "sbom.cdx.json"
    subprocess.run([sys.executable, "-m", "scripts.make_sbom", str(file)], cwd=ROOT, check=True)
    return file.read_text("utf-8")


def test_the_list_of_packages_is_cyclonedx(bill):
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(bill) is None


def test_it_has_every_package_that_serves_builds_or_reaches_a_phone_with_version_and_license(bill):
    components = {each["purl"]: each for each in json.loads(bill)["components"]}
    pins = re.findall(r"^([a-z0-9-]+)==([^ ;]+)", (ROOT / "requirements.txt").read_text("utf-8"), re.MULTILINE)
    assert pins
    assert {f"pkg:pypi/{name}@{version}" for name, version in pins} <= components.keys()
    asked = json.loads((ROOT / "package.json").read_text("utf-8"))["dependencies"]
    npm = {each["name"]: each["version"] for address, each in components.items() if address.startswith("pkg:npm/")}
    assert asked.items() <= npm.items()
    assert npm.keys() >= REACH_A_PHONE
    tools = json.loads((ROOT / "package.json").read_text("utf-8"))["devDependencies"]
    assert npm.keys() & tools.keys() <= {"@types/leaflet"}  # A package that reaches a phone asks for it too.
    for address, each in components.items():
        assert "expression" in each["licenses"][0], f"{address}: {each['licenses']}"


def test_it_names_no_machine_and_no_registry(bill):
    for line in bill.splitlines():
        assert not NAMES_A_PLACE.search(line), line


def audit(tmp_path, pip_audit: str, npm: str) -> subprocess.CompletedProcess[str]:
    """`make audit` with other programs in place of those that ask."""
    for name, does in (("pip-audit", pip_audit), ("npm", npm)):
        (tmp_path / name).write_text(f"#!/bin/sh\n{does}\n")
        (tmp_path / name).chmod(0o755)
    path = os.pathsep.join([str(tmp_path), os.environ["PATH"]])
    command = [str(ROOT / "scripts/audit.sh")]
    return subprocess.run(command, env=os.environ | {"PATH": path}, capture_output=True, text=True, check=False)


CLEAN = "exit 0"
STRICT = 'case "$*" in *--strict*) exit 0 ;; esac; echo "| all | skipped |"; exit 1'
"""A package the service knows nothing of would pass without it."""

FOUND = """while [ "$1" != --output ]; do shift; done; echo "| flask | 1.0 | a weakness |" > "$2"; exit 1"""
NPM_FOUND = "echo '2 vulnerabilities'; exit 1"
SILENT = "echo 'no route to host' >&2; exit 1"


@pytest.mark.parametrize(
    ("pip_audit", "npm", "code", "said"),
    [
        (STRICT, "echo 'found 0 vulnerabilities'", 0, "found 0"),
        (FOUND, "echo 'found 0 vulnerabilities'", 1, "a weakness"),
        (CLEAN, NPM_FOUND, 1, "2 vulnerabilities"),
        (SILENT, CLEAN, 1, "Nothing was audited: the service"),
        (CLEAN, SILENT, 1, "Not all was audited: the service"),
    ],
)
def test_an_audit_without_an_answer_is_no_audit(tmp_path, pip_audit, npm, code, said):
    done = audit(tmp_path, pip_audit, npm)
    assert done.returncode == code
    assert said in done.stdout + done.stderr
    assert "no route" not in done.stderr
