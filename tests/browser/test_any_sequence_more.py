"""The other half of `test_any_sequence.py`, for the other process of a test run."""

from collections.abc import Callable

import pytest

from tests.browser.trying import PARTS, try_part, world

__all__ = ["try_part", "world"]


@pytest.mark.parametrize("part", PARTS[1::2])
def test_whatever_happens_the_phone_tells_the_truth_and_keeps_what_it_was_given(
    try_part: Callable[[int], None], part: int
) -> None:
    try_part(part)
