"""The detailed map of an area: cut out of a basemap, listed by the build, saved on no phone that does not ask."""

import base64
import hashlib
import json
import re

import pytest
from pmtiles.reader import Reader
from pmtiles.tile import zxy_to_tileid

from pwa import create_app
from pwa.areas.archive import about_of
from pwa.areas.cut import cut
from pwa.areas.errors import AreaError
from pwa.areas.opening import parts_of
from pwa.areas.read_pmtiles import tile_at
from pwa.build import build_site
from pwa.model.geo import Bounds
from pwa.packs import PIECE
from tests.areas import ground
from tests.areas.basemap import as_basemap
from tests.far_area import HOME, put_map
from tests.site_copies import browse, copy_of_site

PART = Bounds(42.34, -72.7, 42.36, -72.56)
"""A strip of the ground, and more to the west than the basemap has."""


@pytest.fixture(scope="module")
def basemap(tmp_path_factory):
    return as_basemap(tmp_path_factory.mktemp("basemap") / "base.pmtiles")


def cut_out(file, bounds=PART, **how):
    return cut(str(file), parts_of(str(file)), bounds, lambda share: None, **how)


def reader_of(body):
    return Reader(lambda offset, length: body[offset : offset + length])


def test_the_tiles_that_touch_the_area_are_taken_as_they_are_and_no_others(basemap):
    ours = reader_of(cut_out(basemap))
    theirs = reader_of(basemap.read_bytes())
    for zoom in range(7, 15):
        wanted, found = set(), set()
        for x in range(*span(ground.BOUNDS["west"], ground.BOUNDS["east"], zoom, 0)):
            for y in range(*span(ground.BOUNDS["north"], ground.BOUNDS["south"], zoom, 1)):
                west, north = tile_at(PART.north, PART.west, zoom)
                east, south = tile_at(PART.south, PART.east, zoom)
                if west <= x <= east and north <= y <= south:
                    wanted.add(zxy_to_tileid(zoom, x, y))
                if data := ours.get(zoom, x, y):
                    found.add(zxy_to_tileid(zoom, x, y))
                    assert data == theirs.get(zoom, x, y)
        assert found == wanted, zoom


def span(first, last, zoom, axis):
    """The tiles from one edge of the ground to the other."""
    places = [(42.35, edge) if axis == 0 else (edge, -72.55) for edge in (first, last)]
    begin, end = (tile_at(latitude, longitude, zoom)[axis] for latitude, longitude in places)
    return begin, end + 1


def test_it_reaches_as_far_as_area_and_basemap_both_do(basemap):
    header = reader_of(cut_out(basemap)).header()
    edges = [header[f"{side}_{short}_e7"] / 1e7 for side in ("min", "max") for short in ("lat", "lon")]
    assert edges == [42.34, ground.BOUNDS["west"], 42.36, -72.56]


def test_fewer_zooms_make_a_smaller_file_and_the_same_input_the_same_bytes(basemap):
    assert len(cut_out(basemap, deepest=12)) < len(cut_out(basemap)) / 2
    assert cut_out(basemap) == cut_out(basemap)


def test_a_server_reads_what_it_says_of_itself_without_any_package(basemap):
    body = cut_out(basemap)
    assert about_of(body) == reader_of(body).metadata()
    for damaged in (b"", b"PMTiles", b"PMTiles\x02" + body[8:], body[:200], body[:127]):
        with pytest.raises(ValueError, match=r"PMTiles|metadata"):
            about_of(damaged)


def test_what_is_no_basemap_or_lies_elsewhere_is_refused(basemap, tmp_path):
    with pytest.raises(AreaError, match="no layers, expected a basemap of Protomaps with earth and roads and water"):
        cut_out(ground.as_pmtiles(tmp_path / "bare.pmtiles"))
    with pytest.raises(AreaError, match="no tile inside of 10, 20 to 11, 21; is it the right file"):
        cut_out(basemap, Bounds(10, 20, 11, 21))
    with pytest.raises(AreaError, match="no such file"):
        cut_out(tmp_path / "nothing.pmtiles")
    cut_short = tmp_path / "short.pmtiles"
    cut_short.write_bytes(basemap.read_bytes()[:90])
    with pytest.raises(AreaError, match=r"damaged or cut file .* download it again"):
        cut_out(cut_short)


