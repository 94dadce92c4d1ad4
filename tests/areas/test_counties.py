"""The streets of home are fetched once, from the Census Bureau's paths, within their time, and never unseen anew."""

import json
import os
import re
import subprocess
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest

from pwa import create_app
from pwa.areas.counties import VINTAGE, fetch, folder_of, kept_files, may_try
from pwa.areas.errors import AreaError
from pwa.config import ROOT
from pwa.model.directory import read_directory
from tests.areas import ground
from tests.far_area import HOME
from tests.site_copies import copy_of_site, rewrite

KINDS = ("roads", "areawater", "linearwater")
ADDRESSES = [f"/TIGER{VINTAGE}/{kind.upper()}/tl_{VINTAGE}_25015_{kind}.zip" for kind in KINDS]


class Census(BaseHTTPRequestHandler):
    """The Census Bureau's server, as it should be or not."""

    files: ClassVar[dict[str, bytes]] = {}
    asked: ClassVar[list[str]] = []
    mode = "present"
    address = ""
    release = threading.Event()

    def do_GET(self):
        self.asked.append(self.path)
        body = self.files.get(self.path)
        if body is None or self.mode == "missing":
            self.send_error(404)
            return
        if self.mode == "captive":
            body = b"<html>Please log in</html>"
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.mode == "slow":
            self.wfile.write(body[:10])
            self.release.wait(30)
            return
        self.wfile.write(body[:-20] if self.mode == "truncated" else body)

    def log_message(self, *words):
        """Nothing is printed."""


@pytest.fixture
def census(tmp_path):
    """A server with the Census Bureau's paths, on this machine."""
    (tmp_path / "files").mkdir()
    files = {
        path: ground.as_tiger(tmp_path / "files", kind).read_bytes()
        for path, kind in zip(ADDRESSES, KINDS, strict=True)
    }

    class Mine(Census):
        asked: ClassVar[list[str]] = []
        release = threading.Event()

    Mine.files = files
    server = ThreadingHTTPServer(("127.0.0.1", 0), Mine)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    Mine.address = f"http://127.0.0.1:{server.server_port}"
    yield Mine
    Mine.release.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def settings(tmp_path, census):
    """A site whose home is one county, and whose streets come from that server."""
    copy = copy_of_site(tmp_path / "site", census=census.address)
    file = copy.content / "areas" / f"{HOME}.toml"
    rewrite(file, 'counties = ["25003", "25011", "25013", "25015"]', 'counties = ["25015"]')
    return copy


@pytest.fixture
def home(settings):
    """The home area."""
    return read_directory(settings.content).areas[HOME]


def names(settings):
    return sorted(file.name for file in folder_of(settings).iterdir())


def test_the_files_come_from_the_paths_of_the_census_bureau_and_make_a_map(settings, census):
    runner = create_app(settings).test_cli_runner()
    fetched = runner.invoke(args=["areas", "fetch"])
    assert fetched.exit_code == 0, fetched.output
    assert census.asked == ADDRESSES
    made = runner.invoke(args=["areas", "build"])
    assert re.search(rf"{HOME}\.[0-9a-f]{{8}}\.json: 2\d km of streets", made.output)
    (pack,) = settings.packs.glob("*.json")
    found = json.loads(pack.read_bytes())
    assert found["sources"][0]["name"] == f"TIGER/Line {VINTAGE}"
    assert {"main", "water", "river", "border", "town", "zip"} <= set(found["layers"])


def test_what_is_here_is_not_fetched_again(settings, census, home):
    assert fetch(settings, HOME, home) == 3
    assert fetch(settings, HOME, home) == 0
    assert census.asked == ADDRESSES
    (folder_of(settings) / f"tl_{VINTAGE}_25015_roads.zip").write_bytes(b"spoilt")
    with pytest.raises(AreaError, match="flask areas fetch western-massachusetts fetches it"):
        kept_files(settings, HOME, home)
    assert fetch(settings, HOME, home) == 1
    assert len(kept_files(settings, HOME, home)) == 3


