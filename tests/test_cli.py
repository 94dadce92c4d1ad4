"""The commands: each says what it did and ends with 0, or what is wrong in one sentence and ends with 1."""

import os
import re
import subprocess
import sys

import pytest

from pwa import create_app
from pwa.built import read_build
from pwa.config import ROOT
from pwa.model.reviews import supports
from tests.site_copies import rewrite
from tests.test_catalogue import flask


def test_content_check_counts_what_is_valid(settings, site):
    result = flask(settings, "content", "check")
    library = site.library
    assert result.exit_code == 0
    assert result.output == (
        f"{len(library.guides)} guides, {len(library.articles)} articles, {len(library.pages)} pages, "
        f"{len(library.sources)} sources: all valid.\n"
    )


def test_build_says_what_it_made(site_copy):
    result = flask(site_copy, "build")
    made = read_build(site_copy.build)
    assert made
    words = rf"Built generation {made.generation}: {len(made.entries)} entries, {made.core} core, in \d+\.\d s\.\n"
    words += r"Without RESPIRA_URL the poster, the cards and printed pages have no QR code\.\n"
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


def test_due_lists_claims_past_their_day_the_oldest_first_and_sources_nobody_opened(app, site_copy):
    runner = app.test_cli_runner()
    fresh = runner.invoke(args=["content", "due", "--on", "2026-11-23"]).output
    assert "\n0 claims are past their day" in f"\n{fresh.splitlines()[-1]}"
    assert "not opened " in fresh
    old = create_app(site_copy).test_cli_runner()
    file = site_copy.content / "guides/too-much.toml"
    file.write_text(file.read_text("utf-8").replace("reviewed = 2026-11-22", "reviewed = 2024-02-01", 1), "utf-8")
    lines = old.invoke(args=["content", "due", "--on", "2027-06-01"]).output.splitlines()
    assert lines[0].startswith("2024-02-01 too-much#now: ")
    laws = [line for line in lines if " laws#" in line]
    assert laws, "laws are looked at again after half a year, the rest after a year"
    assert len(laws) + 1 == int(lines[-1].split()[0])


def test_sources_says_what_rests_on_each_and_names_what_rests_on_nothing(app, site):
    output = app.test_cli_runner().invoke(args=["content", "sources"]).output
    assert len(output.splitlines()) == len(site.library.sources) + 1
    (line,) = [line for line in output.splitlines() if line.startswith("otc-label ")]
    assert "naloxone#again" in line
    one = app.test_cli_runner().invoke(args=["content", "sources", "otc-label"]).output
    assert one.splitlines()[0] == line
    wrong = app.test_cli_runner().invoke(args=["content", "sources", "otc"])
    assert (wrong.exit_code, wrong.output) == (
        1,
        'Error: found the source "otc", expected an entry of sources.toml.\n',
    )


def test_every_source_has_something_resting_on_it(site):
    idle = [name for name, rests in supports(site.library).items() if not rests]
    assert idle == []


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
