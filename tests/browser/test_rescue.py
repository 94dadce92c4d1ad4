"""The guided rescue from Start to the hand-over: every branch, every change, one step back, leaving."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from tests.browser.conftest import MakeHelper
from tests.browser.engine import wait_for_offline
from tests.browser.helper import Flow, Helper, named, plain
from tests.browser.phone import LANGUAGES, Phone
from tests.chaos.client import ChaosServer

NO_ANSWER = {"to": "help"}
SPRAY = ({"to": "spray"}, {"dose": "0"})
INJECTION = {"naloxone": "injection"}
NO_NALOXONE = {"naloxone": "none"}
WELL, WEAK, NONE = ({"breathing": found} for found in ("well", "weak", "none"))
TO_CPR = (NO_ANSWER, *SPRAY, NONE)
TO_BREATHS = (NO_ANSWER, INJECTION, WEAK)

OfflineHelper = Callable[[str], Helper]


@pytest.fixture(scope="module")
def unreachable(
    playwright: Playwright, tmp_path_factory: pytest.TempPathFactory, built_site: Path
) -> Iterator[Phone]:
    """A phone on which everything is saved, and no server any more."""
    with ChaosServer.start(built_site) as server:
        phone = Phone(playwright, tmp_path_factory.mktemp("unreachable"), server)
        phone.open("/en/")
        wait_for_offline(phone.page, "ready")
        server.kill()
        yield phone
        phone.close()


@pytest.fixture
def offline(unreachable: Phone, flows: dict[str, Flow]) -> Iterator[OfflineHelper]:
    """`offline("es")` is someone with this phone; nothing of a rescue is on it before and after."""
    helpers: list[Helper] = []

    def make(language: str) -> Helper:
        helpers.append(Helper(unreachable.context.new_page(), unreachable.server.origin, flows, language))
        return helpers[-1]

    yield make
    for helper in helpers:
        helper.page.evaluate("() => localStorage.removeItem('respira.rescue')")
        helper.page.close()
        assert helper.errors == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_network_the_spray_and_cpr_are_four_taps_from_start(offline: OfflineHelper, language: str) -> None:
    helper = offline(language)
    helper.start()
    helper.has_the_call()
    assert len(TO_CPR) <= 4
    helper.go(*TO_CPR)
    assert helper.step == "cpr"
    expect(helper.page.locator(".pacer")).to_be_visible()
    helper.go({"to": "breaths"}, WELL, {"to": "watch"})
    helper.something_changed("awake")
    helper.go({"to": "medics"})
    listed = helper.page.locator(".rescue-main .log li")
    kept = helper.kept
    assert kept is not None
    assert listed.count() == len(kept["log"])
    for row, entry in zip(listed.all(), sorted(kept["log"], key=lambda entry: entry["at"]), strict=True):
        for text in helper.flow["notes"][entry["note"]]:
            expect(row).to_contain_text(plain(text).replace("{n}", str(entry.get("dose"))))
    helper.tap(erase=True)
    helper.on("end")
    helper.has_the_call()


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_network_the_injection_comes_after_the_first_breaths(offline: OfflineHelper, language: str) -> None:
    helper = offline(language)
    helper.page.goto(helper.url(""))
    helper.page.locator("main a[href$='#start']").click()
    helper.on("respond")
    helper.has_the_call()
    assert len(TO_BREATHS) <= 4
    helper.go(*TO_BREATHS)
    assert helper.step == "breaths"
    helper.button("offer-inject").click()
    helper.on("inject")
    helper.go({"dose": "0"})
    assert helper.step == "breaths"
    expect(helper.page.locator(".rescue-offer")).to_have_count(0)
    helper.go(NONE)
    assert helper.step == "cpr"


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_network_nor_naloxone_who_breathes_well_is_watched_on_the_side(
    offline: OfflineHelper, language: str
) -> None:
    helper = offline(language)
    helper.start()
    helper.go(NO_ANSWER, NO_NALOXONE, WELL, {"to": "watch"})
    helper.go(WELL)
    assert helper.step == "watch"
    helper.go(WEAK)
    assert helper.step == "breaths"
    helper.go(WELL, {"to": "airway"}, NONE)
    assert helper.step == "cpr"


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_network_a_link_to_a_step_opens_it(offline: OfflineHelper, language: str) -> None:
    helper = offline(language)
    helper.page.goto(helper.url("overdose#rescue/cpr"))
    helper.on("cpr")
    helper.has_the_call()


def test_start_from_home_and_the_shortcut_open_the_same_first_screen(helper: MakeHelper) -> None:
    for path in ("", "overdose"):
        someone = helper()
        someone.page.goto(someone.url(path))
        someone.page.locator("main a[href$='#start']").click()
        someone.on("respond")
    someone = helper()
    manifest = someone.page.request.get(someone.url("app.webmanifest")).json()
    started = [shortcut["url"] for shortcut in manifest["shortcuts"] if shortcut["url"].endswith("#start")]
    assert started == ["/en/overdose#start"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_that_changes_opens_and_leads_back_into_the_rescue(helper: MakeHelper, language: str) -> None:
    someone = helper(language)
    someone.start()
    someone.go(*TO_CPR)
    for change in [each["to"] for each in someone.flow["changes"]]:
        someone.something_changed(change)
        assert someone.step == change
        someone.has_the_call()
        assert not someone.page.locator("dialog").is_visible()
        for index in range(someone.page.locator(".rescue-answers button").count()):
            if change != "medics":  # Handed over, the list may be erased; another test does.
                someone.page.locator(".rescue-answers button").nth(index).click()
                someone.has_the_call()
                if change != "awake":
                    assert someone.flow["steps"][someone.step].get("person") == "unresponsive", f"{change} {index}"
                someone.button("back").click()
                someone.on(change)
        someone.button("back").click()
        someone.on("cpr")
    assert someone.errors == []


def test_back_in_the_page_and_of_the_phone_return_one_screen_and_keep_dose_and_call(helper: MakeHelper) -> None:
    someone = helper()
    someone.start()
    someone.go(NO_ANSWER)
    someone.tap_the_call()
    someone.go(*SPRAY, NONE)
    someone.button("back").click()
    someone.on("airway")
    someone.page.go_back()
    someone.on("spray")
    kept = someone.kept
    assert kept is not None
    assert (len(kept["doses"]), len(kept["calls"])) == (1, 1)
    assert [entry["note"] for entry in kept["log"]] == ["start", "no-response", "call", "dose"]
    someone.go({"dose": "0"})
    for step in ("spray", "help", "respond"):
        someone.page.go_back()
        someone.on(step)
    kept = someone.kept
    assert kept is not None
    assert (len(kept["doses"]), len(kept["calls"])) == (1, 1)
    assert {entry["note"] for entry in kept["log"]} == {"start", "call", "dose"}


def test_a_dose_is_counted_once_after_two_steps_back_and_the_same_answers_again(helper: MakeHelper) -> None:
    someone = helper()
    someone.start()
    someone.go(NO_ANSWER, *SPRAY)
    someone.button("back").click()
    someone.on("spray")
    someone.button("back").click()
    someone.on("help")
    someone.go(*SPRAY)
    assert someone.kept is not None
    assert len(someone.kept["doses"]) == 1


def test_back_does_not_undo_itself_after_a_reload(helper: MakeHelper) -> None:
    someone = helper()
    someone.start()
    someone.go(NO_ANSWER, *SPRAY)
    someone.page.reload()
    someone.on("airway")
    someone.button("back").click()
    someone.on("spray")
    someone.page.reload()
    someone.guide.wait_for()
    assert someone.step == "spray"


def test_leaving_is_one_tap_and_loses_nothing(helper: MakeHelper) -> None:
    someone = helper()
    someone.start()
    someone.go(*TO_CPR)
    before = someone.kept
    someone.button("leave").click()
    someone.plain_guide_is_readable()
    assert someone.kept == before
    someone.page.get_by_role("link", name=someone.word("go-on")).click()
    someone.on("cpr")


def test_the_plain_page_is_out_of_reach_while_the_rescue_covers_it(helper: MakeHelper) -> None:
    someone = helper()
    someone.start()
    someone.on("respond")
    assert not someone.page.locator("#main").is_visible()
    assert not someone.page.locator(".thumb").is_visible()


def test_a_tap_on_911_mutes_the_sound_and_asks_whether_they_answered(helper: MakeHelper) -> None:
    someone = helper()
    someone.start()
    someone.go(*TO_CPR)
    sound = someone.page.get_by_role("button", name=someone.word("sound"))
    expect(sound).to_have_attribute("aria-pressed", "true")
    named(someone.call, someone.word("call"))
    someone.tap_the_call()
    assert someone.step == "cpr"
    expect(sound).to_have_attribute("aria-pressed", "false")
    named(someone.call, someone.word("call-again"))
    asked = someone.page.locator(".rescue-heard")
    expect(asked).to_contain_text(someone.word("heard"))
    asked.get_by_role("button", name=someone.word("no"), exact=True).click()
    expect(asked).to_have_count(0)
    expect(someone.page.get_by_text(someone.word("no-answer"))).to_be_visible()
    someone.tap_the_call()
    asked.get_by_role("button", name=someone.word("yes"), exact=True).click()
    expect(asked).to_have_count(0)
    someone.go({"breathing": "weak"})
    expect(sound).to_have_attribute("aria-pressed", "false")
    sound.click()
    expect(sound).to_have_attribute("aria-pressed", "true")
    someone.tool("log")
    rows = someone.page.locator("dialog .log li").all_inner_texts()
    assert len([row for row in rows if someone.flow["notes"]["call"][1] in row]) == 2


def test_who_it_is_changes_the_words_and_pushes_alone_are_for_adults(helper: MakeHelper) -> None:
    someone = helper()
    someone.start()
    first = someone.flow["steps"]["respond"]
    lines = someone.page.locator(".rescue-lines p")
    assert lines.all_inner_texts() == [plain(line) for line in first["lines"]]
    someone.page.locator(".rescue-who label", has_text=someone.word("baby")).click()
    assert lines.all_inner_texts() == [plain(line) for line in first["baby"]["lines"]]
    someone.go(*TO_CPR)
    assert someone.answer(hands_only="on").count() == 0
    someone.page.locator(".rescue-who label", has_text=someone.word("adult")).click()
    someone.tap(hands_only="on")
    assert lines.all_inner_texts() == [
        plain(line) for line in someone.flow["steps"]["cpr"]["hands_only_words"]["lines"]
    ]


def test_pushes_alone_for_a_child_are_told_alike_by_words_and_pacer(helper: MakeHelper) -> None:
    someone = helper()
    someone.start()
    someone.page.locator(".rescue-who label", has_text=someone.word("child")).click()
    someone.go(*TO_CPR)
    someone.something_changed("dispatcher")
    someone.tap(to="cpr", hands_only="on")
    cpr = someone.flow["steps"]["cpr"]
    where, without = plain(cpr["child"]["lines"][0]), plain(cpr["hands_only_words"]["lines"][1])
    assert someone.page.locator(".rescue-lines p").all_inner_texts()[:2] == [where, without]
    expect(someone.page.get_by_role("img", name=someone.word("pacer-hands-only"))).to_be_visible()


def test_a_baby_is_not_shown_shaken_nor_spoken_to_as_someone_who_uses(helper: MakeHelper) -> None:
    someone = helper()
    someone.start()
    drawing, words = someone.page.locator(".rescue-body .pictogram"), someone.page.locator(".rescue .say")
    expect(drawing).to_be_visible()
    someone.stand_on("awake")
    expect(words).to_be_visible()
    for step in someone.flow["steps"]:
        someone.stand_on(step, who="baby")
        assert (drawing.count(), words.count()) == (0, 0), step
    someone.stand_on("awake", who="baby")
    assert someone.answer(to="left").count() == 0


def test_the_second_of_two_quick_taps_answers_nothing(helper: MakeHelper) -> None:
    someone = helper(viewport={"width": 320, "height": 568})
    someone.start()
    box = someone.answer(**NO_ANSWER).bounding_box()
    assert box is not None
    someone.answer(**NO_ANSWER).click(trial=True)  # Waits until it takes a tap.
    someone.page.mouse.dblclick(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    someone.on("help")
    assert someone.kept is not None
    assert someone.kept["naloxone"] is None


def test_two_quick_taps_on_back_do_not_leave_the_page(helper: MakeHelper) -> None:
    someone = helper()
    someone.start()
    someone.go(NO_ANSWER)
    someone.button("back").evaluate("(each) => { each.click(); each.click() }")
    someone.on(someone.flow["first"])
    someone.page.evaluate("() => new Promise((done) => setTimeout(done))")
    expect(someone.guide).to_be_visible()


def test_the_last_dose_can_be_moved_and_undone(helper: MakeHelper) -> None:
    someone = helper()
    someone.hold_time()
    someone.start()
    someone.go(*TO_CPR)
    someone.page.locator(".rescue-dose").click()
    someone.page.locator("dialog").get_by_role("button", name=someone.word("minutes-ago").format(n=2)).click()
    assert someone.dose_clock == "2:00"
    someone.page.locator(".rescue-dose").click()
    someone.page.locator("dialog").get_by_role("button", name=someone.word("dose-undo")).click()
    assert someone.dose_clock == "0:00"
    assert someone.kept is not None
    assert someone.kept["doses"] == []


def test_what_was_erased_at_the_hand_over_is_gone_and_what_starts_again_is_kept(helper: MakeHelper) -> None:
    someone = helper()
    someone.start()
    someone.go(*TO_CPR)
    someone.something_changed("medics")
    someone.tap(erase=True)
    someone.on("end")
    assert someone.kept is None
    someone.go({"to": "respond"}, NO_ANSWER)
    before = someone.kept
    assert before is not None
    someone.page.reload()
    someone.on("help")
    assert someone.kept == before


def test_the_place_is_shown_on_a_tap_and_kept_nowhere(helper: MakeHelper) -> None:
    someone = helper(permissions=["geolocation"], geolocation={"latitude": 40.4168, "longitude": -3.7038})
    someone.start()
    someone.tool("say")
    someone.button("where").click()
    expect(someone.page.locator(".panel-place strong")).to_contain_text("40.41680, -3.70380")
    everything = someone.page.evaluate("() => JSON.stringify([localStorage, sessionStorage, location.href])")
    assert "40.41" not in everything


def test_what_to_say_stands_in_english_beside_the_language_of_the_reader(helper: MakeHelper) -> None:
    someone = helper("es")
    someone.start()
    someone.tool("say")
    shown = someone.page.locator(".panel-say li")
    assert shown.count() == len(someone.flow["say"])
    for row, say in zip(shown.all(), someone.flow["say"], strict=True):
        for text in (plain(say["line"]), say["english"], plain(say["aloud"])):
            expect(row).to_contain_text(text)
