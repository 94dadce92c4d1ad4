"""The guided rescue in time: checks and offers to the second, what is kept over reloads, beats in time."""

import itertools
import json
from typing import Any

import pytest
from playwright.sync_api import expect

from pwa.config import ROOT
from tests.browser.conftest import MakeHelper
from tests.browser.engine import wait_until
from tests.browser.helper import HERE, Helper
from tests.browser.phone import LANGUAGES
from tests.browser.test_rescue import NO_ANSWER, NO_NALOXONE, NONE, SPRAY, TO_CPR, WEAK, WELL
from tests.conftest import Built

HOUR = 3600
TO_BREATHS = (NO_ANSWER, *SPRAY, WEAK)


def at(helper: MakeHelper, *answers: dict[str, str], language: str = "en") -> Helper:
    """Someone for whom time passes only when told to, after these answers."""
    someone = helper(language)
    someone.hold_time()
    someone.start()
    someone.go(*answers)
    return someone


def offered(someone: Helper) -> str | None:
    """What is offered now."""
    button = someone.page.locator(".rescue-offer")
    return button.inner_text() if button.count() else None


def said(someone: Helper) -> str:
    """What a screen reader was told last."""
    return someone.page.locator(".rescue [role=status]").inner_text()


def test_clocks_are_right_to_the_second(helper: MakeHelper) -> None:
    someone = at(helper, NO_ANSWER, {"to": "spray"})
    someone.wait(40)
    assert someone.dose_clock == "0:40"
    assert someone.check_clock == "1:20"
    someone.go({"dose": "0"}, WEAK)
    for seconds in (1, 58, 1, 30, 29):
        someone.wait(seconds)
        passed = someone.page.evaluate("(start) => Date.now() / 1000 - start", HERE + 40)
        assert someone.dose_clock == f"{passed // 60:.0f}:{passed % 60:02.0f}"
        left = 120 - passed
        assert someone.check_clock == f"{left // 60:.0f}:{left % 60:02.0f}"


def test_what_was_erased_in_another_tab_does_not_come_back_by_itself(helper: MakeHelper) -> None:
    someone = at(helper, *TO_BREATHS)
    someone.page.evaluate("() => localStorage.removeItem('respira.rescue')")
    someone.wait(120)
    assert someone.step == "look-again"
    assert someone.page.evaluate("() => 'respira.rescue' in localStorage") is False


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_check_comes_by_itself_at_two_minutes_and_offers_only_after_it(helper: MakeHelper, language: str) -> None:
    someone = at(helper, *TO_BREATHS, language=language)
    someone.wait(119)
    assert (someone.step, offered(someone)) == ("breaths", None)
    someone.wait(1)
    assert (someone.step, offered(someone)) == ("look-again", None)
    assert said(someone) == someone.word("check-now")
    assert someone.is_focused(".rescue h1")
    someone.go(WEAK)
    assert offered(someone) == someone.word("offer-again")
    someone.wait(59)
    assert offered(someone) == someone.word("offer-again")
    someone.wait(1)
    assert offered(someone) == someone.word("offer-firm")
    assert said(someone) == someone.word("offer-firm")
    someone.page.locator(".rescue-offer").click()
    someone.go({"dose": "0"})
    assert (someone.step, offered(someone), someone.dose_clock) == ("breaths", None, "0:00")


def test_a_clock_alone_offers_no_dose_however_late_it_is(helper: MakeHelper) -> None:
    someone = at(helper, *TO_BREATHS)
    for _ in range(10):
        someone.wait(60)
        assert offered(someone) is None
    assert someone.step == "look-again"


def test_the_next_dose_is_made_ready_before_the_check(helper: MakeHelper) -> None:
    someone = at(helper, *TO_BREATHS)
    ready = someone.page.locator(".rescue-dose", has_text=someone.word("dose-ready"))
    someone.wait(89)
    assert ready.count() == 0
    someone.wait(2)
    assert ready.count() == 1


def test_a_check_is_due_without_any_naloxone_too(helper: MakeHelper) -> None:
    someone = at(helper, NO_ANSWER, NO_NALOXONE, NONE)
    someone.wait(120)
    assert someone.step == "cpr-check"
    expect(someone.page.locator(".pacer")).to_be_visible()
    someone.go({"to": "breaths"})
    assert offered(someone) is None


