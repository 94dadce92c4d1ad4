"""A phone and a server for each browser test: both fresh, both on this machine alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, sync_playwright

from tests.browser.phone import Phone
from tests.chaos.client import ChaosServer


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs a browser, and says so: `pytest -m "not browser"` leaves it out."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright's driver, started once."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture
def server(built_site: Path) -> Iterator[ChaosServer]:
    """A server of the built site, healthy until told otherwise."""
    with ChaosServer.start(built_site) as running:
        yield running


@pytest.fixture
def phone(playwright: Playwright, tmp_path: Path, server: ChaosServer) -> Iterator[Phone]:
    """A phone that has never been here."""
    opened = Phone(playwright, tmp_path / "profile", server)
    yield opened
    opened.close()
