"""Distances and areas, on the server and on the phone alike."""

import json
from pathlib import Path

import pytest

from pwa.model.geo import Bounds, contains, distance_m

CASES = json.loads((Path(__file__).parents[1] / "distances.json").read_text("utf-8"))
VALLEY = Bounds(south=42.0, west=-73.6, north=42.75, east=-72.0)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['from']} to {case['to']}")
def test_a_distance_is_what_the_phone_finds_too_and_the_same_both_ways(case):
    there, back = distance_m(*case["from"], *case["to"]), distance_m(*case["to"], *case["from"])
    assert there == pytest.approx(case["metres"], abs=max(1, case["metres"] / 1000))
    assert back == pytest.approx(there)


def test_the_edge_of_an_area_belongs_to_it():
    assert contains(VALLEY, 42.3251, -72.6412)
    assert contains(VALLEY, 42.0, -73.6)


@pytest.mark.parametrize("point", [(41.99, -72.6), (42.76, -72.6), (42.3, -73.61), (42.3, -71.99), (-72.6, 42.3)])
def test_what_lies_beyond_an_edge_is_outside(point):
    assert not contains(VALLEY, *point)


def test_an_area_may_lie_across_the_date_line():
    aleutians = Bounds(south=51.0, west=172.0, north=55.0, east=-163.0)
    assert contains(aleutians, 52.9, 173.2)
    assert contains(aleutians, 51.9, -176.6)
    assert not contains(aleutians, 52.0, 0.0)
