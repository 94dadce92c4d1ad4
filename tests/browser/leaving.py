"""What the tests of leaving share: where it leads, and how to leave."""

from playwright.sync_api import BrowserContext, Page

from pwa.config import Settings

ELSEWHERE = Settings().exit
SHOWN = "() => getComputedStyle(document.querySelector('main')).visibility"


def answer_elsewhere(target: Page | BrowserContext) -> None:
    """The site of the setting, as far as a test needs it: nothing leaves this machine."""
    page = "<title>Weather</title>"
    target.route(f"{ELSEWHERE}**", lambda route: route.fulfill(body=page, content_type="text/html"))


def leave(page: Page) -> None:
    """Tap the button."""
    page.locator(".bar > .exit").click()
