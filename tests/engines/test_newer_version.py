"""A newer version arrives with one visit and needs no network then; the one before comes back for nothing."""

from pathlib import Path

import pytest

from tests.browser.test_map import put_streets
from tests.browser.test_updates import IN_CHARGE, change_sentence, generation
from tests.chaos.client import ChaosServer
from tests.conftest import MakeBuild
from tests.engines.conftest import READY
from tests.engines.driver import Engine

SAYS_NEWER = "() => document.querySelector('main').textContent.includes('Newer words.')"


@pytest.fixture(scope="session")
def newer(make_build: MakeBuild) -> Path:
    """The site with one sentence changed, in both languages."""

    def edit(content: Path, translations: Path) -> None:
        put_streets(content, translations)
        change_sentence(content, translations)

    return make_build(edit, "newer")


def visit(engine: Engine, server: ChaosServer, folder: Path) -> None:
    """Open one page, and wait until this version is in charge."""
    server.deploy(folder)
    engine.open(server.url("/en/about"))
    engine.wait_until(IN_CHARGE, generation(folder))


def words_are_newer(engine: Engine, server: ChaosServer) -> list[bool]:
    """Whether each language shows the new words, the server being dead."""
    server.kill()
    found = []
    for language in ("en", "es"):
        engine.open(server.url(f"/{language}/overdose"))
        found.append(bool(engine.evaluate(SAYS_NEWER)))
    return found


def test_one_visit_brings_the_new_words_and_they_are_there_without_a_network(
    engine: Engine, server: ChaosServer, whole_site: Path, newer: Path
) -> None:
    visit(engine, server, whole_site)
    engine.wait_until(READY)
    visit(engine, server, newer)
    assert words_are_newer(engine, server) == [True, True]


def test_going_back_to_the_version_before_downloads_nothing(
    engine: Engine, server: ChaosServer, whole_site: Path, newer: Path
) -> None:
    visit(engine, server, whole_site)
    engine.wait_until(READY)
    visit(engine, server, newer)
    engine.wait_until(READY)
    mark = server.mark()
    visit(engine, server, whole_site)
    assert {request.path for request in server.requests(mark)} == {"/sw.js"}
    assert words_are_newer(engine, server) == [False, False]
