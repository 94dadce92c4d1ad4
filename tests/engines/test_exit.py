"""Leaving quickly: another site opens, and the browser's own Back shows nothing of ours."""

from collections.abc import Callable, Iterator

import pytest

from tests.chaos.client import STAND_IN, ChaosServer
from tests.engines.driver import Engine

WAYS: dict[str, Callable[[Engine], None]] = {
    "the button": lambda engine: engine.click(".bar > .exit"),
    "Shift three times": lambda engine: engine.press("Shift", "Shift", "Shift"),
}
HERE = "(path) => location.pathname === path && document.readyState === 'complete'"
SCRIPTS_RAN = "() => document.querySelector('body > [role=status]') !== null"
SHOWN = """() => [getComputedStyle(document.querySelector('main')).visibility,
    document.title.includes('Respira')]"""
NOTHING, ALL = ["hidden", False], ["visible", True]


@pytest.fixture(scope="session")
def weather(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChaosServer]:
    """Another site."""
    folder = tmp_path_factory.mktemp("weather")
    (folder / "weather.html").write_text("<!doctype html><title>Weather</title><h1>Rain</h1>", "utf-8")
    with ChaosServer.start(folder, STAND_IN) as server:
        yield server


def read(engine: Engine, server: ChaosServer, address: str, *paths: str) -> None:
    """Read these pages one after another; from the last, Exit leads to this address."""
    for path in paths:
        engine.open(server.url(path))
        engine.wait_until(SCRIPTS_RAN)
        engine.evaluate("() => { window.wasHere = true }")
    engine.evaluate("(address) => { document.querySelector('.exit').href = address }", address)


def elsewhere(weather: ChaosServer) -> str:
    """The other site's address: of another site in the browser's eyes too, which another port alone is not."""
    return f"http://localhost:{weather.port}/weather.html"


@pytest.mark.parametrize("way", WAYS)
def test_each_way_leads_to_another_site(engine: Engine, server: ChaosServer, weather: ChaosServer, way: str) -> None:
    read(engine, server, elsewhere(weather), "/en/overdose")
    WAYS[way](engine)
    engine.wait_until("() => document.title === 'Weather'")


def test_our_own_page_comes_where_the_other_never_answers_and_back_and_a_reload_show_nothing(
    engine: Engine, server: ChaosServer, weather: ChaosServer
) -> None:
    weather.set("/never", "hang")  # So our own page opens, which names nothing.
    read(engine, server, weather.url("/never"), "/es/overdose", "/es/safer-use/storage")
    engine.click(".bar > .exit")
    engine.wait_until(HERE, "/es/today")
    seen = engine.evaluate("() => (document.title + document.body.innerText).toLowerCase()")
    assert not [word for word in ("respira", "sobredosis", "naloxona", "911") if word in seen]
    engine.back()
    engine.wait_until(HERE, "/es/overdose")
    if engine.name == "WebKitGTK":  # Firefox loads it again, at least where it is driven.
        assert engine.evaluate("() => window.wasHere"), "the browser kept the page whole"
    assert engine.evaluate(SHOWN) == NOTHING
    engine.reload()
    engine.wait_until(HERE, "/es/overdose")
    assert engine.evaluate(SHOWN) == NOTHING
    engine.open(server.url("/es/overdose"))
    assert engine.evaluate(SHOWN) == ALL, "opened anew it is there again"


def test_back_from_another_site_shows_nothing(engine: Engine, server: ChaosServer, weather: ChaosServer) -> None:
    if engine.name == "WebKitGTK":
        pytest.skip("WebKitWebDriver 2.50 answers nothing more after Back to a page that was kept in another process")
    read(engine, server, elsewhere(weather), "/en/overdose", "/en/safer-use/storage")
    engine.click(".bar > .exit")
    engine.wait_until("() => document.title === 'Weather'")
    engine.back()
    engine.wait_until(HERE, "/en/overdose")
    assert engine.evaluate(SHOWN) == NOTHING


def test_without_leaving_back_shows_the_page(engine: Engine, server: ChaosServer, weather: ChaosServer) -> None:
    read(engine, server, elsewhere(weather), "/en/overdose", "/en/about")
    engine.back()
    engine.wait_until(HERE, "/en/overdose")
    assert engine.evaluate(SHOWN) == ALL
