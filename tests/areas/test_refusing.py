"""What cannot become a map is refused in one sentence, and the map before stays."""

import errno
import json
import re
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from pwa import create_app
from pwa.areas import making
from tests.areas import ground
from tests.far_area import HOME, put_map
from tests.site_copies import copy_of_site, rewrite

SAYS = ["--attribution", "A test", "--licence", "Made up", "--date", "2026"]


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    """A copy of the site whose home area is the made-up ground."""
    copy = copy_of_site(tmp_path_factory.mktemp("refusing"))
    bounds = "bounds = { south = 42.0, west = -73.6, north = 42.9, east = -71.9 }"
    rewrite(copy.content / "areas" / f"{HOME}.toml", bounds, bounds.replace("-73.6", "-72.7"))
    return copy


@pytest.fixture
def before(settings):
    """The map of before."""
    return put_map(settings.packs)


@pytest.fixture
def build(settings, before):
    """`build(file, …)` runs the command for the home area, over the map of before."""
    runner = create_app(settings).test_cli_runner()

    def run(*inputs, area=HOME, says=SAYS):
        found = runner.invoke(args=["areas", "build", area, *map(str, inputs), *says])
        assert found.exit_code == 0 or before.exists(), "the map before was taken away"
        assert found.exit_code in (0, 1), found.output
        return found

    return run


def refused(found, *words):
    """One sentence with these words, and nothing changed."""
    assert found.exit_code == 1, found.output
    (sentence,) = [line for line in found.output.splitlines() if line.startswith("Error: ")]
    for word in words:
        assert re.search(word, sentence), f"{word} is not in {sentence}"
    assert sentence.endswith(".") or "?" in sentence


def leave(file, keep):
    """The beginning of a file."""
    body = file.read_bytes()
    file.write_bytes(body[: keep if keep > 0 else len(body) + keep])
    return file


def test_a_map_is_made_and_takes_the_place_of_the_one_before(build, before, settings, tmp_path):
    found = build(ground.as_geojson(tmp_path / "x.geojson"))
    assert re.search(
        rf"{HOME}\.[0-9a-f]{{8}}\.json: 2\d km of streets, [\d,]+ bytes, [\d,]+ as a phone", found.output
    )
    assert not before.exists()
    names = sorted(file.name.removeprefix(HOME)[9:] for file in settings.packs.iterdir())
    assert names == [".json", ".json.br", ".json.gz"]


def test_the_file_itself_says_what_it_is(build, tmp_path):
    for file in (
        ground.as_pbf(tmp_path / "one.osm.pbf").rename(tmp_path / "one.bin"),
        ground.as_pmtiles(tmp_path / "other.bin"),
        ground.as_tiger(tmp_path).rename(tmp_path / "tl_2025_third.bin"),
    ):
        assert build(file, says=[]).exit_code == 0, file


@pytest.mark.parametrize("option", ["attribution", "licence", "date"])
def test_what_neither_file_nor_person_says_is_asked_for(build, tmp_path, option):
    place = SAYS.index(f"--{option}")
    says = [*SAYS[:place], *SAYS[place + 2 :]]
    refused(build(ground.as_geojson(tmp_path / "x.geojson"), says=says), f"found no {option}", f"--{option}")


def test_unknown_areas_and_missing_files_are_named(build, tmp_path):
    file = ground.as_geojson(tmp_path / "x.geojson")
    refused(build(file, area="atlantis"), '"atlantis"', f"expected one of {HOME}, national")
    refused(build(file, area="national"), "areas/national.toml: found no bounds")
    refused(build(tmp_path / "none.geojson"), "none.geojson: found no such file")
    refused(build(tmp_path), "found a folder")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "found nothing in it"),
        (b"<html>Please log in</html>", "found something else, expected PMTiles, an extract"),
        (b"{}", 'found no list of "features"'),
        (b'{"features": [{"geometry": ', "feature 1: found the end of the file"),
        (b'{"features": [{"geometry": null}]}', "feature 1"),
        (b'{"features": [1]}', "feature 1"),
        (b'{"features": [{"properties": {}, "geometry": {"type": "Point", "coordinates": [NaN, 1]}}]}', "NaN"),
        ('{"features": ["é"]}'.encode("latin-1"), "no UTF-8"),
        (b"PMTiles\x03" + b"\0" * 40, "expected PMTiles; download it again"),
        (b"PK\x03\x04" + b"\0" * 40, "expected a zip; download it again"),
        (b"\x00\x00\x00\x0d\x0a\x09OSMHeader\x18\x7c" + b"\0" * 9, "found its end inside a block"),
    ],
)
def test_what_is_no_map_is_named(build, tmp_path, body, words):
    file = tmp_path / "file"
    file.write_bytes(body)
    refused(build(file), words, "file: ")


def test_a_projected_map_is_refused(build, tmp_path):
    file = ground.as_geojson(tmp_path / "x.geojson")
    text = file.read_text().replace("[[-72.59, 42.32]", "[[712345.6, 4689012.3]")
    file.write_text(text)
    refused(build(file), "feature 1: found 712346, 4.68901e\\+06, which are no longitude and latitude")
    prj = ground.NAD83.replace("GEOGCS", "PROJCS", 1)
    refused(build(ground.as_tiger(tmp_path, prj=prj)), "found a projected map")