@pytest.fixture
def settings(tmp_path):
    return copy_of_site(tmp_path / "copy")


def run(settings, *args):
    return create_app(settings).test_cli_runner().invoke(args=["areas", "detail", *map(str, args)])


def test_the_command_puts_it_beside_the_streets_in_the_place_of_the_one_before(basemap, settings):
    streets = put_map(settings.packs)
    for deepest, count in ((12, 2), (14, 2)):
        found = run(settings, HOME, basemap, "--deepest", deepest)
        assert found.exit_code == 0, found.output
        assert re.search(rf"{HOME}\.[0-9a-f]{{8}}\.pmtiles: [\d,]+ bytes\. flask build offers it", found.output)
        assert len(list(settings.packs.iterdir())) == count
    assert streets.exists()


def test_streets_made_anew_leave_the_detailed_map(basemap, settings, tmp_path):
    run(settings, HOME, basemap)
    (detail,) = settings.packs.glob("*.pmtiles")
    streets = ground.as_geojson(tmp_path / "streets.geojson")
    how = ("--attribution", "A test", "--licence", "none", "--date", "2026")
    found = create_app(settings).test_cli_runner().invoke(args=["areas", "build", HOME, str(streets), *how])
    assert found.exit_code == 0, found.output
    assert detail.exists()


def test_a_refused_basemap_leaves_everything(settings, tmp_path):
    before = put_map(settings.packs)
    found = run(settings, HOME, ground.as_geojson(tmp_path / "x.geojson"))
    assert found.exit_code == 1
    assert "expected PMTiles" in found.output
    assert list(settings.packs.iterdir()) == [before]


def test_the_build_lists_it_with_its_pieces_and_serves_it_as_it_is(basemap, settings):
    run(settings, HOME, basemap)
    (file,) = settings.packs.glob("*.pmtiles")
    body = file.read_bytes()
    build_site(create_app(settings))
    site = browse(create_app(settings))
    index = json.loads(site.get("/packs/index.json").data)
    (entry,) = [each for each in index["packs"] if each["kind"] == "detail"]
    assert entry["name"] == f"detail-{HOME}"
    assert entry["bytes"] == entry["download"] == len(body)
    assert entry["date"] == "2026-10-01"
    assert entry["credit"] == "© OpenStreetMap contributors"
    assert len(entry["pieces"]) == -(-len(body) // PIECE) > 2
    for number, piece in enumerate(entry["pieces"]):
        there = hashlib.sha256(body[number * PIECE : (number + 1) * PIECE]).digest()
        assert piece == base64.b64encode(there).decode()
    whole = site.get(f"/packs/{entry['file']}", headers={"Accept-Encoding": "br, gzip"})
    assert (whole.data, whole.headers["Content-Type"]) == (body, "application/octet-stream")
    assert "Content-Encoding" not in whole.headers
    assert "immutable" in whole.headers["Cache-Control"]
    rest = site.get(f"/packs/{entry['file']}", headers={"Range": f"bytes={PIECE}-"})
    assert (rest.status_code, rest.data) == (206, body[PIECE:])


def test_a_damaged_one_is_left_out_and_named(basemap, settings, caplog):
    run(settings, HOME, basemap)
    (file,) = settings.packs.glob("*.pmtiles")
    file.write_bytes(file.read_bytes()[:-1])
    build_site(create_app(settings), precompress=False)
    assert "found bytes that are not those its name says" in caplog.text
    index = json.loads((settings.build / "site/packs/index.json").read_bytes())
    assert "detail" not in {each["kind"] for each in index["packs"]}


def test_what_draws_it_is_saved_only_where_there_is_one(basemap, settings):
    bare = build_site(create_app(settings), precompress=False)
    run(settings, HOME, basemap)
    made = build_site(create_app(settings), precompress=False)
    more = set(made.entries) - set(bare.entries)
    assert any(re.fullmatch(r"/static/js/detail\.[0-9A-Z]{8}\.js", address) for address in more)
    assert set(bare.entries) < set(made.entries)
    for address in more:
        assert (settings.build / "site" / address.lstrip("/")).exists()
