"""The first screen of the guided rescue is drawn once in advance, where nobody sees it."""

from playwright.sync_api import Page

from tests.browser.conftest import MakeHelper
from tests.browser.engine import wait_until

RECORD = """
const seen = (window.rehearsed = [])
new MutationObserver((changes) => {
    for (const { addedNodes } of changes)
        for (const node of addedNodes)
            if (node.nodeType === 1 && node.classList.contains('rescue'))
                seen.push([node.isConnected, node.style.visibility, document.activeElement === document.body])
}).observe(document, { childList: true, subtree: true })
"""


def rehearsed(page: Page) -> list[list[object]]:
    """For each screen drawn so far: whether it still stands, its visibility, and whether the focus stayed."""
    found: list[list[object]] = wait_until(page, "() => rehearsed.length > 0 && rehearsed")
    return found


def test_the_first_screen_is_drawn_in_advance_and_leaves_nothing_behind(helper: MakeHelper) -> None:
    someone = helper()
    someone.page.add_init_script(RECORD)
    someone.page.goto(someone.url("overdose"))
    assert rehearsed(someone.page) == [[False, "hidden", True]]
    assert someone.guide.count() == 0
    assert someone.kept is None
    assert someone.errors == []


def test_whoever_is_faster_than_the_rehearsal_has_one_guide(helper: MakeHelper) -> None:
    someone = helper()
    someone.page.add_init_script("window.requestIdleCallback = (work) => { window.rest = work; return 0 }; " + RECORD)
    someone.start()
    wait_until(someone.page, "() => Boolean(window.rest)")
    someone.page.evaluate("() => window.rest()")
    assert someone.page.evaluate("() => rehearsed.length") == 1
    assert someone.guide.count() == 1


def test_a_rehearsal_that_breaks_does_not_take_start_away(helper: MakeHelper) -> None:
    someone = helper()
    someone.page.add_init_script(
        "window.requestIdleCallback = (work) => {"
        " const create = document.createElement; document.createElement = () => { throw new Error('rehearsal') };"
        " try { work() } finally { document.createElement = create; window.rested = true } return 0 }"
    )
    someone.page.goto(someone.url("overdose"))
    wait_until(someone.page, "() => window.rested")
    someone.page.locator("main a[href$='#start']").click()
    someone.on(someone.flow["first"])
    assert someone.errors == []
