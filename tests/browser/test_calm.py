"""The pages for a calm moment in a browser: picked, typed and answered; offline; kept only if one says so."""

import json

import pytest
from playwright.sync_api import Page, Route, expect

from pwa.site import Site
from tests.browser.conftest import Open
from tests.browser.engine import wait_for_offline, wait_until
from tests.browser.phone import LANGUAGES, Phone
from tests.chaos.client import ChaosServer

PICKED = "[data-pick-shown] > *"
"""The one entry that was picked, repeated at the top of its page."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_picks_show_their_pair_alone_in_either_order(reader: Open, site: Site, language: str) -> None:
    page = reader(f"/{language}/mixing")
    mixing = site.libraries[language].mixing
    first, second = page.locator(".picker select").all()
    for one, other in (("opioids", "alcohol"), ("alcohol", "opioids")):
        first.select_option(one)
        second.select_option(other)
        shown = page.locator(PICKED)
        expect(shown).to_have_count(1)
        pair = mixing.between(one, other)
        assert pair
        expect(shown).to_contain_text(mixing.level[pair.level].name.plain)  # type: ignore[attr-defined]
        expect(page.locator("[data-pick-unknown]")).to_be_hidden()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pair_nobody_has_facts_about_is_never_guessed(reader: Open, site: Site, language: str) -> None:
    page = reader(f"/{language}/mixing")
    mixing = site.libraries[language].mixing
    for one, other in (("opioids", "cannabis"), ("cannabis", "lithium")):
        assert mixing.between(one, other) is None
        page.locator(".picker select").nth(0).select_option(one)
        page.locator(".picker select").nth(1).select_option(other)
        expect(page.locator(PICKED)).to_have_count(0)
        unknown = page.locator("[data-pick-unknown]")
        expect(unknown).to_contain_text(mixing.unknown.name.plain)  # type: ignore[attr-defined]
        expect(unknown).to_contain_text(mixing.substance[one].name.plain)  # type: ignore[attr-defined]


def test_the_same_twice_says_that_it_adds_up(reader: Open) -> None:
    page = reader("/en/mixing")
    for select in page.locator(".picker select").all():
        select.select_option("alcohol")
    expect(page.locator("[data-pick-same]")).to_be_visible()
    expect(page.locator("[data-pick-unknown]")).to_be_hidden()


def test_a_square_of_the_chart_opens_its_pair(reader: Open) -> None:
    page = reader("/en/mixing")
    page.locator('.chart a[href="#opioids-cocaine"]').first.click()
    expect(page.locator("#opioids-cocaine")).to_be_in_viewport()


def test_without_scripts_every_pair_every_law_and_every_answer_is_there(reader: Open, site: Site) -> None:
    page = reader("/en/mixing", java_script_enabled=False)
    expect(page.locator(".pairs .pair:visible")).to_have_count(len(site.library.mixing.pair))
    expect(page.locator(".picker select:visible")).to_have_count(0)
    page = reader("/en/laws", java_script_enabled=False)
    expect(page.locator(".states > details:visible")).to_have_count(len(site.library.laws.state))
    page = reader("/en/quiz", java_script_enabled=False)
    expect(page.locator(".question details:visible")).to_have_count(len(site.library.quiz.question))
    page = reader("/en/search", java_script_enabled=False)
    expect(page.locator("form")).to_be_hidden()
    assert page.locator(".map a:visible").count() > 35


def test_a_state_is_remembered_on_this_phone_and_nowhere_else(reader: Open) -> None:
    page = reader("/en/laws")
    expect(page.locator(PICKED)).to_have_count(0)
    page.locator(".picker select").select_option("MA")
    expect(page.locator(f"{PICKED} .fold-body")).to_be_visible()
    assert page.context.cookies() == []
    page.reload()
    expect(page.locator(f"{PICKED} h3")).to_have_text("Massachusetts")
    expect(page.locator(f"{PICKED} .fold-body")).to_be_visible()
    assert page.evaluate("() => Object.entries(localStorage)") == [["respira.state", "MA"]]


@pytest.mark.parametrize("slug", ["laws", "mixing", "quiz", "search", "services", "offline-status"])
def test_nothing_on_the_first_screen_jumps_when_the_scripts_have_come(slug: str, reader: Open) -> None:
    page = reader("/en/about")
    page.set_viewport_size({"width": 412, "height": 823})
    page.add_init_script("""window.jumped = 0
        new PerformanceObserver((list) => {
            for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) window.jumped += value
        }).observe({ type: 'layout-shift', buffered: true })""")
    page.goto(page.url.replace("about", slug), wait_until="networkidle")
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert page.evaluate("() => window.jumped") < 0.03


def test_a_link_to_a_state_opens_it(reader: Open) -> None:
    page = reader("/en/laws#ny")
    expect(page.locator("#ny")).to_be_visible()


def test_the_quiz_asks_one_question_at_a_time_and_keeps_a_score_only_if_told(reader: Open, site: Site) -> None:
    page = reader("/en/quiz")
    questions = site.library.quiz.question
    for number, question in enumerate(questions):
        expect(page.locator(".question:visible")).to_have_count(1)
        right = next(choice for choice in question.answer if choice.right)
        wrong = next(choice for choice in question.answer if not choice.right)
        chosen = wrong if number == 0 else right
        part = page.locator(f"#{question.id}")
        expect(part.locator("details")).to_be_hidden()
        words = str(chosen.text).replace("'", "’")  # noqa: RUF001 - as the page is typeset
        part.get_by_role("button", name=words, exact=True).click()
        expect(part.locator(".verdict--right")).to_have_count(1)
        expect(part.locator(".verdict--wrong")).to_have_count(1 if number == 0 else 0)
        expect(part.locator("details")).to_be_visible()
        page.get_by_role("button", name="Next question").click()
    total = len(questions)
    expect(page.locator(".quiz-score")).to_have_text(f"{total - 1} of {total} right")
    expect(page.locator(".quiz-score")).to_be_focused()
    assert page.evaluate("() => localStorage.length") == 0
    page.get_by_role("button", name="Keep my score").click()
    assert page.evaluate("() => localStorage.getItem('respira.quiz')") == f"{total - 1}/{total}"
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".question:visible")).to_have_count(1)
    expect(page.locator(".question:visible .verdict")).to_have_count(0)


def first_hits(page: Page, words: str) -> list[str]:
    """The addresses of the first results."""
    page.locator("input[type=search]").fill(words)
    expect(page.locator(".search-count")).not_to_be_empty()
    wait_until(page, f"() => decodeURIComponent(location.hash.slice(1)) === {json.dumps(words)}")
    return [str(link.get_attribute("href")) for link in page.locator(".search-found a").all()]


@pytest.mark.parametrize(
    ("language", "words", "first"),
    [
        ("en", "overdose", "/en/overdose"),
        ("en", "od", "/en/overdose"),
        ("en", "not breathing", "/en/overdose"),
        ("en", "narcan", "/en/naloxone"),
        ("en", "naloxne", "/en/naloxone"),
        ("es", "sobredosis", "/es/overdose"),
        ("es", "no respira", "/es/overdose"),
        ("es", "naloxona", "/es/naloxone"),
    ],
)
def test_what_is_typed_in_an_emergency_leads_to_the_guide_first(
    reader: Open, language: str, words: str, first: str
) -> None:
    hits = first_hits(reader(f"/{language}/search"), words)
    assert hits[0].partition("#")[0] == first


@pytest.mark.parametrize(
    ("language", "words", "among"),
    [
        ("en", "test strips", "/en/safer-use/test-strips"),
        ("en", "abcess", "/en/safer-use/veins-and-wounds"),
        ("en", "tranq", "/en/safer-use/xylazine-medetomidine"),
        ("en", "jail", "/en/safer-use/after-a-break"),
        ("en", "xanax alcohol", "/en/mixing"),
        ("en", "massachusetts", "/en/laws"),
        ("es", "jeringuillas", "/es/safer-use/equipment"),
        ("es", "carcel", "/es/safer-use/after-a-break"),
        ("es", "hepatitis", "/es/safer-use/hiv-hepatitis"),
        ("es", "metadona", "/es/learn/medications"),
    ],
)
def test_words_of_the_street_slips_and_missing_accents_find_the_page(
    reader: Open, language: str, words: str, among: str
) -> None:
    hits = [hit.partition("#")[0] for hit in first_hits(reader(f"/{language}/search"), words)]
    assert among in hits[:8], hits[:8]


def test_what_is_not_found_says_so(reader: Open) -> None:
    page = reader("/en/search")
    assert first_hits(page, "qqqqqq") == []
    expect(page.locator(".search-count")).to_have_text("Nothing found. Try another word.")


def test_back_from_a_result_the_words_are_still_there(reader: Open) -> None:
    page = reader("/en/search")
    first_hits(page, "wound")
    page.locator(".search-found a").first.click()
    page.go_back()
    expect(page.locator("input[type=search]")).to_have_value("wound")
    expect(page.locator(".search-found a").first).to_be_visible()


def test_a_link_to_a_folded_part_opens_it_and_print_opens_all(reader: Open) -> None:
    page = reader("/en/learn/strategies#courts")
    expect(page.locator("#courts")).to_be_visible()
    closed = page.locator(".folds details:not([open])")
    assert closed.count() > 3
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    expect(closed).to_have_count(0)
    page.evaluate("() => dispatchEvent(new Event('afterprint'))")
    assert closed.count() > 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_network_the_search_the_chart_and_a_page_of_the_shelf_work(
    phone: Phone, server: ChaosServer, language: str
) -> None:
    page = phone.open(f"/{language}/")
    wait_for_offline(page, "ready")
    server.kill()
    page.goto(server.url(f"/{language}/search"))
    hits = first_hits(page, "fentanilo" if language == "es" else "fentanyl")
    page.goto(server.url(hits[0]))
    expect(page.locator("h1")).to_be_visible()
    page.goto(server.url(f"/{language}/mixing"))
    page.locator(".picker select").nth(0).select_option("opioids")
    page.locator(".picker select").nth(1).select_option("alcohol")
    expect(page.locator(PICKED)).to_have_count(1)
    page.goto(server.url(f"/{language}/safer-use/not-alone/"))
    expect(page.locator("h1")).to_be_visible()


@pytest.mark.parametrize(("today", "shown"), [("2026-12-04T23:59:00", True), ("2026-12-05T00:01:00", False)])
def test_a_notice_goes_by_itself_on_the_day_after_its_last(reader: Open, today: str, shown: bool) -> None:
    page = reader("/en/about")
    page.clock.set_fixed_time(today)
    notice = '<aside data-enhance="notice" data-expires="2026-12-04">A warning.</aside>'

    def with_notice(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace("<footer", f"{notice}<footer"))

    page.route("**/en/about", with_notice)
    page.reload()
    expect(page.locator(".pass-on button")).to_be_visible()  # The scripts of the page have run.
    expect(page.locator("aside")).to_be_visible(visible=shown)


def test_a_page_is_passed_on_by_its_plain_address(reader: Open) -> None:
    page = reader("/en/naloxone#get", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Share this page").click()
    expect(page.locator(".pass-on [role=status]")).to_have_text("The address was copied.")
    assert str(page.evaluate("() => navigator.clipboard.readText()")).endswith("/en/naloxone")
