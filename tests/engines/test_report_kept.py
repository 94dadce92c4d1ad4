"""A report without a network: kept through a restart of the page, and sent once when the server is back."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pwa.reports.database import Database
from tests.browser.reporting import CLOSED, IN_QUEUE, PLACE, Desk
from tests.chaos.client import PRODUCTION, ChaosServer
from tests.chaos.sites import reports_of
from tests.engines.conftest import READY
from tests.engines.driver import Engine

CHOOSE = """(place) => {
    const form = document.querySelector('form.report[data-ready]')
    if (!form) return false
    form.elements.service.value = place
    form.elements.text.value = 'Locked since May.'
    return true
}"""
SAYS = "(begins) => document.querySelector('.report-said').textContent.startsWith(begins)"


@pytest.fixture
def server(whole_site: Path) -> Iterator[ChaosServer]:
    """Our own server, with the database."""
    with ChaosServer.start(whole_site, PRODUCTION) as running:
        yield running


def test_a_report_is_kept_without_a_server_and_arrives_once(
    engine: Engine, server: ChaosServer, whole_site: Path
) -> None:
    database = Database(f"sqlite:///{reports_of(whole_site)}")
    desk = Desk(database)
    engine.open(server.url("/en/"))
    engine.wait_until(READY)
    server.kill()
    engine.open(server.url("/en/report"))
    engine.wait_until(CHOOSE, PLACE)
    engine.click("form.report label", CLOSED)
    engine.click("form.report button", "Send")
    engine.wait_until(SAYS, "Saved on this phone.")
    engine.reload()
    engine.wait_until("() => document.querySelector('.report-list li') !== null")
    server.restart()
    engine.open(server.url("/en/about"))
    engine.wait_until(f"async () => (await ({IN_QUEUE})()) === 0")
    assert desk.received() == [(PLACE, "closed", "Locked since May.")]
    database.close()
