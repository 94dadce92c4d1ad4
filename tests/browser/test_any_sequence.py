"""Whatever happens, in whatever order: the truth on the screen, nothing lost, the newest version after one visit."""

from collections.abc import Callable

import pytest

from tests.browser.claims import Claims
from tests.browser.engine import PATIENCE_S, wait
from tests.browser.sequence import World
from tests.browser.trying import PARTS, try_part, world

__all__ = ["try_part", "world"]


def test_a_page_that_said_saved_where_nothing_is_would_be_noticed(world: World) -> None:
    context = world.chrome.new_context()
    claims = Claims(context, world.sites)
    page = context.new_page()
    page.goto(world.server.url("/en/about"), wait_until="commit")
    page.evaluate(
        "() => { caches.match = async () => undefined; document.documentElement.dataset.offline = 'ready' }"
    )
    wait(page, lambda: bool(claims.lies), lambda: "nothing", PATIENCE_S)
    context.close()


@pytest.mark.parametrize("part", PARTS[::2])
def test_whatever_happens_the_phone_tells_the_truth_and_keeps_what_it_was_given(
    try_part: Callable[[int], None], part: int
) -> None:
    try_part(part)
