"""Streets, water and towns of a file are on the map under their names, where they are, whatever form the file has."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import brotli
import pytest
from shapely.geometry import LineString, MultiLineString

from pwa.areas.context import context_of
from pwa.areas.encode import MapSource
from pwa.areas.making import STREETS as STREET_LAYERS
from pwa.areas.making import make_map, with_source
from pwa.areas.opening import open_input
from pwa.areas.prepare import TOLERANCE_M
from pwa.config import ROOT
from pwa.model.geo import Bounds
from pwa.model.services import Area
from pwa.model.words import Message
from tests.areas import ground

GIVEN = MapSource("", "2026", "Made up", "A test")
FORMS = ["geojson", "pbf", "pmtiles", "tiger"]

REAL = Path(os.environ.get("RESPIRA_MAPDATA", "../shared/mapdata"))
"""Real extracts that are not part of the repository."""

needs_real = pytest.mark.skipif(
    not REAL.exists(), reason=f"no real extracts in {REAL} (RESPIRA_MAPDATA names another)"
)


def area(bounds=None, outline=()):
    return Area(
        name=Message("Made up"),
        order=1,
        zone="America/New_York",
        as_of=date(2026, 11, 1),
        bundled=True,
        bounds=Bounds(**(bounds or ground.BOUNDS)),
        outline=outline,
    )


def make(inputs, where=None):
    """The pack of these files, read back, and its bytes."""
    opened = [with_source(open_input(str(each)), GIVEN, str(each)) for each in inputs]
    made = make_map("made-up", where or area(), opened, context_of)
    return ground.read_pack(made.body), made


@pytest.fixture
def files(tmp_path):
    """The same ground in every form."""
    return {
        "geojson": [ground.as_geojson(tmp_path / "ground.geojson")],
        "pbf": [ground.as_pbf(tmp_path / "ground.osm.pbf")],
        "pmtiles": [ground.as_pmtiles(tmp_path / "ground.pmtiles")],
        "tiger": [ground.as_tiger(tmp_path, kind) for kind in ("roads", "areawater", "linearwater")],
    }


@pytest.mark.parametrize("form", FORMS)
def test_every_street_is_there_once_under_its_name_and_as_long_as_it_is(files, form):
    found, made = make(files[form])
    drawn = {each["name"]: each["lines"] for layer in STREET_LAYERS for each in found.get(layer, [])}
    assert set(drawn) == set(ground.STREETS)
    for name, (_, run) in ground.STREETS.items():
        assert ground.kilometres(drawn[name]) == pytest.approx(ground.kilometres([run]), rel=0.02), name
    whole = ground.kilometres(run for _, run in ground.STREETS.values())
    assert made.streets_m / 1000 == pytest.approx(whole, rel=0.02)


@pytest.mark.parametrize("form", FORMS)
def test_each_kind_of_way_is_in_its_layer(files, form):
    found, _ = make(files[form])
    layers = {each["name"]: layer for layer in STREET_LAYERS for each in found.get(layer, [])}
    assert layers == {"Main Street": "main", "Elm Street": "street", "Mill Path": "path", "Long Road": "motorway"}


@pytest.mark.parametrize("form", FORMS)
def test_nothing_drawn_is_further_from_the_source_than_the_tolerance(files, form):
    found, _ = make(files[form])
    drawn = {each["name"]: each["lines"] for layer in STREET_LAYERS for each in found.get(layer, [])}
    for name, (_, run) in ground.STREETS.items():
        source, lines = LineString(metres(run)), MultiLineString([metres(line) for line in drawn[name]])
        assert lines.hausdorff_distance(source) <= TOLERANCE_M, name


def metres(run):
    return [(latitude * 111_195, longitude * 111_195 * 0.7391) for latitude, longitude in run]


@pytest.mark.parametrize("form", FORMS)
def test_water_has_its_shore_its_island_and_its_names(files, form):
    found, _ = make(files[form])
    (pond,) = found["water"]
    ((shore, island),) = pond["polygons"]
    assert pond["name"] == ("Pond" if form == "tiger" else {"": "Pond", "es": "Laguna"})
    assert ground.kilometres([shore]) == pytest.approx(ground.kilometres([ground.POND]), rel=0.02)
    assert ground.kilometres([island]) == pytest.approx(ground.kilometres([ground.ISLAND]), rel=0.02)
    assert shore[0] == shore[-1]
    (river,) = found["river"]
    assert ground.kilometres(river["lines"]) == pytest.approx(ground.kilometres([ground.RIVER]), rel=0.02)


@pytest.mark.parametrize("form", ["geojson", "pbf"])
def test_towns_of_the_source_come_with_their_people(files, form):
    found, _ = make(files[form])
    assert found["town"] == [{"name": "Amherst", "point": ground.TOWN, "weight": 39000}]


def test_where_the_source_has_no_towns_those_of_the_packages_are_drawn(files):
    found, made = make(files["tiger"])
    assert {"Amherst", "Hadley"} <= {each["name"] for each in found["town"]}
    assert "01035" in {each["name"] for each in found["zip"]}
    assert [source["name"] for source in json.loads(made.body)["sources"]] == [
        "TIGER/Line 2025",
        "us-atlas",
        "GeoNames",
    ]


@pytest.mark.parametrize("form", FORMS)
def test_the_same_input_gives_the_same_bytes(files, form):
    assert make(files[form])[1].body == make(files[form])[1].body


def test_what_lies_outside_of_the_area_is_cut_off(files):
    half = {**ground.BOUNDS, "east": -72.55}
    found, _ = make(files["geojson"], area(half))
    for layer in STREET_LAYERS:
        for each in found.get(layer, []):
            assert all(longitude <= -72.55 for line in each["lines"] for _, longitude in line)
    assert "Elm Street" not in {each["name"] for each in found.get("street", [])}


def test_an_outline_cuts_finer_than_bounds(files):
    triangle = ((42.3, -72.6), (42.3, -72.5), (42.4, -72.6))
    found, _ = make(files["geojson"], area(outline=triangle))
    points = [
        point for layer in STREET_LAYERS for each in found.get(layer, []) for line in each["lines"] for point in line
    ]
    assert points
    assert all((latitude - 42.3) + (longitude + 72.6) <= 0.1001 for latitude, longitude in points)


def test_streets_that_meet_under_one_name_are_one_line(tmp_path):
    runs = [
        [(42.32, -72.59), (42.33, -72.58)],
        [(42.34, -72.57), (42.33, -72.58)],
        [(42.33, -72.58), (42.32, -72.59)],
    ]
    features = [
        {
            "type": "Feature",
            "properties": {"highway": "residential", "name": "Main"},
            "geometry": {"type": "LineString", "coordinates": ground.flipped(run)},
        }
        for run in runs
    ]
    file = tmp_path / "x.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    found, _ = make([file])
    ((line,),) = [each["lines"] for each in found["street"]]
    assert ground.kilometres([line]) == pytest.approx(ground.kilometres(runs[:2]), rel=0.01)


@needs_real
@pytest.mark.parametrize(
    ("file", "bounds", "km"),
    [
        ("amherst-roads.geojson", (42.2, -72.8, 42.6, -72.2), 211),
        ("bangor_maine.osm.pbf", (44.6, -69.0, 45.0, -68.5), 749),
        ("calais-basemap-z14.pmtiles", (45.07, -67.31, 45.2, -67.12), 365),
    ],
)
def test_a_real_town_takes_at_most_60_bytes_a_kilometre(file, bounds, km):
    south, west, north, east = bounds
    found, made = make([REAL / file], area({"south": south, "west": west, "north": north, "east": east}))
    assert made.streets_m / 1000 == pytest.approx(km, rel=0.02)
    pack = json.loads(made.body)
    pack["layers"] = {layer: features for layer, features in pack["layers"].items() if layer in STREET_LAYERS}
    streets = len(brotli.compress(json.dumps(pack, ensure_ascii=False, separators=(",", ":")).encode(), quality=11))
    assert streets / (made.streets_m / 1000) <= 60
    assert found


def test_server_and_build_need_none_of_the_tools_that_read_maps():
    tools = {"shapely", "numpy", "osmium", "pmtiles", "shapefile", "mapbox_vector_tile"}
    asks = f"import sys, pwa.cli, pwa.build, pwa.serving, serve; print({tools!r} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", asks], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"
