"""A phone and a server for each browser test: both fresh, both on this machine alone."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from tests.browser.engine import private
from tests.browser.helper import Flow, Helper
from tests.browser.phone import LANGUAGES, Phone
from tests.chaos.client import ChaosServer
from tests.conftest import Built

expect.set_options(timeout=15_000)
"""A machine that does much else is slow, and no failure: what is expected and never comes fails all the same."""

MakeHelper = Callable[..., Helper]
Open = Callable[..., Page]


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


@pytest.fixture(scope="session")
def flows(built: Built) -> dict[str, Flow]:
    """The guided rescue of each language, as the built site hands it out."""
    found = {}
    for code in LANGUAGES:
        (address,) = [each for each in built.made.entries if re.fullmatch(rf"/static/rescue/{code}\..*json", each)]
        found[code] = json.loads(built.body(address))
    return found


@pytest.fixture(scope="module")
def healthy(built_site: Path) -> Iterator[ChaosServer]:
    """One server for a whole file of tests that want nothing of it but the site."""
    with ChaosServer.start(built_site) as running:
        yield running


@pytest.fixture(scope="module")
def chrome(playwright: Playwright) -> Iterator[Browser]:
    """One browser for a whole file of tests; each opens private windows in it."""
    opened = private(playwright)
    yield opened
    opened.close()


@pytest.fixture
def helper(chrome: Browser, healthy: ChaosServer, flows: dict[str, Flow]) -> Iterator[MakeHelper]:
    """`helper("es", viewport=...)` is someone with a new private window, without a worker, and nothing opened yet."""
    contexts: list[BrowserContext] = []

    def make(language: str = "en", **options: Any) -> Helper:
        contexts.append(chrome.new_context(**{"service_workers": "block", "locale": "en-US", **options}))
        return Helper(contexts[-1].new_page(), healthy.origin, flows, language)

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def reader(chrome: Browser, healthy: ChaosServer) -> Iterator[Open]:
    """`reader("/en/mixing")` opens a page in a private window of its own; script errors fail the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_page(path: str, **options: Any) -> Page:
        contexts.append(chrome.new_context(**{"service_workers": "block", **options}))
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(healthy.url(path))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert errors == []
