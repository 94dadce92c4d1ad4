"""A report when something fails: whoever answers, it arrives once, and the page says what is true."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Open
from tests.browser.engine import PATIENCE_S, wait, wait_for_offline, wait_until
from tests.browser.phone import Phone
from tests.browser.reporting import (
    BUSY,
    IN_QUEUE,
    KEPT,
    PLACE,
    REPORT,
    THANKS,
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


@pytest.mark.parametrize("trouble", ["captive200", "captive302", "status 404", "status 503", "reset", "truncate 5"])
def test_whoever_else_answers_the_report_waits_and_arrives_once(
    page: Page, desk: Desk, healthy: ChaosServer, trouble: str
) -> None:
    """Cut short (`truncate`) is an answer of ours that was lost: the program has it, and the phone cannot know."""
    healthy.set(REPORT, trouble)
    fill(page)
    with answered(page):
        send(page)
    says(page, BUSY if trouble.startswith("status") else KEPT)
    expect(mine(page)).to_have_count(1)
    healthy.clear()
    page.get_by_role("button", name="Send them now").click()
    expect(mine(page)).to_have_count(0)
    assert desk.received() == [(PLACE, "closed", "")]


def test_one_that_never_gets_through_holds_up_no_other(page: Page, desk: Desk) -> None:
    def judge(route: Route) -> None:
        if "forbidden" in (route.request.post_data or ""):
            route.fulfill(status=403, body="<h1>No.</h1>", content_type="text/html")
        else:
            route.continue_()

    page.route(f"**{REPORT}", judge)
    page.context.set_offline(True)
    for words in ("One.", "forbidden", "Two.", "Three."):
        fill(page, words=words)
        send(page)
        expect(mine(page).filter(has_text=words)).to_have_count(1)
    page.context.set_offline(False)
    expect(mine(page)).to_have_text([re.compile("forbidden")])
    assert sorted(text for _, _, text in desk.received()) == ["One.", "Three.", "Two."]


def test_one_too_many_waits_for_tomorrow(page: Page, desk: Desk) -> None:
    answer = {"status": 429, "json": {"message": "That is enough."}, "headers": {"Retry-After": "3600"}}
    page.route(f"**{REPORT}", lambda route: route.fulfill(**answer))
    fill(page)
    send(page)
    says(page, "Saved on this phone. No more can be taken today. It will be sent later.")
    expect(mine(page)).to_contain_text("Will be sent later: no more can be taken today.")
    page.unroute(f"**{REPORT}")
    page.reload()
    expect(mine(page)).to_contain_text("Will be sent later: no more can be taken today.")
    assert desk.received() == []


def test_what_the_program_refuses_is_kept_and_can_be_mended(page: Page, desk: Desk) -> None:
    keep_one(page)
    page.evaluate("""() => new Promise((done) => {
        indexedDB.open('respira.reports').onsuccess = ({ target }) => {
            const table = target.result.transaction('waiting', 'readwrite').objectStore('waiting')
            table.openCursor().onsuccess = ({ target: { result } }) => {
                result.update({ ...result.value, service: 'gone-since' })
                table.transaction.oncomplete = () => { table.transaction.db.close(); done() }
            }
        }
    })""")
    page.context.set_offline(False)
    expect(mine(page)).to_contain_text("Not taken. The place may not be listed any more.")
    assert desk.received() == []
    mine(page).get_by_role("button", name="Change").click()
    page.get_by_label("Which place or line?").select_option(PLACE)
    send(page)
    says(page, THANKS)
    assert desk.received() == [(PLACE, "closed", "")]
    expect(mine(page)).to_have_count(0)


def test_a_change_after_a_lost_answer_loses_no_word(page: Page, desk: Desk, healthy: ChaosServer) -> None:
    healthy.set(REPORT, "truncate 5", times=1)
    fill(page, words="Locked.")
    with answered(page):
        send(page)
    says(page, KEPT)
    mine(page).get_by_role("button", name="Change").click()
    page.get_by_label("What else should we know?").fill("Locked since May.")
    send(page)
    says(page, THANKS)
    assert desk.received() == [(PLACE, "closed", "Locked since May."), (PLACE, "closed", "Locked.")]


def test_a_damaged_record_loses_only_itself(page: Page, desk: Desk) -> None:
    keep_one(page)
    page.evaluate("""() => new Promise((done) => {
        indexedDB.open('respira.reports').onsuccess = ({ target }) => {
            const { transaction } = target.result.transaction('waiting', 'readwrite')
                .objectStore('waiting').put({ version: 1 }, 'broken')
            transaction.oncomplete = () => { target.result.close(); done() }
        }
    })""")
    page.context.set_offline(False)
    expect(mine(page)).to_have_text([re.compile("This report is damaged and cannot be sent.")])  # That one, alone.
    assert desk.received() == [(PLACE, "closed", "")]
    mine(page).get_by_role("button", name="Delete").click()
    expect(mine(page)).to_have_count(0)


def test_a_phone_that_keeps_nothing_sends_at_once_or_leaves_the_words_where_they_are(
    reader: Open, desk: Desk
) -> None:
    page = reader("/en/about")
    page.add_init_script("indexedDB.open = () => { throw new DOMException('', 'InvalidStateError') }")
    page.goto(page.url.replace("/about", "/report"))
    fill(page, words="Locked.")
    page.context.set_offline(True)
    send(page)
    expect(page.locator(".report-said")).to_contain_text("It could not be saved on this phone")
    expect(page.get_by_label("What else should we know?")).to_have_value("Locked.")
    page.context.set_offline(False)
    send(page)
    says(page, THANKS)
    assert desk.received() == [(PLACE, "closed", "Locked.")]


def test_two_tabs_send_it_once(page: Page, desk: Desk, healthy: ChaosServer) -> None:
    keep_one(page)
    other = page.context.new_page()
    page.context.set_offline(False)
    other.goto(healthy.url(REPORT))
    expect(mine(page)).to_have_count(0)
    expect(mine(other)).to_have_count(0)
    assert desk.received() == [(PLACE, "closed", "")]


def test_what_another_page_has_sent_is_gone_after_back(page: Page, desk: Desk, healthy: ChaosServer) -> None:
    keep_one(page)
    page.context.set_offline(False)
    page.goto(healthy.url("/en/about"))
    wait_until(page, f"async () => (await ({IN_QUEUE})()) === 0")
    page.go_back()
    expect(page.locator("form.report[data-ready]")).to_be_visible()
    expect(mine(page)).to_have_count(0)


def test_what_is_typed_while_a_report_is_under_way_stays(page: Page, desk: Desk, healthy: ChaosServer) -> None:
    healthy.set(REPORT, "hang")
    fill(page, words="First.")
    send(page)
    says(page, KEPT)
    fill(page, words="Second.")
    healthy.clear()
    says(page, THANKS)
    expect(page.get_by_label("What else should we know?")).to_have_value("Second.")
    with answered(page):
        send(page)
    expect(mine(page)).to_have_count(0)
    assert desk.received() == [(PLACE, "closed", "First."), (PLACE, "closed", "Second.")]


def test_what_is_typed_while_a_phone_that_keeps_nothing_sends_stays(reader: Open, desk: Desk) -> None:
    page = reader("/en/about")
    page.add_init_script("indexedDB.open = () => { throw new DOMException('', 'InvalidStateError') }")
    page.goto(page.url.replace("/about", "/report"))
    held: list[Route] = []
    page.route(f"**{REPORT}", lambda route: held.append(route))
    fill(page, words="First.")
    send(page)
    says(page, "Sending …")
    fill(page, words="Second.")
    wait(page, lambda: bool(held), lambda: "no report sent", PATIENCE_S)
    held.pop().continue_()
    says(page, THANKS)
    expect(page.get_by_label("What else should we know?")).to_have_value("Second.")
    send(page)
    wait(page, lambda: bool(held), lambda: "no second report sent", PATIENCE_S)
    held.pop().continue_()
    expect(page.get_by_label("What else should we know?")).to_have_value("")
    assert desk.received() == [(PLACE, "closed", "First."), (PLACE, "closed", "Second.")]


def test_a_report_kept_while_another_tab_deletes_one_is_not_forgotten(
    page: Page, desk: Desk, healthy: ChaosServer
) -> None:
    """The other tab hears only later that its own change is done."""
    keep_one(page, words="First.")
    page.evaluate("""() => {
        globalThis.hear = new Promise((done) => { globalThis.goOn = done })
        const set = (transaction, heard) =>
            transaction.addEventListener('complete', async () => { await hear; heard(); globalThis.hasHeard = true })
        Object.defineProperty(IDBTransaction.prototype, 'oncomplete', { set(heard) { set(this, heard) } })
    }""")
    mine(page).get_by_role("button", name="Delete").click()
    wait_until(page, f"async () => (await ({IN_QUEUE})()) === 0")
    page.context.set_offline(False)
    other = page.context.new_page()
    other.goto(healthy.url(REPORT))
    other.locator("form.report[data-ready]").wait_for()
    keep_one(other, words="Second.")
    page.evaluate("() => goOn()")
    says(page, "Deleted. It was not sent.")
    assert page.evaluate("() => localStorage['respira.reports']") == "1"


def test_a_database_that_never_answers_holds_up_nobody(reader: Open, desk: Desk) -> None:
    page = reader("/en/about")
    page.add_init_script("indexedDB.open = () => new EventTarget()")
    page.goto(page.url.replace("/about", "/report"))
    fill(page, words="Locked.")
    send(page)
    expect(page.locator(".report-said")).to_have_text(THANKS, timeout=15_000)
    assert desk.received() == [(PLACE, "closed", "Locked.")]


def test_erase_takes_what_waits_away(phone: Phone, desk: Desk) -> None:
    phone.open(REPORT)
    wait_for_offline(phone.page, "ready")
    phone.server.set(REPORT, "reset")
    fill(phone.page)
    send(phone.page)
    says(phone.page, KEPT)
    phone.open("/en/offline-status").get_by_role("button", name="Erase from this phone").click()
    phone.page.get_by_role("button", name="Yes, erase it").click()
    phone.page.get_by_text("Erased. Only the note not to save stays on this phone.").wait_for()
    assert phone.page.evaluate("async () => (await indexedDB.databases()).map(({ name }) => name)") == []
    phone.server.clear()
    phone.open(REPORT)
    phone.page.locator("form.report[data-ready]").wait_for()
    assert phone.page.evaluate(IN_QUEUE) == 0
    assert desk.received() == []


def test_what_is_said_to_be_saved_after_an_erase_is_there_on_the_next_page(phone: Phone, desk: Desk) -> None:
    phone.open("/en/about")
    phone.page.evaluate("() => { localStorage['respira.saving'] = 'off' }")
    phone.open(REPORT)
    phone.server.set(REPORT, "status 503")
    fill(phone.page, words="Locked.")
    send(phone.page)
    says(phone.page, BUSY)
    phone.server.clear()
    phone.open("/en/about")
    wait_until(phone.page, f"async () => (await ({IN_QUEUE})()) === 0")
    assert desk.received() == [(PLACE, "closed", "Locked.")]
