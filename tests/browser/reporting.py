"""A reader who says what is wrong with a listing, and what arrived."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Request, expect
from sqlalchemy import delete, select

from pwa.reports.database import Database
from pwa.reports.tables import DayCount, StoredReport
from tests.browser.conftest import Open
from tests.browser.engine import PATIENCE_S, wait
from tests.chaos.client import PRODUCTION, ChaosServer
from tests.chaos.sites import reports_of

REPORT = "/en/report"
PLACE = "nbox-pulaski"
CLOSED, UNSAFE = "It is closed, or it moved", "I was turned away, or felt unsafe"
KEPT = "Saved on this phone. It will be sent when there is a network."
BUSY = "Saved on this phone. We cannot take it right now. It will be sent later."
THANKS = "Thank you. We will look at it."
IN_QUEUE = """() => new Promise((done, fail) => {
    const request = indexedDB.open('respira.reports')
    request.onupgradeneeded = () => request.transaction.abort()
    request.onerror = () => done(0)
    request.onsuccess = () => {
        const database = request.result
        const count = database.transaction('waiting').objectStore('waiting').count()
        count.onsuccess = () => { database.close(); done(count.result) }
        count.onerror = fail
    }
})"""
"""How many reports wait on this phone."""


class Desk:
    """What the programme has received."""

    def __init__(self, database: Database) -> None:
        self._database = database
        with database.session() as session:
            for table in (StoredReport, DayCount):
                session.execute(delete(table))

    def received(self) -> list[tuple[str, str, str]]:
        """Listing, what is wrong and the words of each report, in no order."""
        with self._database.session() as session:
            return sorted((each.service, each.kind, each.text) for each in session.scalars(select(StoredReport)))


@pytest.fixture
def desk(built_site: Path) -> Iterator[Desk]:
    """The reports of the built site, none so far. A server of it must have started before."""
    database = Database(f"sqlite:///{reports_of(built_site)}")
    database.upgrade()
    yield Desk(database)
    database.close()


@pytest.fixture(scope="module")
def healthy(built_site: Path) -> Iterator[ChaosServer]:
    """Our own server, with the database: an export takes no reports."""
    with ChaosServer.start(built_site, PRODUCTION) as running:
        yield running


@pytest.fixture
def server(built_site: Path) -> Iterator[ChaosServer]:
    """The same for one test, which may kill it."""
    with ChaosServer.start(built_site, PRODUCTION) as running:
        yield running


@pytest.fixture
def page(reader: Open, desk: Desk, healthy: ChaosServer) -> Page:
    """The page of reports, its script at work."""
    healthy.clear()
    opened = reader(REPORT)
    opened.locator("form.report[data-ready]").wait_for()
    return opened


def fill(page: Page, what: str = CLOSED, words: str = "", place: str = PLACE) -> None:
    """Choose a listing and a reason on the page, and write."""
    page.locator("form.report[data-ready]").wait_for()
    page.get_by_label("Which place or line?").select_option(place)
    page.get_by_role("radio", name=what).check()
    page.get_by_label("What else should we know?").fill(words)


def send(page: Page) -> None:
    """Press the button under the form."""
    page.get_by_role("button", name="Send", exact=True).click()


@contextmanager
def answered(page: Page) -> Iterator[None]:
    """Wait at the end of the block until a report was answered, by whomever, or failed: only then the words hold."""
    over: list[Request] = []

    def note(request: Request) -> None:
        if request.method == "POST":
            over.append(request)

    page.on("requestfinished", note)
    page.on("requestfailed", note)
    yield
    wait(page, lambda: bool(over), lambda: "no report sent", PATIENCE_S)


def says(page: Page, words: str) -> None:
    """Wait for what is said under the form."""
    expect(page.locator(".report-said")).to_have_text(words)


def mine(page: Page) -> Locator:
    """The reports that wait, as the page lists them."""
    return page.locator(".report-list li")


def keep_one(page: Page, words: str = "") -> None:
    """Send a report while nobody answers."""
    page.context.set_offline(True)
    fill(page, words=words)
    send(page)
    says(page, KEPT)
