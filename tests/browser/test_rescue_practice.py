"""Practice: plainly not real, never kept, never come back to, and one tap from a real rescue."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import MakeHelper
from tests.browser.helper import Helper
from tests.browser.phone import LANGUAGES
from tests.browser.test_rescue import NO_ANSWER, NONE, SPRAY, TO_CPR, WEAK


def practise(helper: MakeHelper, language: str = "en", speed: int = 1) -> Helper:
    """Someone who practises, for whom time passes only when told to."""
    someone = helper(language)
    someone.hold_time()
    someone.page.goto(someone.url("overdose"))
    someone.page.locator(f'button[data-speed="{speed}"]').click()
    someone.on("respond")
    return someone


def is_practice(someone: Helper) -> None:
    """The screen says that it is practice, and 911 cannot be called from it."""
    banner = someone.page.locator(".rescue-practice")
    expect(banner).to_be_visible()
    expect(banner).to_contain_text(someone.word("practice-banner"))
    assert someone.page.locator("a[href^='tel:']:visible").count() == 0
    expect(someone.button("practice-real")).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_screen_of_a_practice_says_so_and_calls_nobody(helper: MakeHelper, language: str) -> None:
    someone = practise(helper, language)
    is_practice(someone)
    for meaning in TO_CPR:
        someone.tap(**meaning)
        is_practice(someone)
    someone.call.click()
    is_practice(someone)
    someone.something_changed("medics")
    is_practice(someone)
    someone.tap(tone="quiet")
    is_practice(someone)


def test_nothing_of_a_practice_is_kept_and_a_reload_ends_it(helper: MakeHelper) -> None:
    someone = practise(helper)
    for meaning in TO_CPR:
        someone.tap(**meaning)
    someone.call.click()
    assert someone.kept is None
    assert someone.page.evaluate("() => localStorage.length + sessionStorage.length") == 0


def test_a_practice_is_over_after_a_reload(helper: MakeHelper) -> None:
    someone = practise(helper)
    someone.tap(**NO_ANSWER)
    someone.page.reload()
    someone.page.locator("[data-enhance=rescue]:not([hidden])").wait_for(state="attached")
    assert someone.kept is None
    someone.plain_guide_is_readable()


def test_a_practice_leaves_a_running_rescue_untouched(helper: MakeHelper) -> None:
    someone = helper()
    someone.start()
    someone.go(*TO_CPR)
    before = someone.kept
    someone.button("leave").click()
    someone.page.locator('button[data-speed="1"]').click()
    someone.on("respond")
    is_practice(someone)
    someone.tap(**NO_ANSWER)
    assert someone.kept == before


def test_this_is_real_leads_in_one_tap_to_a_rescue_with_911_armed(helper: MakeHelper) -> None:
    someone = practise(helper)
    for meaning in TO_CPR:
        someone.tap(**meaning)
    someone.button("practice-real").click()
    someone.on("respond")
    someone.has_the_call()
    expect(someone.page.locator(".rescue-practice")).to_have_count(0)
    kept = someone.kept
    assert kept is not None
    assert [entry["note"] for entry in kept["log"]] == ["start"]
    assert kept["doses"] == []


def test_the_end_of_a_practice_is_a_short_review(helper: MakeHelper) -> None:
    someone = practise(helper)
    someone.wait(5)
    someone.tap(**NO_ANSWER)
    someone.call.click()
    someone.wait(20)
    for meaning in SPRAY:
        someone.tap(**meaning)
    someone.wait(15)
    someone.tap(**NONE)
    someone.wait(30)
    someone.button("practice-end").click()
    someone.plain_guide_is_readable()
    review = someone.page.get_by_role("heading", name=someone.word("practice-review")).locator("..")
    expect(review).to_be_visible()
    assert review.locator("dd").all_inner_texts() == ["0:05", "0:25", "0:40"]


def test_six_times_as_fast_the_check_comes_after_twenty_seconds(helper: MakeHelper) -> None:
    someone = practise(helper, speed=6)
    for meaning in (NO_ANSWER, *SPRAY, WEAK):
        someone.tap(**meaning)
    someone.wait(10)
    assert (someone.step, someone.dose_clock) == ("breaths", "1:00")
    someone.wait(9.5)
    assert someone.step == "breaths"
    someone.wait(0.5)
    assert someone.step == "look-again"


def test_neither_an_address_nor_the_shortcut_opens_a_practice(helper: MakeHelper) -> None:
    for path in ("overdose#start", "overdose#rescue", "overdose#rescue/cpr", "overdose#practice"):
        someone = helper()
        someone.page.goto(someone.url(path))
        someone.page.locator("[data-enhance=rescue]:not([hidden])").wait_for(state="attached")
        expect(someone.page.locator(".rescue-practice")).to_have_count(0)


def test_a_practice_left_alone_for_five_minutes_is_over(helper: MakeHelper) -> None:
    someone = practise(helper)
    someone.tap(**NO_ANSWER)
    someone.sleep(301)
    someone.plain_guide_is_readable()
