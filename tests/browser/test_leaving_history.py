"""After leaving, the browser's Back, Forward and reload show nothing of ours; who opens the app anew finds it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.browser.engine import private, wait_until
from tests.browser.leaving import ELSEWHERE, SHOWN, answer_elsewhere, leave
from tests.chaos.client import ChaosServer


def see_nothing(page: Page) -> None:
    """Nothing of ours is on the screen or read aloud, and the tab does not name it."""
    assert page.evaluate(SHOWN) == "hidden"
    expect(page.locator("main")).not_to_be_visible()
    assert any(number in page.title() for number in "0123456789"), "the title is a date"


def arrive(window: Page, path: str) -> None:
    """Wait until this page is there again, whole or loaded."""
    wait_until(window, "(path) => location.pathname === path && window.persisted !== undefined", path)


@pytest.fixture(params=["kept whole by the browser", "loaded again"])
def window(request: pytest.FixtureRequest, playwright: Playwright, healthy: ChaosServer) -> Iterator[Page]:
    """A window whose browser keeps the pages before, or does not."""
    keeps = request.param == "kept whole by the browser"
    browser = private(playwright, ignore_default_args=["--disable-back-forward-cache"] if keeps else [])
    page = browser.new_page(service_workers="block", base_url=healthy.origin)
    answer_elsewhere(page.context)
    page.add_init_script("""addEventListener('pageshow', ({ persisted }) => { window.persisted = persisted })
        addEventListener('pagehide', () => { window.persisted = undefined })""")
    page.keeps = keeps  # type: ignore[attr-defined]
    yield page
    browser.close()


def test_back_from_elsewhere_shows_nothing(window: Page) -> None:
    window.goto("/en/overdose")
    window.goto("/en/safer-use/storage")
    leave(window)
    window.wait_for_url(ELSEWHERE)
    window.go_back(wait_until="commit")
    arrive(window, "/en/overdose")  # The page one left is not there to go back to.
    see_nothing(window)
    window.reload()
    see_nothing(window)


def test_back_over_another_site_shows_nothing_either(window: Page) -> None:
    window.goto("/en/overdose")
    window.goto(ELSEWHERE)
    window.goto("/en/about")
    leave(window)
    window.wait_for_url(ELSEWHERE)
    window.evaluate("() => history.go(-2)")
    arrive(window, "/en/overdose")
    see_nothing(window)


def test_the_next_page_in_the_history_shows_nothing_either(window: Page) -> None:
    window.goto("/en/overdose")
    window.goto("/en/safer-use/storage")
    window.go_back(wait_until="commit")
    arrive(window, "/en/overdose")  # Before a page's scripts run, "Exit" is a link like any other.
    leave(window)
    window.wait_for_url(ELSEWHERE)
    window.go_forward(wait_until="commit")
    arrive(window, "/en/safer-use/storage")
    see_nothing(window)


def test_opened_anew_the_app_is_there_again(window: Page) -> None:
    window.goto("/en/overdose")
    window.goto("/en/about")
    leave(window)
    window.wait_for_url(ELSEWHERE)
    window.goto("/en/about")
    assert window.evaluate(SHOWN) == "visible"
    window.evaluate("() => history.go(-2)")
    arrive(window, "/en/overdose")
    assert window.evaluate(SHOWN) == "visible", "who came back has come back to all of it"


def test_without_leaving_back_works_as_ever(window: Page) -> None:
    window.goto("/en/overdose")
    window.goto("/en/about")
    window.go_back(wait_until="commit")
    arrive(window, "/en/overdose")
    assert window.evaluate("() => window.persisted") == window.keeps  # type: ignore[attr-defined]
    assert window.evaluate(SHOWN) == "visible"
    assert window.title().startswith("Respira")
