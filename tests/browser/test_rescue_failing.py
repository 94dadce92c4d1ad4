"""The guided rescue when something fails: its words, its code, the phone's memory, sound, light and voice."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import MakeHelper
from tests.browser.helper import Flow, Helper
from tests.browser.test_rescue import NO_ANSWER, SPRAY, TO_CPR, WEAK

WORDS = re.compile(r"/static/rescue/")


def with_words(someone: Helper, body: str, status: int = 200) -> None:
    """The guide gets these words in place of its own."""

    def answer(route: Route) -> None:
        route.fulfill(status=status, body=body, content_type="application/json")

    someone.page.route(WORDS, answer)


def broken(flow: Flow, change: Callable[[Any], None]) -> str:
    """The flow, changed."""
    copy = json.loads(json.dumps(flow))
    change(copy)
    return json.dumps(copy)


@pytest.mark.parametrize(("body", "status"), [("{", 200), ("no", 404), ("[]", 200)])
def test_without_its_words_the_plain_guide_stays_as_it_is(helper: MakeHelper, body: str, status: int) -> None:
    someone = helper()
    with_words(someone, body, status)
    someone.page.goto(someone.url("overdose"))
    with someone.page.expect_console_message(lambda message: message.type == "warning" and "rescue" in message.text):
        someone.page.locator("main a[href$='#start']").click()
    someone.plain_guide_is_readable()
    assert someone.errors == []


def test_a_guide_that_breaks_leaves_the_plain_guide_and_the_log(helper: MakeHelper) -> None:
    someone = helper()
    with_words(someone, broken(someone.flow, lambda flow: flow["steps"]["cpr"].pop("lines")))
    someone.start()
    someone.go(*TO_CPR[:-1])
    someone.tap(**TO_CPR[-1])
    someone.plain_guide_is_readable()
    expect(someone.page.locator("main [role=alert]")).to_have_text(someone.word("failed"))
    assert someone.kept is not None
    assert [entry["note"] for entry in someone.kept["log"]] == ["start", "no-response", "dose", "breathing-none"]
    assert someone.errors == []


def test_a_guide_that_breaks_at_a_check_says_so_once_and_stays_closed(helper: MakeHelper) -> None:
    someone = helper()
    someone.hold_time()
    with_words(someone, broken(someone.flow, lambda flow: flow["steps"]["breaths"].update(check="nowhere")))
    someone.start()
    someone.go(NO_ANSWER, *SPRAY, WEAK)
    someone.wait(125)
    someone.plain_guide_is_readable()
    expect(someone.page.locator("main [role=alert]")).to_have_count(1)
    assert someone.errors == []


def test_a_guide_that_broke_at_its_first_screen_can_be_tried_again(helper: MakeHelper) -> None:
    someone = helper()
    with_words(someone, broken(someone.flow, lambda flow: flow["steps"]["respond"].pop("lines")))
    someone.page.goto(someone.url("overdose"))
    start = someone.page.locator("main a[href$='#start']")
    alerts = someone.page.locator("main [role=alert]")
    start.click()
    expect(alerts).to_have_count(1)
    someone.plain_guide_is_readable()
    start.click()
    expect(alerts).to_have_count(2)


def test_a_guide_that_cannot_be_drawn_leaves_the_plain_guide(helper: MakeHelper) -> None:
    someone = helper()
    someone.page.add_init_script("""
        const create = Document.prototype.createElement
        Document.prototype.createElement = function (name) {
            if (name === 'dialog') throw new Error('no dialog')
            return create.call(this, name)
        }""")
    someone.page.goto(someone.url("overdose"))
    with someone.page.expect_console_message(lambda message: "no dialog" in message.text):
        someone.page.locator("main a[href$='#start']").click()
    someone.plain_guide_is_readable()
    assert someone.errors == []


@pytest.mark.parametrize(
    "text", ["", "{", "7", '"x"', "null", "[]", "{}", '{"version":1,"lastAt":1e999}', '{"version":0,"log":[]}']
)
def test_a_broken_memory_is_dropped_and_start_works(helper: MakeHelper, text: str) -> None:
    someone = helper()
    someone.page.goto(someone.url("about"))
    someone.keep(text)
    someone.page.goto(someone.url(""))
    expect(someone.page.locator("main h1")).to_be_visible()
    someone.start()
    someone.go(NO_ANSWER)
    assert someone.kept is not None
    assert someone.kept["step"] == "help"
    assert someone.errors == []


def test_a_memory_that_lacks_something_is_not_offered_again_once_it_was_dropped(helper: MakeHelper) -> None:
    someone = helper()
    someone.start()
    kept = someone.kept
    assert kept is not None
    someone.button("leave").click()
    someone.keep(json.dumps(kept | {"log": "lost"}))
    someone.follow("overdose#rescue")
    someone.on("respond")
    assert someone.kept is not None
    assert len(someone.kept["log"]) == 1


@pytest.mark.parametrize("how", ["setItem", "getItem", "all"])
def test_storage_that_refuses_loses_the_way_back_and_no_step(helper: MakeHelper, how: str) -> None:
    someone = helper()
    refuse = "() => { throw new DOMException('full', 'QuotaExceededError') }"
    someone.page.add_init_script(
        f"Object.defineProperty(window, 'localStorage', {{ get: {refuse} }})"
        if how == "all"
        else f"Storage.prototype.{how} = {refuse}"
    )
    someone.start()
    someone.go(*TO_CPR)
    someone.tap_the_call()
    someone.tool("log")
    assert someone.page.locator("dialog .log li").count() == 5
    someone.button("close").click()
    someone.button("back").click()
    someone.on("airway")
    assert someone.errors == []


THROW = "() => { throw new Error('refused') }"
MISSING = {
    "sound": "delete window.AudioContext; delete window.OscillatorNode",
    "vibration": "delete Navigator.prototype.vibrate",
    "wake lock": "delete Navigator.prototype.wakeLock",
    "speech": "delete window.speechSynthesis; delete window.SpeechSynthesisUtterance",
    "geolocation": "delete Navigator.prototype.geolocation",
    "clipboard": "delete Navigator.prototype.clipboard",
}
THROWING = {
    "sound": "window.AudioContext = class { constructor() { throw new Error('refused') } }",
    "resume": f"AudioContext.prototype.resume = {THROW}",
    "vibration": f"Navigator.prototype.vibrate = {THROW}",
    "wake lock": f"WakeLock.prototype.request = {THROW}",
    "rejected wake lock": "WakeLock.prototype.request = async () => { throw new Error('low') }",
    "speech": "; ".join(f"speechSynthesis.{each} = {THROW}" for each in ("getVoices", "cancel", "speak")),
    "sound session": "navigator.audioSession = { set type(kind) { throw new Error('refused') } }",
}


def goes_well(someone: Helper) -> None:
    """A rescue to a check and back, a call, the panels, and no error."""
    someone.hold_time()
    someone.start()
    someone.go(*TO_CPR)
    someone.tap_the_call()
    someone.wait(120)
    assert someone.step == "cpr-check"
    someone.go(WEAK)
    someone.page.locator(".rescue-offer").wait_for()
    someone.tool("say")
    someone.button("close").click()
    someone.tool("log")
    someone.button("close").click()
    someone.button("leave").click()
    someone.plain_guide_is_readable()
    assert someone.errors == []
    assert someone.page.locator("main [role=alert]").count() == 0


def test_without_sound_vibration_wake_lock_and_speech_all_steps_work(helper: MakeHelper) -> None:
    someone = helper()
    someone.page.add_init_script("; ".join(MISSING.values()))
    goes_well(someone)


@pytest.mark.parametrize(
    "tool",
    list(THROWING),
)
def test_what_throws_is_done_without(helper: MakeHelper, tool: str) -> None:
    someone = helper()
    someone.page.add_init_script(THROWING[tool])
    goes_well(someone)
