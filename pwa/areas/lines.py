"""Lines by the million: held in 8 bytes a point, each once, and joined where the ends of two meet.

A large extract has more lines under one name, or none, than fit in memory as objects of their own. Here a run is a
row of whole numbers, latitude and longitude on the grid of the pack by turns, and many runs are one array.
"""

from array import array
from collections.abc import Iterator
from itertools import chain
from typing import Any

import numpy

POINT = numpy.dtype(numpy.int32)
PORTION = 20_000
"""How many joined lines are given at a time."""


class Lines:
    """Runs of points on the grid, under one name."""

    __slots__ = ("_ends", "_points")

    def __init__(self) -> None:
        """Begin with none."""
        self._points = array("i")
        self._ends = array("q")

    def add(self, run: Any) -> None:
        """Keep a run: an array of shape (points, 2); one that has no length is left out."""
        steps = (run[1:] != run[:-1]).any(axis=1)
        if steps.any():
            kept = run if steps.all() else run[numpy.append(True, steps)]
            self._points.frombytes(kept.astype(POINT).tobytes())
            self._ends.append(len(self._points) // 2)

    def joined(self) -> Iterator[list[Any]]:
        """Each line once, joined where ends meet, some at a time: arrays of shape (points, 2)."""
        if not self._ends:
            return
        points = numpy.frombuffer(self._points, POINT).reshape(-1, 2)
        ends = numpy.frombuffer(self._ends, numpy.int64)
        starts = numpy.append(0, ends[:-1])
        first, last = _keys(points[starts]), _keys(points[ends - 1])
        once = numpy.flatnonzero(_once(points, starts, ends, first, last))
        portion: list[Any] = []
        for entered in _chains(first[once], last[once]):
            pieces: list[Any] = []
            for end in entered:
                line = once[end >> 1]
                piece = points[starts[line] : ends[line]]
                piece = piece[::-1] if end & 1 else piece
                pieces.append(piece[1:] if pieces else piece)
            portion.append(pieces[0] if len(pieces) == 1 else numpy.concatenate(pieces))
            if len(portion) == PORTION:
                yield portion
                portion = []
        if portion:
            yield portion


def _keys(points: Any) -> Any:
    """One number for each point: the same point, the same number."""
    return numpy.ascontiguousarray(points).view(numpy.int64).ravel()


def _once(points: Any, starts: Any, ends: Any, first: Any, last: Any) -> Any:
    """Which runs to keep, so that none stands there twice, the same way or the other."""
    keep = numpy.ones(len(starts), dtype=bool)
    alike = (ends - starts, numpy.maximum(first, last), numpy.minimum(first, last))
    order = numpy.lexsort(alike)
    same = numpy.ones(len(order) - 1, dtype=bool)
    for values in alike:
        same &= values[order[1:]] == values[order[:-1]]
    for group in numpy.split(order, numpy.flatnonzero(~same) + 1) if same.any() else ():
        if len(group) > 1:
            seen = set()
            for line in sorted(group):
                run = points[starts[line] : ends[line]]
                canonical = min(run.tobytes(), run[::-1].tobytes())
                keep[line] = canonical not in seen
                seen.add(canonical)
    return keep


def _chains(first: Any, last: Any) -> Iterator[list[int]]:
    """Lines that follow each other, each as the end it is entered at: 2n its first point for line n, 2n + 1 its last.

    Two ends belong together where no third one meets them.
    """
    count = len(first)
    node = numpy.empty(2 * count, dtype=numpy.int64)
    node[::2], node[1::2] = first, last
    order = numpy.argsort(node, kind="stable")
    edge = numpy.flatnonzero(numpy.append(True, node[order[1:]] != node[order[:-1]]))
    pairs = edge[numpy.diff(numpy.append(edge, 2 * count)) == 2]
    mate = numpy.full(2 * count, -1, dtype=numpy.int64)
    mate[order[pairs]], mate[order[pairs + 1]] = order[pairs + 1], order[pairs]
    mates = array("q", mate.tobytes())
    used = bytearray(count)
    rings = range(0, 2 * count, 2)  # What is left when all that begin somewhere are drawn.
    for begin in chain.from_iterable((numpy.flatnonzero(mate < 0).tolist(), rings)):
        end = begin
        entered = []
        while end >= 0 and not used[end >> 1]:
            used[end >> 1] = True
            entered.append(end)
            end = mates[end ^ 1]
        if entered:
            yield entered
