"""Leaving quickly: one tap or Shift three times empties the screen, and another page opens."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FloatRect, Locator, Page, Route, expect

from tests.browser.conftest import MakeHelper, Open
from tests.browser.engine import wait_for_offline, wait_until
from tests.browser.leaving import ELSEWHERE, SHOWN, answer_elsewhere, leave
from tests.browser.phone import LANGUAGES, Phone
from tests.chaos.client import ChaosServer

PAGES = ("", "overdose", "services", "laws", "offline-status", "nothing-here")

SPIES = """
const spy = (name) => { sessionStorage.stopped = `${sessionStorage.stopped ?? ''} ${name}` }
Navigator.prototype.vibrate = (pattern) => pattern === 0 && spy('vibration')
Object.defineProperty(Navigator.prototype, 'wakeLock', { value: {
    request: async () => ({ released: false, release: async () => spy('wake lock') }) } })
SpeechSynthesis.prototype.cancel = () => spy('speech')
const stop = OscillatorNode.prototype.stop
OscillatorNode.prototype.stop = function (...when) { if (!when.length) spy('sound'); stop.apply(this, when) }
"""


def never(route: Route) -> None:
    """A server that does not answer."""


def press(page: Page, *keys: str) -> None:
    """Press keys one after another."""
    for key in keys:
        page.keyboard.press(key)


@pytest.mark.parametrize("slug", PAGES)
@pytest.mark.parametrize("code", LANGUAGES)
def test_a_tap_on_any_page_leads_elsewhere_at_once(code: str, slug: str, reader: Open) -> None:
    page = reader(f"/{code}/{slug}")
    answer_elsewhere(page)
    leave(page)
    page.wait_for_url(ELSEWHERE)


def test_the_screen_is_empty_before_elsewhere_answers_and_our_page_comes_if_it_never_does(reader: Open) -> None:
    page = reader("/en/safer-use/storage")
    page.route(f"{ELSEWHERE}**", never)
    page.wait_for_load_state("networkidle")  # Parts of the page that come late are not asked for by leaving.
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    said = page.evaluate("""() => {
        document.querySelector('.exit').click()
        const { visibility } = getComputedStyle(document.querySelector('main'))
        return [visibility, document.title, document.querySelector('body > [role=status]').textContent]
    }""")
    assert said == ["hidden", page.evaluate("() => new Date().toLocaleDateString()"), "Exit"]
    assert set(asked) <= {ELSEWHERE}, "leaving asks for nothing else"
    page.wait_for_url("**/en/today")


@pytest.mark.parametrize("code", LANGUAGES)
def test_without_a_network_our_own_page_opens_and_names_nothing(code: str, phone: Phone) -> None:
    phone.open(f"/{code}/")
    wait_for_offline(phone.page, "core")
    phone.server.kill()
    phone.open(f"/{code}/overdose")
    phone.context.set_offline(True)
    wait_until(phone.page, "() => !navigator.onLine")
    leave(phone.page)
    phone.page.wait_for_url(f"**/{code}/today")
    expect(phone.page.locator("time")).to_contain_text("20")
    seen = phone.page.evaluate("() => document.title + document.body.innerText").lower()
    for word in ("respira", "overdose", "sobredosis", "naloxon", "911"):
        assert word not in seen
    phone.page.locator("a").click()
    phone.page.wait_for_url(f"**/{code}/")
    assert phone.page.evaluate(SHOWN) == "visible"


def test_in_the_installed_app_no_other_site_opens_over_it(reader: Open) -> None:
    page = reader("/en/about")
    page.evaluate("""() => {
        const ask = window.matchMedia
        window.matchMedia = (query) => query.includes('standalone') ? { matches: true } : ask(query)
    }""")
    leave(page)
    page.wait_for_url("**/en/today")


def test_shift_three_times_leaves_and_says_how_many_are_left(reader: Open) -> None:
    page = reader("/es/overdose")
    answer_elsewhere(page)
    press(page, "Shift", "Shift")
    expect(page.locator("body > [role=status]")).to_have_text("Salir: 2/3")
    press(page, "Shift")
    page.wait_for_url(ELSEWHERE)


def test_it_works_where_the_browser_refuses_pages_to_talk_to_each_other(reader: Open) -> None:
    page = reader("/en/about")
    answer_elsewhere(page)
    page.add_init_script("""window.BroadcastChannel = class {
        constructor() { throw new DOMException('', 'SecurityError') }
    }""")
    page.reload()
    press(page, "Shift", "Shift", "Shift")
    page.wait_for_url(ELSEWHERE)


def test_the_page_that_names_nothing_sends_nothing(reader: Open) -> None:
    page = reader("/en/about")
    page.evaluate("() => { localStorage['respira.reports'] = '1' }")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(page.url.replace("about", "today"), wait_until="networkidle")
    assert not any("/sender." in address for address in asked), "a report waits, and the tab has just been left"
    page.goto(page.url.replace("today", "about"), wait_until="networkidle")
    assert any("/sender." in address for address in asked)


@pytest.mark.parametrize(
    "keys",
    [
        pytest.param(["Shift", "Shift", "a", "Shift"], id="another key between"),
        pytest.param(["Shift+Tab"] * 3, id="backwards through the page"),
        pytest.param(["Control+Shift"] * 3, id="with Control"),
    ],
)
def test_what_is_not_shift_three_times_does_not_leave(keys: list[str], reader: Open) -> None:
    page = reader("/en/about")
    press(page, *keys)
    assert page.evaluate(SHOWN) == "visible"


def test_the_wheel_turned_sideways_with_shift_does_not_leave(reader: Open) -> None:
    page = reader("/en/about")
    for _ in range(3):
        page.keyboard.down("Shift")
        page.mouse.wheel(0, 10)
        page.keyboard.up("Shift")
    wait_until(
        page, "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))"
    )
    assert page.evaluate(SHOWN) == "visible"


def test_shift_held_down_is_one_press(reader: Open) -> None:
    page = reader("/en/about")
    for _ in range(6):
        page.keyboard.down("Shift")
    page.keyboard.up("Shift")
    assert page.evaluate(SHOWN) == "visible"


def test_slow_presses_are_no_wish_to_leave(reader: Open) -> None:
    page = reader("/en/about")
    page.evaluate("""() => {
        for (const at of [0, 6_000, 12_000]) {
            const event = new KeyboardEvent('keydown', { key: 'Shift', bubbles: true })
            Object.defineProperty(event, 'timeStamp', { value: at })
            document.body.dispatchEvent(event)
        }
    }""")
    assert page.evaluate(SHOWN) == "visible"


def test_it_never_fires_while_typing(reader: Open) -> None:
    page = reader("/en/search")
    page.locator("input[type=search]").focus()
    press(page, "Shift", "Shift", "Shift", "Shift")
    assert page.evaluate(SHOWN) == "visible"


def test_it_can_be_switched_off_and_on_again(reader: Open) -> None:
    page = reader("/en/offline-status")
    answer_elsewhere(page)
    page.get_by_label("Shift three times leaves").uncheck()
    page.goto(page.url.replace("offline-status", "about"))
    press(page, "Shift", "Shift", "Shift")
    assert page.evaluate(SHOWN) == "visible"
    page.goto(page.url.replace("about", "offline-status"))
    box = page.get_by_label("Shift three times leaves")
    expect(box).not_to_be_checked()
    box.check()
    press(page, "Shift", "Shift", "Shift")
    page.wait_for_url(ELSEWHERE)


WAYS: dict[str, Callable[[Page], None]] = {
    "the button": lambda page: page.locator(".rescue .exit").click(),
    "Shift three times": lambda page: press(page, "Shift", "Shift", "Shift"),
    "the button of what lies over it": lambda page: leave_from_a_panel(page),
}


def leave_from_a_panel(page: Page) -> None:
    """Whatever opens over a screen covers its button, and has its own."""
    page.locator(".rescue-foot button", has_text="Something changed").click()
    page.locator(".panel .exit").click()


@pytest.mark.parametrize("way", WAYS)
def test_leaving_a_rescue_silences_it_keeps_its_clocks_and_leaves_a_way_back(way: str, helper: MakeHelper) -> None:
    someone = helper()
    page = someone.page
    page.add_init_script(SPIES)
    someone.start()
    someone.answer(to="help").click()
    someone.on("help")
    someone.answer(naloxone="none").click()
    someone.on("airway")
    someone.answer(breathing="none").click()
    someone.on("cpr")
    wait_until(page, "() => document.querySelector('.pacer') && 'respira.rescue' in localStorage")
    kept = page.evaluate("() => localStorage['respira.rescue']")
    page.evaluate("() => { delete sessionStorage.stopped }")
    WAYS[way](page)
    page.wait_for_url("**/en/today")
    stopped = page.evaluate("() => sessionStorage.stopped")
    assert all(each in stopped for each in ("sound", "speech", "vibration", "wake lock")), stopped
    assert page.evaluate("() => localStorage['respira.rescue']") == kept
    page.get_by_role("link").click()
    someone.on("cpr")
    began = "() => JSON.parse(localStorage['respira.rescue']).startedAt"
    assert page.evaluate(began) == json.loads(kept)["startedAt"]


def test_how_many_presses_are_left_is_said_over_an_open_panel_too(helper: MakeHelper) -> None:
    someone = helper()
    someone.start()
    someone.page.locator(".rescue-foot button", has_text="Something changed").click()
    press(someone.page, "Shift", "Shift")
    expect(someone.page.locator("dialog[open] > [role=status]")).to_have_text("Exit: 2/3")


def test_back_after_leaving_a_rescue_leads_to_the_page_with_the_way_back(helper: MakeHelper) -> None:
    someone = helper()
    page = someone.page
    page.goto(someone.url("about"))
    someone.start()
    page.locator(".rescue .exit").click()
    page.wait_for_url("**/en/today")
    page.evaluate("() => { history.go(-2) }")
    page.wait_for_url("**/en/about")
    page.wait_for_url("**/en/today")
    page.get_by_role("link").click()
    someone.on(someone.flow["first"])


def test_a_rescue_is_left_to_our_page_even_with_a_network(helper: MakeHelper) -> None:
    someone = helper()
    someone.start()
    someone.page.locator(".rescue .exit").click()
    someone.page.wait_for_url("**/en/today")
    someone.page.get_by_role("link").click()
    someone.on(someone.flow["first"])


def test_reading_aloud_stops(reader: Open) -> None:
    page = reader("/en/about")
    page.route(f"{ELSEWHERE}**", never)
    page.evaluate("() => { SpeechSynthesis.prototype.cancel = () => { window.silenced = true } }")
    page.evaluate("() => document.querySelector('.exit').click()")
    assert page.evaluate("() => window.silenced")


def test_without_scripts_it_is_a_way_out(chrome: Browser, healthy: ChaosServer) -> None:
    context = chrome.new_context(java_script_enabled=False)
    answer_elsewhere(context)
    page = context.new_page()
    page.goto(healthy.url("/en/overdose"))
    leave(page)
    page.wait_for_url(ELSEWHERE)
    context.close()


@pytest.mark.parametrize("width", [320, 360, 1280])
@pytest.mark.parametrize("code", LANGUAGES)
def test_it_stays_in_reach_and_covers_nothing_of_the_bar(code: str, width: int, reader: Open) -> None:
    page = reader(f"/{code}/overdose", viewport={"width": width, "height": 640})
    button = box(page.locator(".bar > .exit"))
    assert button["width"] >= 44
    assert button["height"] >= 44
    for other in page.locator(".bar > :not(.exit):visible").all():
        theirs = box(other)
        assert theirs["x"] + theirs["width"] <= button["x"] or theirs["y"] >= button["y"] + button["height"]
    page.evaluate("() => scrollTo(0, 2000)")
    assert box(page.locator(".bar > .exit")) == button


def box(part: Locator) -> FloatRect:
    """Where it is on the screen."""
    found = part.bounding_box()
    assert found
    return found


def test_what_it_cannot_do_is_said_where_it_is_explained_and_at_erase(reader: Open) -> None:
    page = reader("/en/offline-status")
    for section in ("#exit", "[data-enhance=erase]"):
        text = page.locator(section).text_content() or ""
        for word in ["history", "recent apps", "screenshots", "calls", "maps", "contacts", "downloads", "clipboard"]:
            assert word in text, f"{section}: {word}"
    assert "Remove the icon yourself" in (page.locator("[data-enhance=erase]").text_content() or "")


def test_the_neutral_page_is_saved_with_the_core(built_site: Path) -> None:
    made = json.loads((built_site / "build.json").read_text("utf-8"))
    core = list(made["entries"])[: made["core"]]
    assert {f"/{code}/today" for code in LANGUAGES} <= set(core)
