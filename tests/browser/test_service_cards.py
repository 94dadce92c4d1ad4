"""The cards of services in a browser: what they say of today, what is kept of them, and what goes to paper."""

from datetime import datetime

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.phone import LANGUAGES
from tests.browser.test_services import FORM, NOON, ask, finder, found


def test_old_hours_are_shown_and_never_called_open(reader: Open) -> None:
    page = reader("/en/about")
    page.clock.set_fixed_time(NOON)
    page.goto(page.url.replace("/about", "/services#place=01013"))
    page.locator(FORM).wait_for()
    state = page.locator("#cbhc-chd-gateway [data-now]")
    expect(state).to_have_text("Listed hours today: 8:00 AM–8:00 PM. They may have changed.")  # noqa: RUF001
    expect(page.locator("#nbox-pulaski [data-now]")).not_to_contain_text("Open at")


def test_a_place_saved_once_and_closed_since_is_told(reader: Open) -> None:
    page = reader("/en/about")
    page.evaluate("() => { localStorage['respira.favorites'] = '[\"providence-detox\"]' }")
    page.goto(page.url.replace("/about", "/services#mine=1"))
    page.locator(FORM).wait_for()
    assert found(page) == ["providence-detox"]


def test_the_clock_changes_words_and_nothing_else(reader: Open) -> None:
    page = reader("/en/about")
    page.clock.install(time=NOON)
    page.goto(page.url.replace("/about", "/services#place=01060"))
    page.locator(FORM).wait_for()
    found(page)
    page.locator(".finder-list summary").nth(2).focus()
    page.clock.run_for(61_000)
    assert page.evaluate("() => document.activeElement.closest('.finder-list') !== null")


def test_a_card_back_in_its_town_says_nothing_that_grows_old(reader: Open) -> None:
    page = finder(reader)
    ask(page, "01060")
    found(page)
    ask(page, "")
    expect(page.locator(".towns")).to_be_visible()
    assert page.locator(".service [data-now]:not(:empty), .service [data-way]:not(:empty)").count() == 0


def test_an_old_third_saturday_is_listed_as_such_in_the_zone_of_the_place(reader: Open) -> None:
    for day, told in (("21", "9:00 AM–12:00 PM"), ("14", "Listed as closed today.")):  # noqa: RUF001
        page = reader("/en/about", timezone_id="Asia/Tokyo")
        page.clock.set_fixed_time(datetime.fromisoformat(f"2026-11-{day}T22:00:00-05:00"))  # Sunday in Tokyo.
        page.goto(page.url.replace("/about", "/services#place=01002"))
        page.locator(FORM).wait_for()
        found(page)
        expect(page.locator("#food-amherst-survival [data-now]")).to_contain_text(told)


def test_paper_has_the_numbers_and_only_the_town_that_was_asked_for(reader: Open) -> None:
    page = finder(reader)
    page.evaluate("() => { window.print = () => dispatchEvent(new Event('beforeprint')) }")
    town = page.locator("[data-town]").filter(has=page.get_by_role("heading", name="Amherst, MA", exact=True))
    town.get_by_role("button", name="Print this list").click()
    expect(page.locator("[data-town]:visible")).to_have_count(1)
    page.emulate_media(media="print")
    expect(town.locator("a[href^='tel:']").first).to_be_visible()
    expect(page.locator("form.finder")).to_be_hidden()
    page.emulate_media(media="screen")
    page.evaluate("() => dispatchEvent(new Event('afterprint'))")
    assert page.locator("[data-town]:visible").count() > 10


def test_what_is_saved_stays_on_the_phone_and_is_found_again(reader: Open) -> None:
    page = finder(reader, fragment="#nbox-pulaski")
    page.locator("#nbox-pulaski").get_by_role("button", name="Save on this phone").click()
    assert page.evaluate("() => localStorage['respira.favorites']") == '["nbox-pulaski"]'
    page.goto(page.url.split("#")[0] + "#mine=1")
    page.reload()
    page.locator(FORM).wait_for()
    assert found(page) == ["nbox-pulaski"]
    button = page.locator("#nbox-pulaski").get_by_role("button", name="Saved on this phone. Take it away")
    page.locator("#nbox-pulaski summary").first.click()
    button.click()
    assert page.evaluate("() => localStorage['respira.favorites']") is None


@pytest.mark.parametrize("record", ["{", "7", '{"a":1}', '["<b>", 5, "nbox-pulaski"]'])
def test_a_broken_record_of_favorites_loses_only_itself(reader: Open, record: str) -> None:
    page = reader("/en/about")
    page.evaluate("(record) => { localStorage['respira.favorites'] = record }", record)
    page.goto(page.url.replace("/about", "/services#mine=1"))
    page.locator(FORM).wait_for()
    assert found(page) == (["nbox-pulaski"] if "nbox" in record else [])


def test_a_contact_says_no_more_than_the_town(reader: Open) -> None:
    page = finder(reader, fragment="#otp-hcrc-northampton")
    card = page.locator("#otp-hcrc-northampton")
    card.get_by_text("Add to contacts").click()
    expect(card.get_by_label("Name in your contacts")).to_have_value("Northampton")
    with page.expect_download() as download:
        card.get_by_role("button", name="Make a contact").click()
    text = download.value.path().read_text("utf-8")
    assert "FN:Northampton\n" in text.replace("\r\n", "\n")
    assert "TEL:+14135842404" in text
    assert "methadone" not in text.casefold()


ANDROID = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile Safari/604.1"
)


@pytest.mark.parametrize(
    ("agent", "begins"),
    [
        (ANDROID, "geo:42.3"),
        (IPHONE, "https://maps.apple.com/?q=441%20Pleasant"),
        ("", "https://www.openstreetmap.org/"),
    ],
)
def test_directions_open_the_phones_own_map_and_name_the_street_alone(reader: Open, agent: str, begins: str) -> None:
    options = {"user_agent": agent} if agent else {"user_agent": "Mozilla/5.0 (X11; Linux x86_64)"}
    page = finder(reader, fragment="#otp-hcrc-northampton", **options)
    link = page.locator("#otp-hcrc-northampton").get_by_role("link", name="Directions")
    page.locator("#otp-hcrc-northampton [data-keep]:not([hidden])").wait_for()
    address = str(link.get_attribute("href"))
    assert address.startswith(begins)
    assert "health" not in address.casefold()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [320, 360])
def test_results_and_open_cards_fit_a_small_phone_at_twice_the_text_too(
    reader: Open, language: str, width: int
) -> None:
    page = finder(reader, language, "#place=01060", viewport={"width": width, "height": 568})
    found(page)
    page.evaluate("() => { for (const each of document.querySelectorAll('details')) each.open = true }")
    for size in ("", "36px"):
        page.evaluate("(size) => { document.documentElement.style.fontSize = size }", size)
        assert page.evaluate("() => document.documentElement.scrollWidth - innerWidth") <= 0, size
