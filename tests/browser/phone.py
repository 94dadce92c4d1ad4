"""A reader's phone: one browser profile that may be closed and opened again, on one server."""

from pathlib import Path

from playwright.sync_api import BrowserContext, Page, Playwright

from tests.browser.asked import HOME_IS_SETTLED
from tests.browser.engine import Watch, launch, wait_for_offline, wait_until
from tests.chaos.client import ChaosServer

LANGUAGES = ("en", "es")


class Phone:
    """One browser profile on one server. Closed and opened again, it remembers what it saved."""

    def __init__(self, playwright: Playwright, profile: Path, server: ChaosServer) -> None:
        self.server = server
        self._playwright = playwright
        self._profile = profile
        self.context = self._open()

    def _open(self, **options: object) -> BrowserContext:
        context = launch(self._playwright, self._profile, locale="en-US", **options)
        self.watch = Watch(context, self.server.origin)
        return context

    @property
    def page(self) -> Page:
        """The first tab."""
        return self.context.pages[0]

    def open(self, path: str) -> Page:
        """Go to a path in the first tab."""
        self.page.goto(self.server.url(path))
        return self.page

    def save(self, path: str = "/en/") -> Page:
        """Go there and stay until all is saved, the map of home too: nothing more is on its way then."""
        page = self.open(path)
        wait_for_offline(page, "ready")
        wait_until(page, HOME_IS_SETTLED)
        return page

    def turn_off_and_on(self) -> None:
        """Close the browser and start it again, as after a restart of the phone."""
        self.context.close()
        self.context = self._open()

    def close(self) -> None:
        """Close the browser."""
        self.context.close()
