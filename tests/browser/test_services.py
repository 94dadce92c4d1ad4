"""Services in a browser: found from a ZIP without a network, put in order, opened, kept; whole without scripts."""

import re
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from pwa.listing import listed, spoken_in
from pwa.site import Site
from tests.browser.conftest import Open
from tests.browser.engine import wait_for_offline
from tests.browser.phone import LANGUAGES, Phone

FORM = "form.finder:not([hidden])"
NOON = datetime.fromisoformat("2026-11-30T12:00:00-05:00")


def finder(reader: Open, language: str = "en", fragment: str = "", **options: object) -> Page:
    """The page with its search ready."""
    page = reader(f"/{language}/services{fragment}", **options)
    page.locator(FORM).wait_for()
    return page


def found(page: Page) -> list[str]:
    """The ids of what is found, first to last."""
    page.locator(".finder-found:not([hidden])").wait_for()
    ids: list[str] = page.locator(".finder-list .service").evaluate_all("(cards) => cards.map(({ id }) => id)")
    return ids


def ask(page: Page, place: str) -> Locator:
    """Type a place; the line that counts answers."""
    page.get_by_label("ZIP or town").fill(place)
    return page.locator(".finder-count")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_zip_finds_what_is_near_with_the_server_gone(phone: Phone, language: str) -> None:
    phone.open(f"/{language}/services")
    wait_for_offline(phone.page, "ready")
    phone.server.kill()
    phone.open(f"/{language}/services")
    phone.page.locator(FORM).wait_for()
    phone.page.locator("#finder-place").fill("01060")
    ids = found(phone.page)
    assert {"nbox-pulaski", "hampshire-hope", "tapestry-northampton"} <= set(ids)
    expect(phone.page.locator("#nbox-pulaski [data-way]")).not_to_be_empty()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [320, 360, 1280])
def test_what_was_found_is_told_without_moving_a_button_under_a_finger(
    reader: Open, width: int, language: str
) -> None:
    page = finder(reader, language, viewport={"width": width, "height": 800})
    switch = page.locator("[data-show='map']")
    before = switch.bounding_box()
    page.locator("#finder-place").fill("01060")
    expect(page.locator(".finder-count")).to_contain_text("Northampton")
    assert switch.bounding_box() == before


def test_places_are_told_by_zip_by_town_by_other_name_and_coarsely(reader: Open) -> None:
    page = finder(reader)
    for typed, told in (
        ("01002", "Distances from 01002, Amherst, MA."),
        ("amherst", "Distances from Amherst, MA."),
        ("Noho", "Distances from Noho, MA."),
        ("10001", "we know only roughly"),
    ):
        expect(ask(page, typed)).to_contain_text(told)
    expect(page.locator(".finder-found")).to_be_visible()
    expect(ask(page, "00000")).to_contain_text("know this ZIP. Try a town.")
    expect(ask(page, "Atlantis")).to_contain_text("know this place. Try a ZIP.")
    expect(page.locator(".finder-found")).to_be_hidden()


def test_what_is_asked_stays_in_the_fragment_and_comes_back(reader: Open) -> None:
    page = finder(reader)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    ask(page, "01060")
    found(page)
    page.get_by_label("What are you looking for?").select_option("methadone")
    narrowed = found(page)
    assert all(name.startswith("otp-") or name in ("findtreatment", "otp-directory") for name in narrowed)
    expect(page).to_have_url(re.compile(r"/en/services#place=01060&is=methadone$"))
    page.reload()
    page.locator(FORM).wait_for()
    expect(page.locator("#finder-kind")).to_have_value("methadone")
    assert found(page) == narrowed
    assert not [url for url in asked if "01060" in url.partition("#")[0]]


def test_where_the_phone_is_stays_on_it(reader: Open) -> None:
    place = {"latitude": 42.37512, "longitude": -72.51987}
    page = finder(reader, geolocation=place, permissions=["geolocation"])
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("button", name="Where I am now").click()
    expect(page.locator(".finder-count")).to_contain_text("where you are now")
    assert found(page)[0]
    assert [url for url in asked if "42." in url] == []
    assert "42." not in page.url
    assert page.evaluate("() => JSON.stringify(Object.entries(localStorage))") == "[]"


def test_a_phone_that_will_not_say_where_it_is_asks_for_a_zip(reader: Open) -> None:
    page = finder(reader)
    page.get_by_role("button", name="Where I am now").click()
    expect(page.locator(".finder-count")).to_contain_text("Type a ZIP or a town.")


def test_open_now_is_only_what_is_open_and_believed(reader: Open, site: Site) -> None:
    page = reader("/en/about")
    page.clock.set_fixed_time(NOON)
    page.goto(page.url.replace("/about", "/services"))
    page.locator(FORM).wait_for()
    page.get_by_text("More choices").click()
    page.get_by_label("are open now").check()
    believed = {
        entry.service.id
        for entry in listed(site.library.directory, lines=False)
        if entry.always_open and entry.good_until and entry.good_until >= NOON.date() and not entry.service.closed
    }
    assert set(found(page)) == believed
    for state in page.locator(".finder-list [data-now]").all_text_contents():
        assert state == "Open at all hours. The list says so."


