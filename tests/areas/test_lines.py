"""Lines are held small, each once, and joined where two meet: what a large extract needs."""

import random
import subprocess
import sys

import numpy
import osmium
import pytest
import shapely
from osmium.osm.mutable import Node, Way

from pwa.areas.lines import Lines
from pwa.config import ROOT
from tests.areas import ground


def joined(*runs):
    """What becomes of these runs, each the way that begins further south."""
    lines = Lines()
    for run in runs:
        lines.add(numpy.array(run))
    found = [run.tolist() for portion in lines.joined() for run in portion]
    return sorted(min(run, run[::-1]) for run in found)


A, B, C, D = [0, 0], [10, 5], [20, 0], [30, 5]


def test_two_lines_that_meet_are_one_whichever_way_they_run():
    for first in ([A, B], [B, A]):
        for second in ([B, C], [C, B]):
            assert joined(first, second) == [[A, B, C]]


def test_where_three_meet_none_is_joined():
    assert joined([A, B], [B, C], [B, D]) == [[A, B], [B, C], [B, D]]


def test_a_line_that_stands_twice_is_drawn_once():
    assert joined([A, B, C], [C, B, A], [A, B, C]) == [[A, B, C]]


def test_two_ways_between_the_same_ends_are_two():
    assert sum(len(run) for run in joined([A, B, C], [A, D, C])) == 5  # One ring: its first point stands again.
    assert joined([A, B, C], [A, D, C], [A, C]) == [[A, B, C], [A, C], [A, D, C]]


def test_a_ring_stays_whole_and_is_not_joined_to_what_touches_it():
    assert joined([A, B, C, A]) == [[A, B, C, A]]
    assert len(joined([A, B, C, A], [A, D])) == 2


def test_a_point_said_twice_is_one_and_a_line_without_length_is_none():
    assert joined([A, A, B, B], [C, C]) == [[A, B]]
    assert joined() == []


@pytest.mark.parametrize("seed", range(20))
def test_a_net_of_streets_is_joined_as_geos_joins_it(seed):
    net = random.Random(seed)  # noqa: S311 - the same each time is what we want
    corners = [[net.randrange(30), net.randrange(30)] for _ in range(40)]
    runs = [[*net.sample(corners, net.choice((2, 2, 3)))] for _ in range(60)]
    ours = joined(*runs)
    once = {min(str(run), str(run[::-1])): run for run in runs}.values()
    geos = shapely.get_parts(shapely.line_merge(shapely.MultiLineString([shapely.LineString(run) for run in once])))
    length = sum(shapely.LineString(run).length for run in ours)
    assert len(ours) == len(geos)
    assert length == pytest.approx(sum(line.length for line in geos))


MANY = 800_000
PER_WAY = 10

PEAK = """
import resource, sys
from tests.areas.test_making import make
make([sys.argv[1]])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024))
"""


def peak(file):
    """The most bytes of memory a build of this file took."""
    run = subprocess.run([sys.executable, "-c", PEAK, file], cwd=ROOT, capture_output=True, check=True, text=True)
    return int(run.stdout)


def test_a_large_extract_takes_little_memory_even_where_all_of_it_is_inside(tmp_path):
    """300 MB of an extract are 38 million points; as objects of their own they took 5.7 GB, and may take 1.5."""
    file = tmp_path / "many.osm.pbf"
    made_up = random.Random(1)  # noqa: S311 - the same each time is what we want
    with osmium.SimpleWriter(str(file)) as writer:
        for number in range(MANY):
            if number % PER_WAY == 0:
                west, south = made_up.uniform(-72.6, -72.502), made_up.uniform(42.3, 42.398)
            place = west + number % PER_WAY * 2e-4, south + made_up.uniform(0, 2e-5)
            writer.add_node(Node(id=number + 1, location=place))
        for number in range(0, MANY, PER_WAY):
            nodes = range(number + 1, number + 1 + PER_WAY)
            writer.add_way(Way(id=number + 1, nodes=nodes, tags={"highway": "service"}))
    small = ground.as_pbf(tmp_path / "small.osm.pbf")
    assert (peak(file) - peak(small)) / MANY < 200
