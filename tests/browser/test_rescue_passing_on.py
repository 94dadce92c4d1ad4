"""What the guided rescue gives out of its hands: the list for the medics, a recorded voice, words of a deployment."""

import copy
import io
import json
import struct
import wave
from dataclasses import replace

import pytest
from playwright.sync_api import Route, expect

from pwa.rescue import rescue_json
from pwa.site import Site
from tests.browser.conftest import MakeHelper
from tests.browser.engine import wait_until
from tests.browser.helper import Flow, Helper
from tests.browser.phone import LANGUAGES
from tests.browser.test_rescue import NO_ANSWER, SPRAY

SHARE = """() => {
    window.shared = []
    Object.defineProperty(navigator, 'share', { value: async (what) => void shared.push(what), configurable: true })
}"""

PLAYED = """() => {
    window.played = []
    const start = AudioBufferSourceNode.prototype.start
    AudioBufferSourceNode.prototype.start = function () {
        window.played.push(this.buffer.duration)
        return start.call(this)
    }
}"""


def with_flow(someone: Helper, flow: Flow) -> None:
    """Let the page read this flow instead of the one of the built site."""
    body = json.dumps(flow)
    someone.page.route("**/static/rescue/*.json", lambda route: route.fulfill(json=json.loads(body)))


def test_the_list_is_copied_as_it_is_shown_and_the_reader_is_told_that_it_leaves(helper: MakeHelper) -> None:
    someone = helper("es", permissions=["clipboard-read", "clipboard-write"])
    someone.start()
    someone.go(NO_ANSWER, *SPRAY)
    someone.tool("log")
    expect(someone.page.locator("dialog")).to_contain_text(someone.word("copy-warning"))
    someone.button("copy").click()
    expect(someone.page.locator("dialog [role=status]")).to_have_text(someone.word("copied"))
    copied: str = someone.page.evaluate("() => navigator.clipboard.readText()")
    assert len(copied.splitlines()) == someone.page.locator("dialog .log li").count() >= 3
    for words in someone.page.locator("dialog .log :is(strong, span:not(.log-time))").all_inner_texts():
        assert words in copied, f"{words!r} is shown and not copied"


def test_the_list_is_shared_by_the_phone_itself_and_holds_no_place_and_no_date(helper: MakeHelper) -> None:
    someone = helper()
    someone.page.add_init_script(f"({SHARE})()")
    someone.start()
    someone.go(NO_ANSWER, *SPRAY)
    someone.tool("log")
    someone.button("share").click()
    (shared,) = someone.page.evaluate("() => shared")
    assert set(shared) == {"text"}, "an address would tell where it comes from"
    assert "202" not in shared["text"], "no year"
    assert "40." not in shared["text"]


def a_second_of_silence() -> bytes:
    """A recording as a programme might drop it in."""
    body = io.BytesIO()
    with wave.open(body, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(struct.pack("<8000h", *[0] * 8000))
    return body.getvalue()


def test_a_recording_is_offered_and_played_where_the_phone_has_no_voice(
    helper: MakeHelper, flows: dict[str, Flow]
) -> None:
    someone = helper()
    someone.page.add_init_script(f"({PLAYED})(); delete window.speechSynthesis;")
    flow = copy.deepcopy(flows["en"])
    flow["steps"][flow["first"]]["audio"] = "/static/audio/en/first.0123abcd.wav"

    def recording(route: Route) -> None:
        route.fulfill(body=a_second_of_silence(), content_type="audio/wav")

    with_flow(someone, flow)
    someone.page.route("**/static/audio/**", recording)
    someone.start()
    someone.tool("read")
    wait_until(someone.page, "() => played.includes(1)")
    assert someone.errors == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_cannot_call_reads_what_works_in_this_deployment(
    helper: MakeHelper, flows: dict[str, Flow], site: Site, language: str
) -> None:
    someone = helper(language, viewport={"width": 320, "height": 568})
    rescue = site.libraries[language].rescue
    settings = replace(site.settings, text_911=True, silent_911=True)
    body = rescue_json(rescue, site.library.rescue, site.languages[language], settings, {})
    with_flow(someone, json.loads(body))
    someone.start()
    someone.something_changed("cannot-call")
    lines = someone.page.locator(".rescue-lines p")
    for extra in rescue.screens["cannot-call"].extra:
        shown = lines.filter(has_text=str(extra.text))
        expect(shown).to_have_count(1)
        shown.scroll_into_view_if_needed()
        expect(shown).to_be_in_viewport()
    plainly = len(flows[language]["steps"]["cannot-call"]["lines"])
    assert lines.count() == plainly + 2, "without the settings they would not be there"