def test_on_the_side_the_check_is_due_every_minute_and_the_screen_stays(helper: MakeHelper) -> None:
    someone = at(helper, NO_ANSWER, NO_NALOXONE, WELL, {"to": "watch"})
    someone.wait(59)
    assert said(someone) == ""
    someone.wait(1)
    assert (someone.step, said(someone)) == ("watch", someone.word("check-now"))
    someone.tap(breathing="well")
    assert someone.check_clock == "1:00"


def test_after_ten_minutes_with_a_locked_phone_everything_is_right_at_once(helper: MakeHelper) -> None:
    someone = at(helper, *TO_BREATHS)
    someone.wait(30)
    someone.sleep(600)
    assert someone.step == "look-again"
    assert someone.dose_clock == "10:30"
    assert said(someone) == someone.word("check-now")
    someone.go(WEAK)
    assert offered(someone) == someone.word("offer-firm")


def test_the_pacer_counts_from_timestamps_and_is_right_after_sleep(helper: MakeHelper) -> None:
    someone = at(helper, *TO_BREATHS)
    number = someone.page.locator(".pacer-number")
    pacer = someone.page.locator(".pacer")
    expect(pacer).to_have_attribute("data-beat", "on")
    someone.wait(2.1)
    assert (number.inner_text(), pacer.get_attribute("data-beat")) == ("3", "off")
    someone.sleep(63)
    assert (number.inner_text(), pacer.get_attribute("data-beat")) == ("5", "on")
    someone.page.locator(".rescue-who label", has_text=someone.word("child")).click()
    shown = []
    for _ in range(6):
        shown.append(number.inner_text())
        someone.wait(1)
    assert shown[:3] == shown[3:]
    assert set(shown) == {"1", "2", "3"}


def test_pushes_are_counted_to_thirty_and_the_pause_is_under_ten_seconds(helper: MakeHelper) -> None:
    someone = at(helper, *TO_CPR)
    beats: list[tuple[float, str, str]] = []
    for tenth in range(0, 240):
        number, word = someone.page.locator(".pacer-number, .pacer-word").all_inner_texts()
        beats.append((tenth / 10, number, word))
        someone.wait(0.1)
    pushes = [(when, int(number)) for when, number, word in beats if word == someone.word("push")]
    counts = [count for count, _ in itertools.groupby(count for _, count in pushes)]
    assert counts[:31] == [*range(1, 31), 1]
    began = {count: when for when, count in reversed(pushes[: pushes.index((pushes[-1][0], pushes[-1][1]))])}
    rate = 29 / (next(when for when, count in pushes if count == 30) - began[1]) * 60
    assert 100 <= rate <= 120
    pause = [when for when, _, word in beats if word != someone.word("push")]
    assert 0 < pause[-1] - pause[0] < 10


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reload_and_the_other_language_keep_step_clocks_doses_and_log(helper: MakeHelper, language: str) -> None:
    someone = at(helper, *TO_BREATHS, language=language)
    someone.tap_the_call()
    someone.wait(45)
    before = someone.kept
    someone.page.reload()
    someone.on("breaths")
    assert (someone.dose_clock, someone.check_clock) == ("0:45", "1:15")
    assert someone.kept == before
    someone.page.locator(".rescue-bar a").click()
    someone.language = {"en": "es", "es": "en"}[language]
    someone.on("breaths")
    expect(someone.page.locator(".rescue h1")).to_have_text(someone.flow["steps"]["breaths"]["title"])
    assert (someone.dose_clock, someone.check_clock) == ("0:45", "1:15")
    assert someone.kept == before
    someone.tool("log")
    assert someone.page.locator("dialog .log li").count() == len(before["log"]) if before else False