@pytest.mark.parametrize(
    ("mode", "words"),
    [
        ("missing", "found status 404"),
        ("truncated", "found (no whole answer|[0-9,]+ bytes that are no whole zip)"),
        ("captive", "found 26 bytes that are no whole zip"),
        ("slow", "found no whole answer"),
    ],
)
def test_what_does_not_come_whole_leaves_nothing(settings, census, home, mode, words):
    census.mode = mode
    with pytest.raises(AreaError, match=words):
        fetch(settings, HOME, home, in_all_s=0.3)
    assert names(settings) == []
    census.mode = "present"
    census.release.set()
    assert fetch(settings, HOME, home) == 3


def test_the_time_is_for_all_files_together(settings, census, home):
    with pytest.raises(AreaError, match="found no whole answer"):
        fetch(settings, HOME, home, in_all_s=0)


def test_another_file_than_the_first_is_refused(settings, census, home):
    fetch(settings, HOME, home)
    before = (folder_of(settings) / "sha256.json").read_bytes()
    (folder_of(settings) / f"tl_{VINTAGE}_25015_roads.zip").unlink()
    census.files[ADDRESSES[0]] = census.files[ADDRESSES[1]]
    with pytest.raises(AreaError, match=r"found another file than the one that came first.*sha256\.json"):
        fetch(settings, HOME, home)
    assert (folder_of(settings) / "sha256.json").read_bytes() == before


def test_hashes_nobody_can_read_are_named(settings, home):
    folder_of(settings).mkdir(parents=True)
    (folder_of(settings) / "sha256.json").write_text("[]")
    with pytest.raises(AreaError, match=r"sha256\.json: found no list of hashes"):
        fetch(settings, HOME, home)


def test_only_the_first_start_on_a_machine_tries_by_itself(settings, census):
    runner = create_app(settings).test_cli_runner()
    census.mode = "missing"
    first = runner.invoke(args=["areas", "fetch", "--once"])
    assert "found status 404" in first.output
    again = runner.invoke(args=["areas", "fetch", "--once"])
    assert (again.exit_code, again.output) == (1, "")
    assert len(census.asked) == 1
    assert not may_try(settings, HOME)
    assert may_try(settings, "another")


def test_who_wants_no_request_has_none(settings, census):
    runner = create_app(replace(settings, census="no")).test_cli_runner()
    once = runner.invoke(args=["areas", "fetch", "--once"])
    assert (once.exit_code, once.output) == (1, "")
    assert "RESPIRA_CENSUS: found no" in runner.invoke(args=["areas", "fetch"]).output
    assert census.asked == []


@pytest.mark.parametrize("mode", ["present", "missing"])
def test_beside_a_server_it_says_one_line(settings, census, mode):
    """`scripts/streets.sh`, as `make run` starts it."""
    census.mode = mode
    environment = {
        **os.environ,
        "RESPIRA_CENSUS": census.address,
        "RESPIRA_CONTENT": str(settings.content),
        "RESPIRA_CACHE": str(settings.cache),
        "RESPIRA_PACKS": str(settings.packs),
        "RESPIRA_BUILD": str(settings.build),
    }

    def start():
        return subprocess.run(
            [ROOT / "scripts/streets.sh"], env=environment, capture_output=True, text=True, timeout=120
        )

    run = start()
    assert run.returncode == 0
    (line,) = run.stderr.splitlines()
    begins = "The map has streets now. " if mode == "present" else "The map has no streets: "
    assert line.startswith(begins)
    assert start().stderr == ""


def test_starting_the_server_does_not_wait_for_streets():
    lines = (ROOT / "Makefile").read_text().split("\nrun:")[1].split("\n\n")[0].splitlines()
    assert lines[-1].strip() == "@scripts/streets.sh & exec .venv/bin/python serve.py"
