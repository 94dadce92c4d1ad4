"""The first visit: what is saved, in which order, and that nothing wrong is ever called saved."""

import json
import re
from pathlib import Path

import pytest

from pwa.build import on_disk
from pwa.built import Build, read_build
from pwa.headers import HeaderTable
from pwa.serving import NOT_SERVED, address_of
from tests.browser.engine import Workers, cached_paths, wait_for_offline, wait_until, worker_states
from tests.browser.phone import LANGUAGES, Phone

FAULTS = ["status 500", "truncate 2000", "truncate-length 2000", "captive302", "captive200", "reset"]


def build_of(folder: Path) -> Build:
    made = read_build(folder)
    assert made is not None
    return made


def body_of(folder: Path, address: str) -> bytes:
    return (folder / "site" / on_disk(address)).read_bytes()


def saved_sentence(phone: Phone) -> str:
    return phone.page.locator("[data-enhance=saved]").inner_text()


def test_one_visit_saves_every_page_in_both_languages(phone: Phone, built_site: Path) -> None:
    phone.save()
    made = build_of(built_site)
    (name,) = [name for name in cached_paths(phone.page) if name.startswith("site-")]
    assert cached_paths(phone.page)[name] == sorted(made.entries)
    assert made.generation in name
    root = built_site / "site"
    files = (f"/{file.relative_to(root).as_posix()}" for code in LANGUAGES for file in (root / code).rglob("*.html"))
    assert {address_of(file) for file in files if not NOT_SERVED.match(file)} <= made.entries.keys()
    assert f"All {len(made.entries)} parts" in saved_sentence(phone)
    phone.watch.assert_clean()


def test_every_page_opens_after_the_server_died_and_the_phone_was_restarted(phone: Phone, built_site: Path) -> None:
    phone.save()
    phone.server.kill()
    phone.turn_off_and_on()
    pages = [address for address in build_of(built_site).entries if "." not in address]
    assert len(pages) >= 24
    for address in pages:
        answer = phone.page.goto(phone.server.url(address))
        assert answer is not None
        assert answer.body() == body_of(built_site, address), address
        if address.endswith("/today"):
            continue  # It says nothing of us, no other language either.
        other = "es" if address.startswith("/en") else "en"
        phone.page.get_by_role("link", name="Español" if other == "es" else "English").click()
        wait_until(phone.page, "(lang) => document.documentElement.lang === lang", other)
        assert phone.page.url == phone.server.url(address.replace(address[:3], f"/{other}", 1))
    phone.watch.assert_clean()


def test_the_overdose_guide_is_among_the_first_pages_fetched(phone: Phone) -> None:
    phone.open("/en/about")
    wait_for_offline(phone.page, "ready")
    started = phone.server.wait_for("/sw.js").number
    pages = [request.path for request in phone.server.requests(started) if "." not in request.path]
    # A browser asks for six at a time, and they arrive in any order; icons it asks for by itself.
    assert {"/en/overdose", "/es/overdose"} <= set(pages[:8])


def test_a_file_named_by_its_content_travels_once(phone: Phone) -> None:
    phone.open("/en/about")
    wait_for_offline(phone.page, "ready")
    asked = [request.path for request in phone.server.requests() if request.path.startswith("/static/")]
    assert sorted(asked) == sorted(set(asked))


def test_the_core_is_enough_to_take_over_and_the_page_says_which_part_is_saved(
    phone: Phone, built_site: Path
) -> None:
    made = build_of(built_site)
    rest = list(made.entries)[made.core :]
    for path in rest:
        if path.startswith(("/en/", "/es/")):
            phone.server.set(path, "hang")
    phone.open("/en/")
    wait_for_offline(phone.page, "core")
    assert phone.page.locator("html").get_attribute("data-offline") == "core"
    assert saved_sentence(phone).startswith("The overdose guide is saved.")
    phone.server.kill()
    phone.open("/es/overdose")
    assert phone.page.locator("h1").inner_text() == "Alguien no se despierta: qué hacer"


def test_the_rest_is_filled_where_it_stopped_when_the_network_is_back(phone: Phone, built_site: Path) -> None:
    phone.server.set("/en/sedation", "status 500")
    phone.open("/en/")
    wait_until(phone.page, "() => document.querySelector('.saved').dataset.state === 'partly'")
    assert "needs a network once" in saved_sentence(phone)
    phone.server.clear()
    mark = phone.server.mark()
    phone.open("/en/")
    wait_for_offline(phone.page, "ready")
    asked = [r.path for r in phone.server.requests(mark) if not r.service_worker and "/packs/" not in r.path]
    assert asked == ["/en/sedation"]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_first_install_with_one_bad_answer_is_refused_and_the_next_try_fetches_only_that(
    phone: Phone, built_site: Path, fault: str
) -> None:
    workers = Workers(phone.page)
    phone.server.set("/es/overdose", fault)
    phone.open("/en/about")
    workers.wait_for("redundant")
    wait_until(phone.page, "() => document.querySelector('.saved').dataset.state === 'network'")
    assert phone.page.locator("html").get_attribute("data-offline") == "none"
    assert worker_states(phone.page) == {}
    phone.server.clear()
    mark = phone.server.mark()
    phone.open("/en/offline-status")
    wait_for_offline(phone.page, "ready")
    again = [r.path for r in phone.server.requests(mark) if r.path in ("/en/overdose", "/es/overdose")]
    assert set(again) == {"/es/overdose"}
    phone.server.kill()
    answer = phone.page.goto(phone.server.url("/es/overdose"))
    assert answer is not None
    assert answer.body() == body_of(built_site, "/es/overdose")