def test_a_page_closed_in_the_middle_is_offered_first_on_every_page(helper: MakeHelper) -> None:
    someone = at(helper, *TO_BREATHS)
    someone.wait(30)
    context = someone.page.context
    someone.page.close()
    someone.page = context.new_page()
    for path in ("", "naloxone", "about", "overdose"):
        someone.page.goto(someone.url(path))
        link = someone.page.locator("[data-enhance=resume] a")
        expect(link).to_have_text(someone.word("go-on"))
        expect(link).to_be_visible()
        assert someone.page.evaluate("""() => {
            const top = (selector) => document.querySelector(selector).getBoundingClientRect().top
            return top('[data-enhance=resume] a') < top('main h1')
        }""")
    link.click()
    someone.on("breaths")
    assert someone.dose_clock == "0:30"


def test_after_the_hand_over_no_page_offers_to_go_on(helper: MakeHelper) -> None:
    for answer in ({"erase": True}, {"tone": "quiet"}):
        someone = helper()
        someone.start()
        someone.go(*TO_CPR)
        someone.something_changed("medics")
        someone.tap(**answer)
        someone.page.goto(someone.url(""))
        someone.page.locator("html[data-offline]").wait_for(state="attached")
        expect(someone.page.locator("[data-enhance=resume]")).to_be_hidden()
        assert (someone.kept is None) == ("erase" in answer)


def test_six_hours_after_the_last_tap_the_rescue_is_erased(helper: MakeHelper) -> None:
    someone = at(helper, *TO_BREATHS)
    someone.page.goto(someone.url("about"))
    link = someone.page.locator("[data-enhance=resume]")
    expect(link).to_be_visible()
    someone.page.clock.fast_forward((6 * HOUR - 1) * 1000)
    someone.page.reload()
    expect(link).to_be_visible()
    someone.page.clock.fast_forward(1000)
    someone.page.reload()
    wait_until(someone.page, "() => localStorage.getItem('respira.rescue') === null")
    expect(link).to_be_hidden()


def test_time_passed_on_a_closed_guide_changes_nothing(helper: MakeHelper) -> None:
    someone = at(helper, *TO_BREATHS)
    someone.wait(10)
    someone.button("leave").click()
    before = someone.kept
    someone.wait(300)
    someone.plain_guide_is_readable()
    assert someone.kept == before
    assert "#" not in someone.page.url


def test_a_guide_left_just_after_a_check_came_by_itself_stays_closed(helper: MakeHelper) -> None:
    someone = at(helper, *TO_CPR)
    someone.wait(120)
    someone.on("cpr-check")
    someone.button("back").click()
    someone.on("cpr")
    someone.wait(30)
    someone.on("cpr-check")
    someone.button("back").click()
    someone.on("cpr")
    someone.button("leave").click()
    before = someone.kept
    someone.wait(120)
    someone.plain_guide_is_readable()
    assert someone.kept == before
    assert "#" not in someone.page.url


RECORD = """() => {
    window.beats = []
    const start = OscillatorNode.prototype.start
    AudioScheduledSourceNode.prototype.start = function (when = 0) {
        window.beats.push(Date.now() + (when - this.context.currentTime) * 1000)
        return start.call(this, when)
    }
}"""


def test_for_twenty_seconds_of_cpr_each_beat_is_given_to_the_audio_clock_in_time(
    helper: MakeHelper, built: Built
) -> None:
    someone = helper()
    someone.page.add_init_script(f"({RECORD})()")
    someone.start()
    someone.go(*TO_CPR)
    wait_until(someone.page, "() => beats.length && beats.at(-1) - beats[0] > 20000", timeout_s=60)
    beats: list[float] = someone.page.evaluate("() => beats")
    kept: Any = someone.kept
    rhythms = (ROOT / "static/js/lib/beats.js").read_text("utf-8").replace("export ", "")
    due: list[float] = someone.page.evaluate(
        f"""(since) => {{
            {rhythms}
            return beatsBetween(RHYTHMS.pushesAndBreaths, since, since, since + 60000).map(({{ time }}) => time)
        }}""",
        kept["since"],
    )
    first = min(range(len(due)), key=lambda index: abs(due[index] - beats[0]))
    assert first <= 3, "the first pushes were silent"
    late = [beat - wanted for beat, wanted in zip(beats, due[first:], strict=False)]
    assert max(abs(each) for each in late) < 50, json.dumps(late)
