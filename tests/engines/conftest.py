"""Firefox and WebKitGTK, each started once; a tab for each test; a phone on which everything is saved and no server.

They run where `make test-engines` asks for them. Then an engine that is not there is an error, never a skip.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from pwa.built import Build, read_build
from tests.browser.test_keeping_packs import HAS
from tests.browser.test_map import put_streets
from tests.chaos.client import ChaosServer
from tests.conftest import MakeBuild
from tests.engines.driver import Engine
from tests.engines.firefox import Firefox
from tests.engines.webkit import WebKit
from tests.far_area import HOME

ASKED = os.environ.get("RESPIRA_ENGINES") == "yes"
WHY = "Firefox and WebKitGTK have a command of their own: make test-engines"
READY = "() => document.documentElement.dataset.offline === 'ready'"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without being asked for, they are left out, and say how to ask."""
    if ASKED:
        return
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.skip(reason=WHY))


@pytest.fixture(scope="session", params=[Firefox, WebKit], ids=lambda kind: kind.name)
def started(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """One browser for all tests: each has a server, so an origin, of its own."""
    engine: Engine = request.param()
    yield engine
    engine.close()


@pytest.fixture
def engine(started: Engine) -> Iterator[Engine]:
    """A browser in a new tab."""
    started.new_tab()
    yield started
    started.close_tab()


@pytest.fixture(scope="session")
def whole_site(make_build: MakeBuild) -> Path:
    """The whole site, with streets on the map of home."""
    return make_build(put_streets, "engines")


@pytest.fixture(scope="session")
def made(whole_site: Path) -> Build:
    """The record of the whole site."""
    found = read_build(whole_site)
    assert found
    return found


@pytest.fixture
def server(whole_site: Path) -> Iterator[ChaosServer]:
    """A server nobody has visited yet."""
    with ChaosServer.start(whole_site) as running:
        yield running


@pytest.fixture(scope="session")
def unreachable(started: Engine, whole_site: Path) -> Iterator[ChaosServer]:
    """A server that was visited once by this browser, which saved everything, and whose process is dead now."""
    with ChaosServer.start(whole_site) as server:
        started.new_tab()
        started.open(server.url("/en/"))
        started.wait_until(READY)
        started.wait_until(HAS, HOME)
        # The tab stays: a private window of WebKit, as each driven one is, forgets the packs that no page holds.
        server.kill()
        yield server
