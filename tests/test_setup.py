"""One command sets up, runs and tests the project anywhere, and nothing in it belongs to one machine."""

import json
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.find_chromium import NoChromiumError, find_chromium
from tests.engines.driver import EngineMissingError
from tests.engines.firefox import Firefox
from tests.engines.webkit import WebKit

ROOT = Path(__file__).parent.parent
PINNED = re.compile(r"[a-z0-9-]+==[0-9][0-9a-z.]*( ; [^\\]+)?( \\)?")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")


def requirements(name: str) -> list[str]:
    lines = (ROOT / name).read_text().splitlines()
    return [line for line in lines if line and not line.lstrip().startswith("#")]


def pins(name: str) -> set[str]:
    return {line.split(" ", 1)[0] for line in requirements(name) if PINNED.fullmatch(line)}


@pytest.mark.parametrize("name", [f"requirements{each}.txt" for each in ("", "-dev", "-areas", "-audit", "-node")])
def test_a_requirement_is_an_exact_version_and_its_hashes_and_nothing_else(name):
    assert pins(name)
    for line in requirements(name):
        assert PINNED.fullmatch(line) or HASH.fullmatch(line), line


def test_tests_run_on_the_very_packages_that_readers_are_served_by():
    assert pins("requirements.txt") <= pins("requirements-dev.txt")


def test_the_npm_lock_names_no_address_and_holds_every_platform():
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    for name, package in packages.items():
        assert "resolved" not in package, name
        for optional in package.get("optionalDependencies", {}):
            assert f"node_modules/{optional}" in packages, f"{name} would lack {optional} on some machine"


def test_make_help_names_every_target():
    makefile = (ROOT / "Makefile").read_text()
    targets = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    assert targets
    help_alone = ["env", "-u", "MAKEFLAGS", "make", "--no-print-directory", "help"]
    shown = subprocess.run(help_alone, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert [line.split()[1] for line in shown.splitlines()] == targets[1].split()


def test_ci_runs_the_checks_and_the_test_commands_of_the_readme():
    ci = (ROOT / ".ci/run").read_text()
    readme = (ROOT / "README.md").read_text()
    for command in ("make check", "make test", "make test-engines"):
        assert re.search(rf"^{command}(?![-\w])", ci, re.MULTILINE), f".ci/run does not run {command}"
        assert re.search(rf"\b{command}(?![-\w])", readme), f"README.md does not tell about {command}"


@pytest.mark.parametrize(("engine", "package"), [(Firefox, "firefox-esr"), (WebKit, "webkit2gtk-driver and xvfb")])
def test_an_engine_that_is_not_there_says_what_to_install(engine, package, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EngineMissingError, match=f"Install {package}"):
        engine()


def test_every_script_of_ours_can_be_executed():
    for script in [*ROOT.glob("scripts/*.sh"), ROOT / ".ci/run"]:
        assert script.stat().st_mode & stat.S_IXUSR, script


def test_every_javascript_test_has_the_name_that_make_test_looks_for():
    for script in ROOT.glob("tests/js/**/*.js"):
        is_test = "node:test" in script.read_text()
        assert is_test == script.name.endswith(".test.js"), script


@pytest.fixture
def browsers(monkeypatch, tmp_path) -> Path:
    """A folder of programs that answer to --version: one shows pages, one has no sandbox, one shows nothing."""
    ends = {
        "shows": "echo '<html></html>'",
        "no-sandbox": "case \" $* \" in *' --no-sandbox '*) echo '<html></html>' ;; *) kill -TRAP $$ ;; esac",
        "no-browser": "echo 'Please install me' >&2",
    }
    for name, end in ends.items():
        (tmp_path / name).write_text(f'#!/bin/sh\nif [ "$1" = --version ]; then echo 1.0; exit; fi\n{end}\n', "utf-8")
        (tmp_path / name).chmod(0o755)
    monkeypatch.delenv("RESPIRA_CHROMIUM", raising=False)
    monkeypatch.setattr("scripts.find_chromium.AS_ROOT", False)
    return tmp_path


def test_the_browser_that_respira_chromium_names_is_the_one_used(monkeypatch, browsers):
    monkeypatch.setenv("RESPIRA_CHROMIUM", str(browsers / "shows"))
    assert find_chromium() == browsers / "shows"


def test_a_browser_that_cannot_start_as_the_tests_start_it_is_passed_over(monkeypatch, browsers):
    """Ubuntu refuses a Chromium its sandbox where it does not know it; Google Chrome, further down, has one."""
    there = [str(browsers / name) for name in ("no-browser", "no-sandbox", "shows")]
    monkeypatch.setattr("scripts.find_chromium.candidates", lambda: iter(there))
    assert find_chromium() == browsers / "shows"
    monkeypatch.setattr("scripts.find_chromium.AS_ROOT", True)
    assert find_chromium() == browsers / "no-sandbox"


def test_a_wrong_respira_chromium_is_named_in_one_sentence(monkeypatch, tmp_path):
    monkeypatch.setenv("RESPIRA_CHROMIUM", str(tmp_path / "missing"))
    with pytest.raises(NoChromiumError, match=r"RESPIRA_CHROMIUM is .*missing, but"):
        find_chromium()


def test_no_browser_outlives_the_test_run_that_started_it():
    run = "import os; from tests.engines.driver import begin; begin(['sleep', '300'], stdout=None); os._exit(1)"
    # Returns when nobody holds the output any more: neither the run nor what it started.
    subprocess.run([sys.executable, "-c", run], cwd=ROOT, stdout=subprocess.PIPE, timeout=60, check=False)