def test_bytes_spoilt_once_on_the_way_are_asked_for_again_at_once(phone: Phone) -> None:
    phone.server.set("/es/naloxone", "captive200", times=1)
    phone.open("/en/")
    wait_for_offline(phone.page, "ready")
    asked = [r for r in phone.server.requests() if r.path == "/es/naloxone"]
    assert [r.mode for r in asked] == ["captive200", "pass"]
    assert asked[1].headers["cache-control"] == "no-cache"
    assert asked[1].headers.get("if-none-match") is None


def test_a_phone_on_one_bar_tries_again_by_itself(phone: Phone) -> None:
    phone.page.clock.install()
    phone.server.set("/en/overdose", "status 503")
    phone.open("/en/")
    wait_until(phone.page, "() => document.querySelector('.saved').dataset.state === 'network'")
    phone.server.clear()
    phone.page.clock.fast_forward(6_000)
    wait_for_offline(phone.page, "ready")


def test_the_second_visit_asks_the_network_for_the_worker_only(phone: Phone) -> None:
    phone.save()
    phone.turn_off_and_on()
    mark = phone.server.mark()
    for path in ("/en/", "/es/overdose", "/en/naloxone"):
        phone.open(path)
        wait_for_offline(phone.page, "ready")
    assert {r.path for r in phone.server.requests(mark)} <= {"/sw.js"}
    phone.watch.assert_clean()


def test_no_page_is_reloaded_by_the_first_install(phone: Phone) -> None:
    phone.context.add_init_script("sessionStorage.loads = Number(sessionStorage.loads || 0) + 1")
    phone.open("/en/")
    wait_for_offline(phone.page, "ready")
    assert phone.page.evaluate("() => [sessionStorage.loads, Boolean(navigator.serviceWorker.controller)]") == [
        "1",
        True,
    ]


def test_no_saved_answer_is_a_redirect_and_each_carries_its_headers(phone: Phone, built_site: Path) -> None:
    phone.open("/en/")
    wait_for_offline(phone.page, "ready")
    answers = phone.page.evaluate("""async () => {
        const found = []
        for (const name of (await caches.keys()).filter((each) => each.startsWith('site-'))) {
            const cache = await caches.open(name)
            for (const request of await cache.keys()) {
                const { redirected, status, headers } = await cache.match(request)
                found.push({ url: request.url, redirected, status, headers: Object.fromEntries(headers) })
            }
        }
        return found
    }""")
    assert answers
    table = HeaderTable(build_of(built_site).headers)
    for answer in answers:
        assert (answer["redirected"], answer["status"]) == (False, 200), json.dumps(answer)
        address = answer["url"].removeprefix(phone.server.origin)
        expected = {name.lower(): value for name, value in table.of(address).items()}
        assert expected.items() <= answer["headers"].items(), answer["url"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_saved_for_offline_shows_what_the_worker_read_back(phone: Phone, built_site: Path, language: str) -> None:
    phone.page.set_viewport_size({"width": 320, "height": 568})
    phone.open(f"/{language}/offline-status")
    wait_for_offline(phone.page, "ready")
    heights = phone.page.locator(".status dt").evaluate_all("(all) => all.map((each) => each.clientHeight)")
    assert max(heights) < 60, "a label is squeezed into more than two lines"
    made = build_of(built_site)
    total = len(made.entries)
    assert phone.page.locator("[data-status=parts]").inner_text() == f"{total} / {total}"
    assert phone.page.locator("[data-status=generation]").inner_text() == made.generation[:8]
    size = sum(len(body_of(built_site, address)) for address in made.entries)
    shown = phone.page.locator("[data-status=size]").inner_text()
    assert re.sub(r"\D", "", shown) == str(round(size / 1000)), shown
    assert phone.page.locator("[data-status=date]").inner_text().strip("\u2013 ") != ""
    assert str(total) in saved_sentence(phone)
    phone.server.kill()
    phone.page.evaluate("""async () => {
        const name = (await caches.keys()).find((each) => each.startsWith('site-'))
        await (await caches.open(name)).put('/es/sources', new Response('other bytes'))
    }""")
    phone.page.locator("[data-status=check]").click()
    phone.page.locator("[data-status=parts]", has_text=f"{total - 1} / {total}").wait_for()


def test_what_the_page_itself_cannot_find_is_not_called_saved(phone: Phone) -> None:
    """A worker may read from a store that was deleted beneath it."""
    phone.open("/en/")
    wait_for_offline(phone.page, "ready")
    phone.context.add_init_script("""caches.keys = async () => []
        navigator.serviceWorker.addEventListener('message', ({ data }) => {
            window.heard ||= data.type === 'status'
        })""")
    phone.open("/en/about")
    wait_until(phone.page, "() => window.heard && new Promise((done) => setTimeout(() => done(true)))")
    assert phone.page.evaluate("() => document.documentElement.dataset.offline") == "none"
