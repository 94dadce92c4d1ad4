"""The commands: each says what it did and ends with 0, or what is wrong in one sentence and ends with 1."""

import os
import re
import subprocess
import sys

import pytest

from pwa import create_app
from pwa.built import read_build
from pwa.config import ROOT
from tests.site_copies import rewrite
from tests.test_catalogue import flask


def test_content_check_counts_what_is_valid(settings, site):
    result = flask(settings, "content", "check")
    library = site.library
    assert result.exit_code == 0
    assert result.output == (
        f"{len(library.guides)} guides, {len(library.pages)} pages, {len(library.sources)} sources: all valid.\n"
    )


def test_build_says_what_it_made(site_copy):
    result = flask(site_copy, "build")
    made = read_build(site_copy.build)
    assert made
    words = rf"Built generation {made.generation}: {len(made.entries)} entries, {made.core} core, in \d+\.\d s\.\n"
    assert re.fullmatch(words, result.output)
    assert re.fullmatch(r"[0-9a-f]{16}", made.generation)


@pytest.mark.parametrize(
    "command", [["content", "check"], ["build"], ["translations", "status"], ["translations", "sync"]]
)
def test_a_mistake_found_while_running_is_one_sentence(site_copy, command):
    app = create_app(site_copy)
    rewrite(site_copy.content / "guides/overdose.toml", 'icon = "shake"', 'icon = "shaek"')
    app.extensions["site"] = None if command == ["content", "check"] else app.extensions["site"]
    result = app.test_cli_runner().invoke(args=command)
    assert result.exit_code == 1
    assert result.output.startswith("Error: ")
    assert 'icon: found "shaek", expected a name from pictograms.toml.' in result.output
    assert "Traceback" not in result.output


def test_a_debug_page_is_never_built(site_copy):
    app = create_app(site_copy)
    app.extensions["site"] = None
    result = app.test_cli_runner().invoke(args=["build"])
    assert result.exit_code == 1
    assert "found debug mode, expected none; a debug page must not be saved on a phone." in result.output


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("RESPIRA_URL", "respira.example"),
        ("RESPIRA_HSTS", "maybe"),
        ("RESPIRA_LANGUAGES", "en,xx"),
        ("RESPIRA_STATIC", "/"),
    ],
)
def test_a_wrong_setting_stops_the_start_with_one_line(variable, value, tmp_path):
    environment = {**os.environ, "RESPIRA_BUILD": str(tmp_path / "build"), variable: value}
    command = [sys.executable, "-c", "import wsgi"]
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert re.fullmatch(r"Respira cannot start\. [^\n]*found [^\n]*, expected [^\n]*\.\n", ended.stderr)


def test_the_flask_command_finds_the_site_by_itself(tmp_path):
    environment = {**os.environ, "RESPIRA_BUILD": str(tmp_path / "build")}
    command = [sys.executable, "-m", "flask", "content", "check"]
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.endswith("all valid.\n")
