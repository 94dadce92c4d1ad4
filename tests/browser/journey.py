"""One reader who opens every page and uses everything once: what tests of privacy look at."""

from collections.abc import Iterator

from playwright.sync_api import Geolocation, Page, expect

from pwa.built import Build
from pwa.site import Site
from tests.browser.engine import wait_for_offline, wait_until
from tests.browser.helper import Flow, Helper
from tests.browser.leaving import ELSEWHERE, answer_elsewhere, leave
from tests.browser.phone import Phone
from tests.browser.reporting import BUSY, CLOSED, UNSAFE, fill, says, send
from tests.browser.test_detailed_map import DETAIL, HADLEY
from tests.browser.test_installing import OFFER
from tests.browser.test_keeping_packs import HAS, ZIPS, keep
from tests.browser.test_map import open_map
from tests.browser.test_rescue import TO_CPR
from tests.browser.test_services import FORM, ask, found
from tests.browser.voices import VOICES
from tests.chaos.client import ChaosServer
from tests.far_area import HOME

ZIP, TOWN, WORDS, SOUGHT, REPORTED = "01035", "Turners Falls", "gandara", "quixotic", "locked since May"
PLACE: Geolocation = {"latitude": 42.37512, "longitude": -72.51987}
"""What the reader types, and where they are."""


def use_everything(phone: Phone, made: Build, flows: dict[str, Flow], site: Site) -> Iterator[None]:
    """Go one step at a time. After each the page is one of ours, and what was stored for it still is."""
    phone.context.add_init_script(VOICES)
    phone.context.add_init_script(OFFER)
    phone.open("/").get_by_role("button", name="Not now").click()
    wait_for_offline(phone.page, "ready")
    wait_until(phone.page, HAS, HOME)
    open_every_page(phone.page, phone.server, made)
    yield
    answer_a_rescue(phone, flows)
    yield
    find_services(phone)
    yield
    read_and_learn(phone, site)
    yield
    report(phone)
    yield
    keep_all_there_is(phone)
    yield
    leave_without_a_network(phone)
    yield
    leave_quickly(phone)
    yield


def open_every_page(page: Page, server: ChaosServer, made: Build) -> None:
    """Open every page in every language."""
    for address in (each for each in made.entries if "." not in each):
        page.goto(server.url(address))


def answer_a_rescue(phone: Phone, flows: dict[str, Flow]) -> None:
    """Go through the guided rescue as far as a dose and CPR, and leave it running."""
    helper = Helper(phone.page, phone.server.origin, flows, "en")
    helper.start()
    helper.go(*TO_CPR)
    assert helper.kept


def find_services(phone: Phone) -> None:
    """Type a ZIP, a town and words, tell where the phone is, narrow, keep a service, make a contact."""
    page = phone.open("/en/services")
    page.locator(FORM).wait_for()
    for place in (ZIP, TOWN):
        ask(page, place)
        found(page)
    phone.context.set_geolocation(PLACE)
    phone.context.grant_permissions(["geolocation"])
    page.get_by_role("button", name="Where I am now").click()
    expect(page.locator(".finder-count")).to_contain_text("where you are now")
    page.get_by_label("What are you looking for?").select_option("naloxone")
    page.get_by_text("More choices").click()
    page.get_by_label("take people who walk in").check()
    page.get_by_label("A name or a word").fill(WORDS)
    wait_until(page, "(words) => location.hash.includes(words)", WORDS)
    page.goto(phone.server.url("/en/about"))
    page = phone.open("/en/services#otp-hcrc-northampton")
    card = page.locator("#otp-hcrc-northampton")
    card.get_by_role("button", name="Save on this phone").click()
    card.get_by_text("Add to contacts").click()
    with page.expect_download():
        card.get_by_role("button", name="Make a contact").click()


def report(phone: Phone) -> None:
    """Say that a place is closed, and that somebody was turned away; what is not taken by this server stays here."""
    for what in (CLOSED, UNSAFE):
        page = phone.open("/en/report")
        fill(page, what, REPORTED)
        send(page)
        says(page, BUSY)


def read_and_learn(phone: Phone, site: Site) -> None:
    """Search, mix, pick a state, do the quiz and keep the score, listen, pass a page on, change the language."""
    page = phone.open("/en/search")
    page.locator("input[type=search]").fill(SOUGHT)
    wait_until(page, "(words) => location.hash.includes(words)", SOUGHT)
    page = phone.open("/en/mixing")
    for select, substance in zip(page.locator(".picker select").all(), ("opioids", "alcohol"), strict=True):
        select.select_option(substance)
    phone.open("/en/laws").locator(".picker select").select_option("MA")
    page = phone.open("/en/quiz")
    for _ in site.library.quiz.question:
        page.locator(".question:visible .answer").first.click()
        page.get_by_role("button", name="Next question").click()
    page.get_by_role("button", name="Keep my score").click()
    page = phone.open("/en/naloxone")
    page.locator(".aloud button").first.click()
    wait_until(page, "() => speechSynthesis.speaking")
    phone.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Share this page").click()
    expect(page.locator(".pass-on [role=status]")).to_have_text("The address was copied.")
    page = phone.open("/en/about")
    page.get_by_role("link", name="Español").click()
    page.wait_for_url("**/es/about")


def keep_all_there_is(phone: Phone) -> None:
    """Keep each pack, a poster and the browser's promise; turn Shift off; look at the map."""
    page = phone.open("/en/offline-status")
    for name in (ZIPS, DETAIL):
        keep(phone, name)
    page.get_by_role("button", name="Keep it").click()
    page.get_by_label("Shift three times leaves").uncheck()
    page.locator("[data-status=check]").click()
    page = phone.open("/en/poster")
    poster = page.locator("main a[href$='.pdf']").first
    address = poster.get_attribute("href")
    poster.click()
    page.wait_for_url(f"**{address}")
    phone.open("/en/poster")
    wait_until(page, "async (path) => Boolean(await caches.match(path, { cacheName: 'paper' }))", address)
    open_map(phone, fragment=HADLEY)


def leave_without_a_network(phone: Phone) -> None:
    """Exit to our own page, where the mark of it can still be seen."""
    phone.open("/en/about")
    phone.context.set_offline(True)
    leave(phone.page)
    phone.page.wait_for_url("**/en/today")
    phone.context.set_offline(False)


def leave_quickly(phone: Phone) -> None:
    """Exit to the other site, and come back another day by typing the address. The rescue is over by then."""
    phone.page.evaluate("() => localStorage.removeItem('respira.rescue')")
    phone.open("/en/overdose")
    answer_elsewhere(phone.page)
    leave(phone.page)
    phone.page.wait_for_url(ELSEWHERE)
    phone.page.unroute(f"{ELSEWHERE}**")
    phone.open("/es/")


def erase(phone: Phone) -> None:
    """Take everything away again, at once: the worker may still be reading what is saved."""
    page = phone.open("/en/offline-status")
    page.get_by_role("button", name="Erase from this phone").click()
    page.get_by_role("button", name="Yes, erase it").click()
    page.get_by_text("Erased. Only the note not to save stays on this phone.").wait_for()
