"""Saying that a listing is wrong: kept on the phone first, sent once, lost never; with scripts off a plain form."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Open
from tests.browser.engine import wait_for_offline, wait_until
from tests.browser.phone import Phone
from tests.browser.reporting import (
    BUSY,
    CLOSED,
    IN_QUEUE,
    KEPT,
    PLACE,
    REPORT,
    THANKS,
    UNSAFE,
    Desk,
    answered,
    desk,
    fill,
    healthy,
    keep_one,
    mine,
    page,
    says,
    send,
    server,
)
from tests.chaos.client import ChaosServer

__all__ = ["desk", "healthy", "page", "server"]


def test_four_taps_from_a_card_and_the_program_has_it(reader: Open, desk: Desk) -> None:
    page = reader(f"/en/services#{PLACE}")
    page.locator(f"#{PLACE}").get_by_role("link", name="Something wrong here?").click()
    expect(page.get_by_label("Which place or line?")).to_have_value(PLACE)
    page.get_by_text(CLOSED).click()
    send(page)
    says(page, THANKS)
    assert desk.received() == [(PLACE, "closed", "")]
    assert page.evaluate(IN_QUEUE) == 0
    assert page.evaluate("() => localStorage['respira.reports']") is None


def test_who_comes_back_from_below_still_reports_the_place_they_chose(reader: Open, desk: Desk) -> None:
    page = reader(f"{REPORT}#{PLACE}")
    fill(page, UNSAFE, place="nbox-greenfield")
    page.evaluate("() => addEventListener('hashchange', () => { document.body.dataset.at = location.hash })")
    below = page.get_by_role("link", name="Below: other places, and people to talk with")
    below.click()
    expect(page.locator("body")).to_have_attribute("data-at", "#elsewhere")
    page.go_back()
    expect(page.locator("body")).to_have_attribute("data-at", f"#{PLACE}")
    send(page)
    says(page, THANKS)
    assert desk.received() == [("nbox-greenfield", "unwelcome", "")]
    page.evaluate("() => { location.hash = 'elsewhere' }")
    page.locator(".bar-languages a").first.click()
    expect(page).to_have_url(re.compile(rf"/es/report#{PLACE}$"))


def test_without_a_network_it_is_kept_and_the_next_visit_sends_it(phone: Phone, desk: Desk) -> None:
    phone.open(REPORT)
    wait_for_offline(phone.page, "ready")
    phone.server.kill()
    fill(phone.open(REPORT), words="Locked since May.")
    send(phone.page)
    says(phone.page, KEPT)
    phone.turn_off_and_on()
    expect(mine(phone.open(REPORT))).to_have_count(1)
    phone.server.restart()
    phone.open("/en/about")
    wait_until(phone.page, f"async () => (await ({IN_QUEUE})()) === 0")
    assert desk.received() == [(PLACE, "closed", "Locked since May.")]


def test_it_is_sent_as_soon_as_there_is_a_network(page: Page, desk: Desk) -> None:
    keep_one(page)
    page.context.set_offline(False)
    expect(mine(page)).to_have_count(0)
    assert desk.received() == [(PLACE, "closed", "")]


def test_a_page_that_was_open_before_sends_it_too(page: Page, desk: Desk, healthy: ChaosServer) -> None:
    before = page.context.new_page()
    before.goto(healthy.url("/en/about"))
    keep_one(page)
    page.close()
    before.context.set_offline(False)
    wait_until(before, f"async () => (await ({IN_QUEUE})()) === 0")
    assert desk.received() == [(PLACE, "closed", "")]


def test_a_button_sends_what_waits(page: Page, desk: Desk, healthy: ChaosServer) -> None:
    healthy.set(REPORT, "status 503")
    fill(page)
    send(page)
    says(page, BUSY)
    page.get_by_role("button", name="Send them now").click()
    says(page, BUSY)
    healthy.clear()
    page.get_by_role("button", name="Send them now").click()
    says(page, "Everything is sent. Thank you.")
    assert desk.received() == [(PLACE, "closed", "")]


def test_what_could_name_someone_is_taken_out_and_its_reader_sees_that_first(page: Page, desk: Desk) -> None:
    fill(page, words="Ask sam@example.org or 413-555-0100. Locked.")
    send(page)
    says(page, "We took out what could name someone. Look at what is left, then press “Send”.")
    expect(page.get_by_label("What else should we know?")).to_have_value("Ask … or …. Locked.")
    assert desk.received() == []
    send(page)
    says(page, THANKS)
    assert desk.received() == [(PLACE, "closed", "Ask … or …. Locked.")]


def test_what_waits_can_be_changed_and_deleted(page: Page, desk: Desk) -> None:
    keep_one(page, words="Locked.")
    mine(page).get_by_role("button", name="Change").click()
    expect(page.get_by_label("What else should we know?")).to_have_value("Locked.")
    expect(page.get_by_role("radio", name=CLOSED)).to_be_checked()
    page.get_by_label("What else should we know?").fill("Locked since May.")
    send(page)
    says(page, KEPT)
    expect(mine(page)).to_have_count(1)
    expect(mine(page)).to_contain_text("Locked since May.")
    fill(page, words="Another.")
    send(page)
    expect(mine(page)).to_have_count(2)
    mine(page).filter(has_text="Another.").get_by_role("button", name="Delete").click()
    expect(mine(page)).to_have_count(1)
    page.context.set_offline(False)
    expect(mine(page)).to_have_count(0)
    assert desk.received() == [(PLACE, "closed", "Locked since May.")]


def test_who_was_turned_away_sees_at_once_where_else_to_go(page: Page) -> None:
    page.context.set_offline(True)
    elsewhere = page.get_by_role("heading", name="Other places, and people to talk with")
    expect(elsewhere).to_be_hidden()
    fill(page, UNSAFE)
    expect(elsewhere).to_be_visible()
    send(page)
    says(page, KEPT)
    expect(elsewhere).to_be_visible()
    near = page.get_by_role("link", name="Other places near you")
    assert "/en/services#place=Northampton&is=naloxone" in (near.get_attribute("href") or "")
    expect(page.get_by_role("link", name="Call 988", exact=True)).to_be_visible()


def test_what_was_never_tried_is_deleted_for_certain_and_else_it_may_have_arrived(
    page: Page, healthy: ChaosServer
) -> None:
    keep_one(page)
    mine(page).get_by_role("button", name="Delete").click()
    says(page, "Deleted. It was not sent.")
    page.context.set_offline(False)
    healthy.set(REPORT, "reset")
    fill(page)
    with answered(page):
        send(page)
    mine(page).get_by_role("button", name="Delete").click()
    says(page, "Deleted on this phone. It may have been sent before.")


def test_a_change_that_is_given_up_leaves_the_report_as_it_was(page: Page, desk: Desk) -> None:
    keep_one(page, words="Locked.")
    mine(page).get_by_role("button", name="Change").click()
    page.get_by_role("button", name="Leave it as it was").click()
    expect(page.get_by_label("What else should we know?")).to_have_value("")
    fill(page, words="Another.")
    send(page)
    expect(mine(page)).to_have_count(2)


def test_without_scripts_a_plain_form_does_it(chrome: Browser, healthy: ChaosServer, desk: Desk) -> None:
    context = chrome.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(healthy.url("/es/report"))
    page.get_by_label("¿Qué lugar o qué línea?").select_option(PLACE)
    page.get_by_label("Está cerrado, o se mudó").check()
    page.get_by_label("¿Qué más debemos saber?").fill("Cerró. Llame a sam@example.org")
    page.get_by_role("button", name="Enviar").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Quitamos lo que podría identificar a alguien.")
    expect(page.get_by_label("Lo que se envía")).to_have_value("Cerró. Llame a …")
    assert desk.received() == []
    page.get_by_role("button", name="Enviar").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Gracias. Lo vamos a revisar.")
    assert desk.received() == [(PLACE, "closed", "Cerró. Llame a …")]
    context.close()
