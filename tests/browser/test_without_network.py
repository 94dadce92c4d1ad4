"""No network, a network that never answers, and addresses that are not saved."""

from pathlib import Path

import pytest

from tests.browser.conftest import Open
from tests.browser.engine import stop_workers, wait_for_offline, wait_until
from tests.browser.phone import LANGUAGES, Phone
from tests.browser.test_updates import change_sentence
from tests.conftest import MakeBuild

OFFLINE_TITLES = {"en": "No network", "es": "Sin conexión"}


@pytest.fixture
def saved(phone: Phone) -> Phone:
    """A phone on which everything is saved."""
    phone.save()
    return phone


@pytest.mark.parametrize(
    "path", ["/es/overdose/", "/es/overdose.html", "/es/overdose?source=poster", "/es/overdose#side"]
)
def test_a_page_opens_under_every_form_of_its_address(saved: Phone, path: str) -> None:
    saved.server.kill()
    assert saved.open(path).locator("h1").inner_text() == "Alguien no se despierta: qué hacer"


@pytest.mark.parametrize("path", ["/es", "/es/index.html", "/es/"])
def test_home_opens_under_every_form_of_its_address(saved: Phone, path: str) -> None:
    saved.server.kill()
    assert saved.open(path).locator("h1").inner_text() == "¿Alguien no se despierta?"


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_unknown_page_is_answered_in_the_language_of_its_address(saved: Phone, language: str) -> None:
    saved.server.kill()
    assert saved.open(f"/{language}/not-here").locator("h1").inner_text() == OFFLINE_TITLES[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_network_that_never_answers_ends_in_the_offline_page(saved: Phone, language: str) -> None:
    saved.server.set("*", "hang")
    assert saved.open(f"/{language}/not-here").locator("h1").inner_text() == OFFLINE_TITLES[language]


def test_home_without_a_language_goes_to_the_one_last_read(saved: Phone) -> None:
    saved.open("/es/about")
    wait_for_offline(saved.page, "ready")
    wait_until(saved.page, "async () => (await (await caches.match('/language'))?.json()) === 'es'")
    saved.server.kill()
    assert saved.open("/").url == saved.server.url("/es/")
    assert saved.open("/nowhere").locator("h1").inner_text() == OFFLINE_TITLES["es"]


@pytest.mark.parametrize("path", ["/en/overdose", "/es/overdose", "/en/naloxone", "/es/too-much"])
def test_an_emergency_page_needs_neither_worker_nor_network(saved: Phone, path: str) -> None:
    saved.page.goto("about:blank")
    stop_workers(saved.page)
    saved.server.set("*", "hang")
    saved.open(path)
    source = saved.page.evaluate("() => performance.getEntriesByType('navigation')[0].workerFinalSourceType")
    assert source == "cache"
    assert saved.page.locator('a[href="tel:911"]').first.is_visible()


@pytest.mark.parametrize("path", ["/en/overdose", "/en/overdose?source=poster"])  # By a static route; by the worker.
def test_an_emergency_page_lost_from_the_cache_still_gets_an_answer(saved: Phone, path: str) -> None:
    saved.page.evaluate("""async () => {
        const name = (await caches.keys()).find((each) => each.startsWith('site-'))
        await (await caches.open(name)).delete('/en/overdose')
    }""")
    assert "Someone" in saved.open(path).locator("h1").inner_text()
    wait_for_offline(saved.page, "ready")
    saved.server.kill()
    assert "Someone" in saved.open(path).locator("h1").inner_text()


def test_an_answer_of_the_server_is_passed_on_untouched(saved: Phone) -> None:
    mark = saved.server.mark()
    seen = saved.page.evaluate("""async () => {
        const post = await fetch('/en/overdose', { method: 'POST', body: 'x' })
        const icon = document.querySelector('link[rel=apple-touch-icon]').href
        const part = await fetch(icon, { cache: 'no-store', headers: { Range: 'bytes=0-9' } })
        await fetch('/healthz') // A host of files has none. What counts is that it was asked.
        return [post.status, part.status, (await part.arrayBuffer()).byteLength]
    }""")
    assert seen == [405, 206, 10]
    asked = [(r.method, r.path.split(".")[0], "range" in r.headers) for r in saved.server.requests(mark)]
    assert asked == [
        ("POST", "/en/overdose", False),
        ("GET", "/static/icons/apple-touch-180", True),
        ("GET", "/healthz", False),
    ]
    missing = saved.page.goto(saved.server.url("/en/not-here"))
    assert missing is not None
    assert missing.status == 404
    assert saved.page.locator("h1").inner_text() == "This page is not here"


def test_the_browser_itself_offline_makes_no_difference(saved: Phone) -> None:
    saved.context.set_offline(True)
    # The next page would say that it is online: Chromium tells only the page that is open.
    saved.context.add_init_script("Object.defineProperty(navigator, 'onLine', { get: () => false })")
    for path in ("/en/overdose", "/es/sources", "/es/"):
        saved.open(path)
        wait_for_offline(saved.page, "ready")
    saved.watch.assert_clean()


def test_erase_leaves_nothing_and_nothing_comes_back_until_asked(saved: Phone) -> None:
    other_tab = saved.context.new_page()
    other_tab.goto(saved.server.url("/en/overdose"))
    wait_for_offline(other_tab, "ready")
    saved.open("/en/offline-status")
    wait_for_offline(saved.page, "ready")
    saved.page.evaluate("() => { localStorage.setItem('respira.install', 'no'); sessionStorage.setItem('x', 'y') }")
    saved.page.get_by_role("button", name="Erase from this phone").click()
    saved.page.get_by_role("button", name="Yes, erase it").click()
    saved.page.get_by_text("Erased. Only the note not to save stays on this phone.").wait_for()
    left = """async () => [
        await caches.keys(), (await navigator.serviceWorker.getRegistrations()).length,
        Object.entries(localStorage), Object.keys(sessionStorage), (await indexedDB.databases()).length,
    ]"""
    nothing = [[], 0, [["respira.saving", "off"]], [], 0]
    assert saved.page.evaluate(left) == nothing
    for tab in (other_tab, saved.page):
        tab.evaluate(
            "() => { dispatchEvent(new Event('online')); document.dispatchEvent(new Event('visibilitychange')) }"
        )
    other_tab.get_by_text("Nothing is saved on this phone").wait_for()
    saved.open("/es/")
    saved.page.get_by_text("No hay nada guardado en este teléfono").wait_for()
    other_tab.goto(saved.server.url("/en/laws"))
    other_tab.get_by_text("Nothing is saved on this phone").wait_for()
    other_tab.locator("[data-pick] select").select_option(index=1)
    assert other_tab.evaluate(left) == nothing
    saved.open("/en/offline-status").get_by_role("button", name="Save it on this phone again").click()
    wait_for_offline(saved.page, "ready")


def test_erase_is_there_without_a_worker_too(reader: Open) -> None:
    page = reader("/en/offline-status")
    page.add_init_script("delete Navigator.prototype.serviceWorker")
    page.reload()
    page.evaluate("""() => new Promise((done) => {
        localStorage['respira.favorites'] = '[]'
        const request = indexedDB.open('respira.reports')
        request.onsuccess = () => done(request.result.close())
    })""")
    page.get_by_role("button", name="Erase from this phone").click()
    page.get_by_role("button", name="Yes, erase it").click()
    page.get_by_text("Erased. Only the note not to save stays on this phone.").wait_for()
    left = page.evaluate("async () => [Object.keys(localStorage), (await indexedDB.databases()).length]")
    assert left == [["respira.saving"], 0]


def test_no_page_says_saved_while_a_slow_phone_erases(saved: Phone) -> None:
    other_tab = saved.context.new_page()
    other_tab.goto(saved.server.url("/en/overdose"))
    wait_for_offline(other_tab, "ready")
    saved.open("/en/offline-status")
    wait_for_offline(saved.page, "ready")
    saved.page.evaluate("() => { caches.delete = () => new Promise(() => {}) }")
    saved.page.get_by_role("button", name="Erase from this phone").click()
    saved.page.get_by_role("button", name="Yes, erase it").click()
    saved.page.get_by_text("Erasing.").wait_for()
    other_tab.get_by_text("Nothing is saved on this phone").wait_for()
    says = "() => document.documentElement.dataset.offline"
    assert [saved.page.evaluate(says), other_tab.evaluate(says)] == ["none", "none"]
    assert saved.page.get_by_role("button", name="Save it on this phone again").is_hidden()


def test_a_worker_that_was_reading_when_the_reader_erased_puts_nothing_back(saved: Phone) -> None:
    saved.open("/en/offline-status")
    wait_for_offline(saved.page, "ready")
    (worker,) = saved.context.service_workers
    worker.evaluate("() => { heal() }")  # As on every visit: on a slow phone this takes longer than two taps.
    saved.page.get_by_role("button", name="Erase from this phone").click()
    saved.page.get_by_role("button", name="Yes, erase it").click()
    saved.page.get_by_text("Erased. Only the note not to save stays on this phone.").wait_for()
    worker.evaluate("async () => { await healing }")
    assert saved.page.evaluate("() => caches.keys()") == []


def test_what_is_saved_is_still_told_while_a_look_for_a_newer_version_hangs(saved: Phone) -> None:
    mark = saved.server.mark()
    saved.server.set("*", "hang")
    saved.open("/en/about")
    saved.server.wait_for("/sw.js", since=mark)
    saved.open("/es/about")
    wait_for_offline(saved.page, "ready")


def test_erase_empties_the_phone_while_the_network_hangs_and_nothing_comes_back_with_it(
    saved: Phone, make_build: MakeBuild
) -> None:
    mark = saved.server.mark()
    saved.server.set("*", "hang")
    saved.open("/en/offline-status")
    saved.server.wait_for("/sw.js", since=mark)
    saved.page.get_by_role("button", name="Erase from this phone").click()
    saved.page.get_by_role("button", name="Yes, erase it").click()
    saved.page.get_by_text("Erased. Only the note not to save stays on this phone.").wait_for()
    assert saved.page.evaluate("() => caches.keys()") == []
    saved.server.deploy(make_build(change_sentence, "newer"))  # It would like to save itself.
    saved.server.clear()
    saved.open("/en/about").get_by_text("Nothing is saved on this phone").wait_for()
    wait_until(saved.page, "async () => (await navigator.serviceWorker.getRegistrations()).length === 0")
    assert saved.page.evaluate("() => caches.keys()") == []


def test_keep_it_asks_the_browser_and_says_what_it_answered(saved: Phone) -> None:
    saved.page.add_init_script("navigator.storage.persist = async () => false")
    saved.open("/en/offline-status")
    saved.page.get_by_role("button", name="Keep it").click()
    saved.page.get_by_text("The browser did not promise.").wait_for()
    saved.page.add_init_script("navigator.storage.persist = async () => true")
    saved.open("/en/offline-status").get_by_role("button", name="Keep it").click()
    saved.page.get_by_text("The browser has promised to keep it.").wait_for()


def test_check_again_finds_what_was_lost(saved: Phone, built_site: Path) -> None:
    saved.open("/en/offline-status")
    wait_for_offline(saved.page, "ready")
    saved.server.kill()
    saved.page.evaluate("""async () => {
        const name = (await caches.keys()).find((each) => each.startsWith('site-'))
        await (await caches.open(name)).delete('/es/sources')
    }""")
    saved.page.get_by_role("button", name="Check again").click()
    wait_until(saved.page, "() => document.documentElement.dataset.offline === 'core'")
    saved.page.locator("[data-enhance=saved]", has_text="needs a network once").wait_for()