def test_coordinates_swapped_or_elsewhere_leave_no_street(build, tmp_path):
    file = ground.as_geojson(tmp_path / "x.geojson")
    found = json.loads(file.read_text())
    for each in found["features"]:
        if each["geometry"]["type"] == "LineString":
            each["geometry"]["coordinates"] = [point[::-1] for point in each["geometry"]["coordinates"]]
    file.write_text(json.dumps(found))
    refused(build(file), "found no streets inside of 42.0, -72.7 to 42.9, -71.9", f"areas/{HOME}.toml")


@pytest.mark.parametrize("keep", [20, -40, 200])
def test_a_file_cut_short_is_refused(build, tmp_path, keep):
    for file in (
        ground.as_pbf(tmp_path / "x.osm.pbf"),
        ground.as_tiger(tmp_path),
        ground.as_geojson(tmp_path / "x.geojson"),
        ground.as_pmtiles(tmp_path / "x.pmtiles"),
    ):
        refused(build(leave(file, keep)), file.name)


def test_a_damaged_block_or_tile_is_named(build, tmp_path):
    for file in (ground.as_pbf(tmp_path / "x.osm.pbf"), ground.as_pmtiles(tmp_path / "x.pmtiles")):
        body = bytearray(file.read_bytes())
        middle = len(body) * 3 // 4
        body[middle : middle + 60] = b"\xff" * 60
        file.write_bytes(body)
        refused(build(file), f"{file.name}: found (a damaged (block|tile|or cut file)|other data at byte)")


def test_other_files_of_the_census_bureau_are_refused(build, tmp_path):
    file = ground.as_tiger(tmp_path)
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name, changed in (("shp", None), ("dbf", b"MTFCC")):
        with zipfile.ZipFile(file, "w") as archive:
            for each, body in parts.items():
                if each.endswith(name) and changed is None:
                    continue
                archive.writestr(each, body.replace(changed, b"OTHER") if changed else body)
        refused(build(file), "found no .shp|found another file of TIGER/Line")


def test_a_shapefile_shorter_than_it_says_is_refused(build, tmp_path):
    file = ground.as_tiger(tmp_path)
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(file, "w") as archive:
        for name, body in parts.items():
            archive.writestr(name, body[:-60] if name.endswith(".shp") else body)
    refused(build(file), "found a shapefile cut short")


def test_a_full_disk_leaves_the_map_before(build, before, settings, tmp_path, monkeypatch):
    def full(file, body):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(making, "put", full)
    refused(build(ground.as_geojson(tmp_path / "x.geojson")), "found No space left on device")
    assert list(settings.packs.iterdir()) == [before]


def test_ctrl_c_leaves_the_map_before(build, before, settings, tmp_path, monkeypatch):
    written: list[Path] = []

    def stop(file, body):
        if written:
            raise KeyboardInterrupt
        written.append(file)
        file.write_bytes(body)

    monkeypatch.setattr(making, "put", stop)
    found = build(ground.as_geojson(tmp_path / "x.geojson"))
    assert "Aborted!" in found.output
    assert list(settings.packs.iterdir()) == [before]


class _Parts(BaseHTTPRequestHandler):
    """A server that hands out parts of the files in `folder`, and notes what it was asked for."""

    folder = Path()
    asked: ClassVar[list[str]] = []

    def do_GET(self):
        file = self.folder / self.path[1:]
        if not file.is_file():
            self.send_error(404)
            return
        self.asked.append(self.path)
        body = file.read_bytes()
        begin, end = map(int, self.headers["Range"].removeprefix("bytes=").split("-"))
        part = body[begin : end + 1]
        self.send_response(206)
        self.send_header("Content-Range", f"bytes {begin}-{begin + len(part) - 1}/{len(body)}")
        self.send_header("Content-Length", str(len(part)))
        self.end_headers()
        self.wfile.write(part)

    def log_message(self, *words):
        """Nothing is printed."""


class _Whole(BaseHTTPRequestHandler):
    """A server that knows no parts."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "4")
        self.end_headers()
        self.wfile.write(b"PMTi")

    def log_message(self, *words):
        """Nothing is printed."""


@pytest.fixture
def serve():
    """`serve(handler)` is the address of a server on this machine."""
    servers = []

    def start(handler):
        servers.append(ThreadingHTTPServer(("127.0.0.1", 0), handler))
        threading.Thread(target=servers[-1].serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{servers[-1].server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def test_a_basemap_far_away_is_read_in_parts(build, serve, tmp_path):
    ground.as_pmtiles(tmp_path / "x.pmtiles")

    class Here(_Parts):
        folder = tmp_path
        asked: ClassVar[list[str]] = []

    address = serve(Here)
    refused(build(f"{address}/none.pmtiles"), "none.pmtiles: found status 404")
    assert build(f"{address}/x.pmtiles", says=[]).exit_code == 0
    assert len(Here.asked) == 1, "a small file is one part, asked for once"


def test_a_server_without_parts_is_refused_and_not_downloaded(build, serve):
    refused(build(f"{serve(_Whole)}/x.pmtiles"), "sends the whole file, expected parts of it")


def test_no_network_is_said(build):
    refused(build("http://127.0.0.1:1/x.pmtiles"), "found no answer", "is there a network")


def test_without_the_tools_one_line_says_what_to_type(build, tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pwa.areas.opening", None)
    refused(build(ground.as_geojson(tmp_path / "x.geojson")), "type scripts/setup.sh areas")
