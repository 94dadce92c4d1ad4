"""Reading aloud: the whole page, in order, in a voice of this phone; silent at once when something matters more."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from pwa.i18n import Text
from pwa.model.reader import messages
from pwa.site import Site
from tests.browser.engine import wait_until
from tests.browser.phone import LANGUAGES
from tests.browser.test_reading import AXE
from tests.browser.voices import VOICES
from tests.chaos.client import ChaosServer

Listen = Callable[..., Page]
PICKED = ("mixing", "laws", "quiz")
"""Pages that show one entry at a time: what is on the screen is read."""


@pytest.fixture
def listener(chrome: Browser, healthy: ChaosServer) -> Iterator[Listen]:
    """`listener("/en/overdose")` opens a page on a phone that can speak."""
    contexts: list[BrowserContext] = []

    def open_page(path: str, before: str = "", **options: Any) -> Page:
        contexts.append(chrome.new_context(**{"service_workers": "block", **options}))
        page = contexts[-1].new_page()
        page.add_init_script(f"{VOICES}; {before}")
        page.goto(healthy.url(path))
        return page

    yield open_page
    for context in contexts:
        context.close()


def start(page: Page) -> None:
    """Press the button and wait for the first sentence."""
    page.locator(".aloud button").first.click()
    wait_until(page, "() => speechSynthesis.speaking")


def heard(page: Page) -> list[list[str]]:
    """The voice and the words of each sentence so far."""
    found: list[list[str]] = page.evaluate("() => speechSynthesis.heard")
    return found


def to_the_end(page: Page) -> list[str]:
    """Everything that is said until it is silent."""
    page.evaluate("() => { while (speechSynthesis.speaking) speechSynthesis.finish() }")
    return [words for _, words in heard(page)]


def letters(text: str) -> str:
    """What is left of words however they are cut or spelled out."""
    return "".join(re.findall(r"\w", text))


def is_silent(page: Page) -> None:
    """Nothing is said, nothing is marked, and the button offers to begin."""
    expect(page.locator(".is-read")).to_have_count(0)
    assert not page.evaluate("() => speechSynthesis.speaking")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_of_every_page_is_read(
    listener: Listen, site: Site, healthy: ChaosServer, language: str
) -> None:
    page = listener(f"/{language}/")
    for slug, shown in site.libraries[language].titled.items():
        if slug in PICKED:
            continue
        page.goto(healthy.url(f"/{language}/{slug}"))
        start(page)
        said = letters(" ".join(to_the_end(page)))
        assert {voice for voice, _ in heard(page)} <= {"en-US", {"en": "en-US", "es": "es-MX"}[language]}
        parts = (shown.title, *getattr(shown, "lead", ()), *getattr(shown, "section", ()))
        for text in (words for part in parts for _, words in messages(part, kind=Text)):
            assert letters(text.plain.replace("**", "")) in said, f"{slug}: {text}"
        is_silent(page)


def test_it_reads_in_order_and_no_menus(listener: Listen) -> None:
    page = listener("/en/learn/stigma")
    order = page.locator("main :is(h1, h2)").all_inner_texts()
    start(page)
    said = to_the_end(page)
    places = [said.index(title.strip()) for title in order if title.strip() in said]
    assert places == sorted(places)
    assert len(places) > 4
    assert not {"Home", "Search", "Share this page", "Read on"} & set(said)


@pytest.mark.parametrize("slug", ["", "mixing", "laws", "quiz", "search", "offline-status", "sources"])
def test_pages_that_are_more_than_words_say_what_is_on_the_screen(listener: Listen, slug: str) -> None:
    page = listener(f"/en/{slug}")
    start(page)
    assert letters(page.locator("h1").inner_text()) in [letters(words) for words in to_the_end(page)]


def test_the_quiz_reads_the_answers_one_may_choose_and_not_the_right_one(listener: Listen, site: Site) -> None:
    page = listener("/en/quiz")
    start(page)
    said = letters(" ".join(to_the_end(page)))
    first, second, *_ = site.library.quiz.question
    assert all(letters(str(choice.text)) in said for choice in first.answer)
    assert letters(str(first.reason)) not in said
    assert letters(str(second.text)) not in said


def test_without_a_voice_of_this_phone_there_is_no_button_and_a_late_one_brings_it(listener: Listen) -> None:
    away = "speechSynthesis.voices = [{ lang: 'en-US', localService: false }, { lang: 'fr-FR', localService: true }]"
    page = listener("/en/overdose", away)
    expect(page.locator(".pass-on button")).to_be_visible()  # The scripts of the page have run.
    wait_until(page, "() => Boolean(speechSynthesis.look)")
    expect(page.locator(".aloud")).to_be_hidden()
    page.evaluate(
        "() => { speechSynthesis.voices.push({ lang: 'en_US', localService: true }); speechSynthesis.look() }"
    )
    expect(page.get_by_role("button", name="Read aloud")).to_be_visible()


def test_a_phone_without_speech_or_one_that_throws_shows_no_error(listener: Listen) -> None:
    errors: list[str] = []
    for broken in ("delete window.speechSynthesis", "speechSynthesis.speak = () => { throw new Error('no') }"):
        page = listener("/en/about")
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.add_init_script(broken)
        page.reload()
        expect(page.locator(".pass-on button")).to_be_visible()
        if page.locator(".aloud").is_visible():
            page.locator(".aloud button").first.click()
            expect(page.get_by_role("button", name="Read aloud")).to_be_visible()
    assert errors == []


def test_the_voice_comes_late_and_nothing_on_the_emergency_page_moves(listener: Listen) -> None:
    page = listener(
        "/es/overdose", "const { voices } = speechSynthesis; speechSynthesis.voices = []; window.late = voices",
        viewport={"width": 320, "height": 568},
    )  # fmt: skip
    wait_until(page, "() => Boolean(speechSynthesis.look)")
    where = """() => [...document.querySelectorAll('a[href="#start"], .bar > :not(.aloud)')]
        .map((each) => each.getBoundingClientRect()).map(({ left, top }) => [left, top])"""
    before = page.evaluate(where)
    page.evaluate("() => { speechSynthesis.voices = late; speechSynthesis.look() }")
    expect(page.locator(".aloud")).to_be_visible()
    assert page.evaluate(where) == before


@pytest.mark.parametrize("language", LANGUAGES)
def test_pause_goes_on_with_the_same_sentence_and_stop_begins_anew(listener: Listen, language: str) -> None:
    page = listener(f"/{language}/about")
    play, end = page.locator(".aloud button").all()
    name = play.inner_text()
    expect(end).to_be_hidden()
    start(page)
    page.evaluate("() => speechSynthesis.finish()")
    assert play.inner_text() != name
    play.click()
    assert not page.evaluate("() => speechSynthesis.speaking")
    expect(page.locator(".is-read")).to_have_count(1)
    start(page)
    *_, before, after = heard(page)
    assert before == after
    end.click()
    is_silent(page)
    expect(play).to_have_accessible_name(name)
    expect(play).to_be_focused()
    expect(end).to_be_hidden()
    start(page)
    assert heard(page)[-1] == heard(page)[0]


def test_the_keyboard_starts_pauses_and_stops_it(listener: Listen) -> None:
    page = listener("/en/about")
    page.get_by_role("button", name="Read aloud").focus()
    page.keyboard.press("Enter")
    wait_until(page, "() => speechSynthesis.speaking")
    expect(page.get_by_role("button", name="Pause")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    is_silent(page)
    expect(page.get_by_role("button", name="Read aloud")).to_be_focused()


def test_an_english_sentence_on_a_spanish_page_is_read_by_an_english_voice(listener: Listen) -> None:
    page = listener("/es/about")
    page.evaluate("""() => {
        const words = Object.assign(document.createElement('span'), { lang: 'en' })
        words.textContent = 'Not yet translated.'
        document.querySelector('main p').replaceChildren(words)
    }""")
    start(page)
    to_the_end(page)
    assert ["en-US", "Not yet translated."] in heard(page)


def test_what_is_read_is_marked_by_a_line_and_kept_in_sight(listener: Listen) -> None:
    page = listener("/en/naloxone", viewport={"width": 320, "height": 568})
    start(page)
    for _ in range(40):
        page.evaluate("() => speechSynthesis.finish()")
    marked = page.locator(".is-read")
    expect(marked).to_have_count(1)
    assert marked.evaluate("(each) => getComputedStyle(each).outlineStyle") == "dashed"
    box = marked.bounding_box()
    bar, thumb = page.locator(".bar").bounding_box(), page.locator(".thumb").bounding_box()
    assert box
    assert bar
    assert thumb
    assert bar["y"] == 0
    assert bar["y"] + bar["height"] <= box["y"]
    assert box["y"] + box["height"] <= thumb["y"]
    assert all(button.bounding_box()["height"] >= 44 for button in page.locator(".aloud button").all())  # type: ignore[index]
    page.evaluate(AXE.read_text("utf-8"))
    assert (
        page.evaluate("async () => (await axe.run()).violations.map((v) => [v.id, v.nodes.map((n) => n.html)])") == []
    )


def test_who_scrolls_away_is_not_pulled_back(listener: Listen) -> None:
    page = listener("/en/naloxone")
    start(page)
    page.evaluate("() => scrollTo(0, 2000)")
    page.evaluate("() => { speechSynthesis.finish(); speechSynthesis.finish() }")
    assert page.evaluate("() => scrollY") == 2000


def test_a_fold_opens_when_its_words_are_read(listener: Listen) -> None:
    page = listener("/en/learn/stigma")
    closed = page.locator(".folds details:not([open])")
    assert closed.count() > 2
    start(page)
    expect(closed).not_to_have_count(0)
    to_the_end(page)
    expect(closed).to_have_count(0)
    expect(page.locator(".sources details[open]")).to_have_count(0)


def test_it_never_covers_a_call_a_rescue_or_another_page(listener: Listen) -> None:
    page = listener("/en/overdose")
    page.evaluate(
        "() => addEventListener('click', (event) => event.target.closest('[href^=tel]') && event.preventDefault())"
    )
    start(page)
    page.locator(".thumb a[href='tel:911']").click()
    is_silent(page)
    start(page)
    page.evaluate("() => dispatchEvent(new Event('pagehide'))")
    is_silent(page)
    start(page)
    page.locator("a[href='#start']").click()
    page.locator(".rescue h1").wait_for()
    wait_until(page, "() => !speechSynthesis.speaking")
    assert page.locator(".is-read").count() == 0


def test_it_pauses_with_the_screen_and_does_not_go_on_by_itself(listener: Listen) -> None:
    page = listener("/en/about")
    start(page)
    for state in ("hidden", "visible"):
        page.evaluate(
            """(state) => {
                Object.defineProperty(document, 'visibilityState', { value: state, configurable: true })
                document.dispatchEvent(new Event('visibilitychange'))
            }""",
            state,
        )
        assert not page.evaluate("() => speechSynthesis.speaking")
    expect(page.get_by_role("button", name="Go on")).to_be_visible()


def test_where_something_else_takes_the_voice_it_stops(listener: Listen) -> None:
    page = listener("/en/about")
    start(page)
    page.evaluate("() => speechSynthesis.cancel()")
    is_silent(page)
    expect(page.get_by_role("button", name="Read aloud")).to_be_visible()
