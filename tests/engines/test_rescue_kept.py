"""The guided rescue without a network: it starts, takes answers, keeps the time, and survives a reload."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.browser.helper import Flow, plain
from tests.browser.phone import LANGUAGES
from tests.chaos.client import ChaosServer
from tests.engines.driver import Engine

SHOWS_THE_TIME = """() => {
    const { doses } = JSON.parse(localStorage.getItem('respira.rescue'))
    const seconds = Math.floor((Date.now() - doses.at(-1).at) / 1000)
    const shown = document.querySelector('.rescue-dose strong')?.textContent.trim()
    const told = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
    return seconds > 0 && shown === told && told
}"""
"""The time since the last dose, once a clock on the screen tells it, to the second."""

KEPT = "() => JSON.parse(localStorage.getItem('respira.rescue'))"


@pytest.fixture
def flow(whole_site: Path, language: str) -> Flow:
    """The screens of one language, as the built site hands them out."""
    (file,) = (whole_site / "site" / "static" / "rescue").glob(f"{language}.*.json")
    found: Flow = json.loads(file.read_text("utf-8"))
    return found


def answer(engine: Engine, flow: Flow, step: str, **meaning: Any) -> None:
    """On this screen, find the call to 911, and give the answer that has these keys."""
    engine.wait_until("(step) => document.querySelector('.rescue')?.dataset.step === step", step)
    assert engine.evaluate("() => document.querySelector('.rescue a.rescue-call').href") == "tel:911"
    (text,) = [plain(each["text"]) for each in flow["steps"][step]["answer"] if meaning.items() <= each.items()]
    engine.click(".rescue-answers button", text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_rescue_goes_on_after_a_reload_and_its_dose_clock_never_stopped(
    engine: Engine, unreachable: ChaosServer, flow: Flow, language: str
) -> None:
    engine.open(unreachable.url(f"/{language}/"))
    engine.evaluate("() => localStorage.removeItem('respira.rescue')")  # Of the other language's test.
    engine.click("main a[href$='#start']")
    answer(engine, flow, "respond", to="help")
    answer(engine, flow, "help", to="spray")
    answer(engine, flow, "spray", dose="0")
    answer(engine, flow, "airway", breathing="none")
    engine.wait_until("() => document.querySelector('.rescue[data-step=cpr] .pacer') !== null")
    assert engine.wait_until(SHOWS_THE_TIME)
    before = engine.evaluate(KEPT)
    engine.reload()
    engine.wait_until("() => document.querySelector('.rescue[data-step=cpr]') !== null")
    assert engine.wait_until(SHOWS_THE_TIME)
    after = engine.evaluate(KEPT)
    assert [after[key] for key in ("startedAt", "doses", "log")] == [
        before[key] for key in ("startedAt", "doses", "log")
    ]
