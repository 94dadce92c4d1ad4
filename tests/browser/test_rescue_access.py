"""The guided rescue for every hand and eye: keyboard, screen reader, small screens, large text, dark, stillness."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import MakeHelper
from tests.browser.helper import Flow, Helper, plain
from tests.browser.phone import LANGUAGES
from tests.browser.test_reading import AXE, SCHEMES
from tests.browser.test_rescue import NO_ANSWER, NONE, SPRAY, TO_CPR, WEAK

SMALL = {"width": 320, "height": 568}
MAIN = ("respond", "help", "spray", "airway", "breaths", "cpr", "look-again", "cpr-check", "side", "watch", "awake")
PANELS = ("changed", "say", "log", "dose-change")
SIDEWAYS = "() => document.documentElement.scrollWidth - innerWidth"


def keyed(someone: Helper, text: str) -> None:
    """Walk to what has this name with Tab, and press Enter."""
    for _ in range(20):
        someone.page.keyboard.press("Tab")
        name = someone.page.evaluate(
            "() => (document.activeElement.querySelector('strong') ?? document.activeElement).textContent"
        )
        if name.strip() == text:
            break
    else:
        raise AssertionError(f"Tab does not lead to {text}")
    someone.page.keyboard.press("Enter")


def answer_text(someone: Helper, **meaning: str) -> str:
    """The words of an answer."""
    return someone.answer(**meaning).locator("strong").inner_text()


def test_the_keyboard_alone_leads_through_a_rescue_and_the_focus_is_on_each_title(helper: MakeHelper) -> None:
    someone = helper()
    someone.page.goto(someone.url("overdose"))
    keyed(someone, someone.page.locator("main a[href$='#start']").inner_text())
    someone.on("respond")
    assert someone.is_focused(".rescue h1")
    for meaning in TO_CPR:
        keyed(someone, answer_text(someone, **meaning))
        assert someone.is_focused(".rescue h1")
    assert someone.step == "cpr"
    keyed(someone, someone.word("changed"))
    assert someone.is_focused("dialog h2")
    keyed(someone, next(plain(each["text"]) for each in someone.flow["changes"] if each["to"] == "jaw"))
    someone.on("jaw")
    assert someone.is_focused(".rescue h1")
    keyed(someone, answer_text(someone, to="resume"))
    someone.on("cpr")
    assert someone.is_focused(".rescue h1")


def test_escape_closes_a_panel_and_the_focus_returns_to_its_button(helper: MakeHelper) -> None:
    someone = helper()
    someone.start()
    for word in ("changed", "tools"):
        someone.button(word).focus()
        someone.page.keyboard.press("Enter")
        expect(someone.page.locator("dialog")).to_be_visible()
        someone.page.keyboard.press("Escape")
        expect(someone.page.locator("dialog")).to_be_hidden()
        expect(someone.button(word)).to_be_focused()


def test_the_focus_is_never_lost_where_an_answer_stays_on_its_screen(helper: MakeHelper) -> None:
    lost = []
    someone = helper()
    someone.start()
    someone.go(*TO_CPR)
    someone.tap(hands_only="on")
    lost += [] if not someone.is_focused("body") else ["hands only"]
    someone.tap_the_call()
    someone.page.locator(".rescue-heard button").first.click()
    lost += [] if not someone.is_focused("body") else ["did 911 answer"]
    someone.go({"breathing": "well"}, {"to": "watch"}, {"breathing": "well"})
    lost += [] if not someone.is_focused("body") else ["still breathing well"]
    assert lost == []


def test_an_offer_that_appears_leaves_the_focus_where_it_was(helper: MakeHelper) -> None:
    someone = helper()
    someone.hold_time()
    someone.start()
    someone.go(NO_ANSWER, *SPRAY, WEAK)
    someone.wait(120)
    someone.go(WEAK)
    someone.answer(**NONE).focus()
    someone.wait(60)
    assert someone.page.locator(".rescue-offer.act--alarm").count() == 1
    expect(someone.answer(**NONE)).to_be_focused()


def test_seconds_and_beats_are_told_to_nobody_and_checks_are(helper: MakeHelper) -> None:
    someone = helper()
    someone.hold_time()
    someone.start()
    someone.go(*TO_CPR)
    someone.page.evaluate("""() => {
        window.told = []
        const live = '[aria-live], [role=status], [role=alert], [role=timer], [role=log], output'
        const look = (list) => list.forEach(({ target }) => {
            const region = (target.closest ? target : target.parentElement).closest(live)
            if (region) told.push(region.textContent)
        })
        new MutationObserver(look).observe(document.body, { childList: true, characterData: true, subtree: true })
    }""")
    someone.wait(119)
    assert someone.page.evaluate("() => told") == []
    someone.wait(1)
    assert set(someone.page.evaluate("() => told")) - {""} == {someone.word("check-now")}
    pacer = someone.page.get_by_role("img", name=someone.word("pacer-pushes"))
    expect(pacer).to_be_visible()
    assert pacer.evaluate("(each) => [...each.children].every((part) => part.ariaHidden === 'true')")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_button_has_a_name_and_every_sign_too(helper: MakeHelper, language: str) -> None:
    someone = helper(language)
    someone.start()
    someone.go(*TO_CPR)
    for word in ("back", "leave", "tools"):
        expect(someone.button(word)).to_be_visible()
    for name in ("adult", "child", "baby"):
        assert someone.page.get_by_role("radio", name=someone.word(name)).count() == 1
    assert someone.page.get_by_role("group", name=someone.word("who")).count() == 1
    assert someone.page.locator(".rescue").evaluate(
        "(each) => [...each.querySelectorAll('button, a')].every((one) => (one.ariaLabel ?? one.textContent).trim())"
    )


def busy(someone: Helper) -> dict[str, object]:
    """What makes the screens fullest: a dose, a call nobody asked about, another dose to offer."""
    now = someone.page.evaluate("() => Date.now()")
    return {
        "doses": [{"at": now - 200_000, "known": True}],
        "naloxone": "spray",
        "calls": [now - 190_000],
        "heard": None,
        "back": [{"step": "respond", "since": now, "doing": None, "person": "unresponsive", "breathing": None,
                  "checkedAt": now, "notBefore": now, "naloxone": None, "handsOnly": False, "log": 1, "doses": 0}],
    }  # fmt: skip


def called(someone: Helper) -> dict[str, object]:
    """911 was tapped, and no naloxone is left to offer."""
    return {**busy(someone), "naloxone": "none"}


STATES: dict[str, Callable[[Helper], dict[str, object]]] = {"first": lambda _: {}, "busy": busy, "called": called}


def outside(someone: Helper) -> list[str]:
    """What is wanted at hand and is not on the screen."""
    return someone.page.evaluate("""() => {
        const wanted = [...document.querySelectorAll('.rescue-answers button, .rescue-call, .rescue-bar button, h1')]
        const off = wanted.filter((each) => each.checkVisibility()).filter((each) => {
            const { top, bottom, left, right, width } = each.getBoundingClientRect()
            return width === 0 || top < 0 || left < 0 || bottom > innerHeight + 0.5 || right > innerWidth + 0.5
        })
        return off.map((each) => each.textContent)
    }""")


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_on_the_smallest_phone_answers_and_call_are_on_every_screen(
    helper: MakeHelper, flows: dict[str, Flow], language: str, state: str
) -> None:
    someone = helper(language, viewport=SMALL)
    someone.start()
    found = {}
    for step in flows[language]["steps"]:
        someone.stand_on(step, **STATES[state](someone))
        someone.has_the_call()
        sideways = someone.page.evaluate(SIDEWAYS)
        if sideways > 0 or outside(someone):
            found[step] = (sideways, outside(someone))
    assert found == {}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_on_the_smallest_phone_the_words_of_the_main_screens_need_no_scrolling(
    helper: MakeHelper, language: str, state: str
) -> None:
    someone = helper(language, viewport=SMALL)
    someone.start()
    hidden = {}
    for step in MAIN:
        for who in ("adult", "child", "baby"):
            someone.stand_on(step, **STATES[state](someone), who=who)
            over = someone.page.evaluate("""() => {
                const { bottom } = document.querySelector('.rescue-main').getBoundingClientRect()
                const lines = [...document.querySelectorAll('.rescue-lines p, .rescue-urge, .pacer, .rescue-offer')]
                return Math.max(...lines.map((each) => each.getBoundingClientRect().bottom)) - bottom
            }""")
            if over > 1:
                hidden[step, who] = round(over)
    assert hidden == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_text_at_twice_its_size_never_scrolls_sideways(
    helper: MakeHelper, flows: dict[str, Flow], language: str
) -> None:
    someone = helper(language, viewport=SMALL)
    someone.start()
    wide = {}
    for step in flows[language]["steps"]:
        someone.stand_on(step, **busy(someone))
        someone.page.evaluate("() => { document.documentElement.style.fontSize = '36px' }")
        if (sideways := someone.page.evaluate(SIDEWAYS)) > 0:
            wide[step] = sideways
        someone.call.scroll_into_view_if_needed()
        box = someone.call.bounding_box()
        assert box is not None
        assert 0 <= box["y"] < SMALL["height"], step
    assert wide == {}


@pytest.mark.parametrize(
    "language",
    LANGUAGES,
)
def test_panels_fit_the_smallest_phone(helper: MakeHelper, language: str) -> None:
    someone = helper(language, viewport=SMALL)
    someone.start()
    someone.go(*TO_CPR)
    for size in ("18px", "36px"):
        someone.page.evaluate("(size) => { document.documentElement.style.fontSize = size }", size)
        for word in PANELS:
            someone.button("changed").click() if word == "changed" else someone.tool(word)
            wide = someone.page.locator("dialog").evaluate(
                "(each) => [each.scrollWidth - each.clientWidth, each.getBoundingClientRect().right - innerWidth]"
            )
            assert max(wide) <= 0, (word, size)
            close = someone.button("close").bounding_box()
            assert close is not None
            assert close["height"] < 2.8 * int(size[:2]), (word, size)  # Its word is on one line.
            assert close["y"] >= 0, (word, size)
            assert close["y"] + close["height"] <= SMALL["height"], (word, size)
            someone.button("close").click()


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_the_screen_fills_the_window_and_no_more(helper: MakeHelper, width: int) -> None:
    someone = helper(viewport={"width": width, "height": 720})
    someone.start()
    for meaning in (None, *TO_CPR):
        if meaning:
            someone.tap(**meaning)
        top, bottom, tall = someone.page.evaluate("""() => {
            const { top, bottom } = document.querySelector('.rescue').getBoundingClientRect()
            return [top, bottom, document.documentElement.scrollHeight]
        }""")
        assert (top, bottom, tall) == (0, 720, 720), someone.step


def test_what_is_tapped_is_large_enough(helper: MakeHelper, flows: dict[str, Flow]) -> None:
    someone = helper("es", viewport=SMALL)
    someone.start()
    small = {}
    for step in flows["es"]["steps"]:
        someone.stand_on(step, **busy(someone))
        found = someone.page.evaluate("""() => [...document.querySelectorAll('.rescue button, .rescue a')]
            .filter((each) => each.checkVisibility() && !each.closest('.onward'))
            .map((each) => [each.textContent.trim(), each.getBoundingClientRect()])
            .map(([text, { width, height }]) => [text, Math.round(Math.min(width, height))])
            .filter(([, size]) => size < 44)""")
        if found:
            small[step] = found
    assert small == {}


def complaints(someone: Helper) -> list[object]:
    """What axe finds."""
    someone.page.evaluate("(source) => { if (!globalThis.axe) (0, eval)(source) }", AXE.read_text("utf-8"))
    return someone.page.evaluate(
        "async () => (await axe.run()).violations.map((v) => [v.id, v.nodes.map((n) => n.html)])"
    )


@pytest.mark.parametrize(("language", "scheme"), [*zip(LANGUAGES, SCHEMES, strict=True)])
def test_axe_finds_nothing_on_any_screen(
    helper: MakeHelper, flows: dict[str, Flow], language: str, scheme: str
) -> None:
    someone = helper(language, viewport={"width": 360, "height": 740}, color_scheme=scheme)
    someone.start()
    found = {}
    for step in flows[language]["steps"]:
        someone.stand_on(step, **busy(someone))
        if complaint := complaints(someone):
            found[step] = complaint
    assert found == {}


@pytest.mark.parametrize(("language", "scheme"), [*zip(LANGUAGES, SCHEMES, strict=True)])
def test_axe_finds_nothing_in_any_panel(helper: MakeHelper, language: str, scheme: str) -> None:
    someone = helper(language, viewport={"width": 360, "height": 740}, color_scheme=scheme)
    someone.start()
    someone.go(*TO_CPR)
    for word in ("tools", *PANELS):
        someone.button(word).click() if word in ("tools", "changed") else someone.tool(word)
        assert complaints(someone) == [], word
        someone.button("close").click()


def test_reduced_motion_keeps_the_count_and_moves_nothing(helper: MakeHelper) -> None:
    someone = helper(reduced_motion="reduce")
    someone.hold_time()
    someone.start()
    someone.go(NO_ANSWER, *SPRAY, WEAK)
    # New answers take no tap for a moment: that is an animation of the browser's, in which nothing moves.
    running = """() => document.getAnimations().filter(
        ({ playState, animationName }) => playState === 'running' && animationName !== 'settle').length"""
    shown = []
    for _ in range(5):
        assert someone.page.evaluate(running) == 0
        shown.append(someone.page.locator(".pacer-number").inner_text())
        someone.wait(1)
    assert shown == ["5", "4", "3", "2", "1"]


def test_motion_otherwise_runs_on_the_compositor(helper: MakeHelper) -> None:
    someone = helper()
    someone.start()
    someone.go(*TO_CPR)
    moved = someone.page.evaluate("""() => document.getAnimations()
        .filter(({ effect }) => effect.target.matches('.pacer-disc'))
        .flatMap(({ effect }) => effect.getKeyframes().flatMap((frame) => Object.keys(frame)))
        .filter((name) => !['offset', 'computedOffset', 'easing', 'composite'].includes(name))""")
    assert set(moved) == {"transform"}