def test_each_choice_narrows_and_is_counted_aloud(reader: Open) -> None:
    page = finder(reader)
    page.get_by_text("More choices").click()
    for name in ("are listed as open at all hours", "take people who walk in"):
        page.get_by_label(name).check()
        count = len(found(page))
        expect(page.get_by_role("status").filter(has_text="found")).to_contain_text(f"{count} found")
        page.get_by_label(name).uncheck()
    expect(page.locator(".towns")).to_be_visible()
    page.get_by_label("A name or a word").fill("zzzz")
    expect(page.locator(".finder-count")).to_have_text("Nothing matches. Remove a choice, or try another place.")


def test_a_choice_that_nothing_fits_is_not_offered(reader: Open, site: Site) -> None:
    page = finder(reader)
    page.get_by_text("More choices").click()
    services = [entry.service for entry in listed(site.library.directory, lines=False)]
    assert page.get_by_label("speak Spanish").count() == any("es" in spoken_in(each) for each in services)
    assert page.get_by_label("ask for no ID").count() == any(each.asks_id is False for each in services)


def test_without_police_is_only_what_is_known_to_be_without(reader: Open, site: Site) -> None:
    page = finder(reader)
    page.get_by_text("More choices").click()
    page.get_by_label("are not run by police").check()
    known = {each.service.id for each in listed(site.library.directory, lines=False) if each.service.run_by}
    assert set(found(page)) <= known


def test_words_find_without_accents_and_by_older_names(reader: Open) -> None:
    page = finder(reader)
    page.get_by_text("More choices").click()
    words = page.get_by_label("A name or a word")
    words.fill("gandara")
    assert "rc-hope-holyoke" in found(page)
    words.fill("healthy steps")
    assert found(page) == ["bhr-pittsfield"]
    words.fill("providence detox")
    assert found(page)[-1] == "providence-detox"
    expect(page.locator("#providence-detox")).to_contain_text("Closed")
    page.locator("#providence-detox summary").click()
    page.locator("#providence-detox").get_by_role("link", name="Carlson Recovery Center").click()
    expect(page.locator("#detox-carlson details.fold")).to_have_attribute("open", "")
    expect(page.locator("#detox-carlson")).to_be_in_viewport()
    page.go_back()
    expect(page.locator("#finder-words")).to_have_value("providence detox")
    assert found(page)[-1] == "providence-detox"


def test_the_other_language_keeps_what_was_asked(reader: Open) -> None:
    page = finder(reader)
    ask(page, "01060")
    found(page)
    expect(page).to_have_url(re.compile(r"#place=01060$"))
    page.get_by_role("link", name="Español").click()
    page.locator(FORM).wait_for()
    expect(page.locator("#finder-place")).to_have_value("01060")
    assert found(page)


def test_tables_of_places_that_do_not_come_are_told(reader: Open) -> None:
    page = reader("/en/about")
    page.route("**/static/places/*", lambda route: route.abort())
    page.goto(page.url.replace("/about", "/services"))
    page.locator(FORM).wait_for()
    expect(ask(page, "01060")).to_contain_text("Places cannot be looked up right now.")
    expect(page.locator(".towns")).to_be_visible()


def test_a_link_to_one_service_opens_it(reader: Open) -> None:
    page = finder(reader, fragment="#otp-miravista")
    card = page.locator("#otp-miravista")
    expect(card.locator("details")).to_have_attribute("open", "")
    expect(card).to_be_in_viewport()


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_scripts_every_place_and_line_is_there_whole(reader: Open, site: Site, language: str) -> None:
    page = reader(f"/{language}/services", java_script_enabled=False)
    directory = site.library.directory
    expect(page.locator(".service:visible")).to_have_count(len(listed(directory, lines=False)))
    expect(page.locator("form.finder")).to_be_hidden()
    page.locator("#hampshire-hope summary").click()
    expect(page.locator("#hampshire-hope address")).to_be_visible()
    page = reader(f"/{language}/lines", java_script_enabled=False)
    expect(page.locator(".line:visible")).to_have_count(len(listed(directory, lines=True)))


def test_a_search_that_cannot_start_leaves_the_list(reader: Open) -> None:
    page = reader("/en/about")
    page.route("**/static/services/*", lambda route: route.abort())
    page.goto(page.url.replace("/about", "/services"))
    expect(page.locator("#hampshire-hope")).to_be_visible()
    expect(page.locator("form.finder")).to_be_hidden()


def test_a_list_that_is_old_says_so(reader: Open, site: Site) -> None:
    page = reader("/en/about")
    as_of = min(area.as_of for area in site.library.directory.areas.values())
    for days, old in ((59, False), (61, True)):
        page.clock.set_fixed_time(datetime.combine(as_of, NOON.timetz()) + timedelta(days=days))
        for slug in ("services", "lines"):
            page.goto(page.url.partition("/en/")[0] + f"/en/{slug}")
            if old:
                expect(page.locator("[data-enhance='aged']")).to_contain_text("This list is from")
            else:
                page.wait_for_load_state("networkidle")
                expect(page.locator("[data-enhance='aged']")).to_be_hidden()


def test_the_whole_search_works_by_keyboard(reader: Open) -> None:
    page = finder(reader)
    page.locator("#finder-place").focus()
    page.keyboard.type("01060")
    found(page)
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.closest('.finder-list summary') !== null"):
            break
    page.keyboard.press("Enter")
    expect(page.locator(".finder-list details[open]")).to_have_count(1)
