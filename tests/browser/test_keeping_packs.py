"""Packs on a phone: kept whole or not at all, used without a network, replaced in one step, taken away when asked."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Playwright, expect

from tests.browser.engine import cached_paths, set_quota, wait_for_offline, wait_until
from tests.browser.phone import LANGUAGES, Phone
from tests.chaos.client import ChaosServer
from tests.conftest import MakeBuild
from tests.far_area import HOME, add_far_area, put_map
from tests.site_copies import rewrite

LEFT = "async () => [await caches.keys(), (await indexedDB.databases()).map(({ name }) => name)]"
"""What is left when all was erased: names of caches and of databases."""
KEPT = """async () => {
    const found = await caches.match('/packs/kept', { cacheName: 'packs' })
    return found ? (await found.json()).kept.map(({ name }) => name) : []
}"""
HAS = "async (name) => ((await (await caches.match('/packs/kept', { cacheName: 'packs' }))?.json())?.kept ?? [])"
HAS += ".some((pack) => pack.name === name)"
AN_HOUR_LATER = """() => {
    const now = Date.now()
    Date.now = () => now + 2 * 60 * 60_000
    dispatchEvent(new Event('online'))
}"""
"""When a phone that comes to the front may ask for what is new."""
SPOIL = """async (path) => {
    const cache = await caches.open('packs')
    const whole = await (await cache.match(path)).text()
    await cache.put(path, new Response(whole.replace('"', "'")))
}"""
FAR, ZIPS = "services-far-away", "places-us"


@pytest.fixture(scope="module")
def far_site(make_build: MakeBuild) -> Path:
    """A build with a map of home, and an area far away that is not saved with the site."""
    return make_build(far_away(), "far")


def far_away(street: str = "Main Street") -> Callable[[Path, Path], None]:
    def edit(content: Path, translations: Path) -> None:
        add_far_area(content, translations)
        put_map(content.parent / "packs", street)

    return edit


def index_of(build: Path) -> dict[str, dict[str, Any]]:
    index = json.loads((build / "site/packs/index.json").read_bytes())
    return {pack["name"]: pack for pack in index["packs"]}


@pytest.fixture
def far_phone(playwright: Playwright, tmp_path: Path, far_site: Path) -> Iterator[Phone]:
    """A phone on that site, with the page of what is saved open, and everything saved."""
    with ChaosServer.start(far_site) as server:
        phone = Phone(playwright, tmp_path / "profile", server)
        phone.open("/en/offline-status")
        wait_for_offline(phone.page, "ready")
        wait_until(phone.page, HAS, HOME)
        yield phone
        phone.close()


def button(phone: Phone, words: str, name: str) -> Locator:
    """A button of one pack."""
    return phone.page.locator(f"[data-pack='{name}']").filter(has_text=words)


def told(phone: Phone) -> Locator:
    """What the page says of the last try."""
    return phone.page.locator("#packs [role='status']")


def keep(phone: Phone, name: str) -> None:
    """Keep one pack, and wait for it."""
    button(phone, "Keep on this phone", name).click()
    wait_until(phone.page, HAS, name)


def kept(phone: Phone) -> list[str]:
    return list(phone.page.evaluate(KEPT))


def test_the_map_of_home_comes_by_itself_once_the_pages_are_whole(far_phone: Phone, far_site: Path) -> None:
    assert kept(far_phone) == [HOME]
    file = f"/packs/{index_of(far_site)[HOME]['file']}"
    assert cached_paths(far_phone.page)["packs"] == ["/packs/kept", file]
    far_phone.watch.assert_clean()


def test_a_map_of_home_that_did_not_come_is_asked_for_again_when_the_network_works(
    playwright: Playwright, tmp_path: Path, far_site: Path
) -> None:
    file = f"/packs/{index_of(far_site)[HOME]['file']}"
    with ChaosServer.start(far_site) as server:
        server.set(file, "status 503")
        phone = Phone(playwright, tmp_path / "profile", server)
        phone.open("/en/about")
        server.wait_for(file)
        server.clear()
        phone.page.evaluate(AN_HOUR_LATER)
        wait_until(phone.page, HAS, HOME)
        phone.close()


def test_opening_pages_asks_nobody_for_packs(far_phone: Phone) -> None:
    mark = far_phone.server.mark()
    for path in ("/en/offline-status", "/es/services", "/en/about"):
        far_phone.open(path)
        wait_for_offline(far_phone.page, "ready")
    assert [r.path for r in far_phone.server.requests(mark) if "/packs/" in r.path] == []


@pytest.mark.parametrize("connection", ["{ saveData: true }", "{ type: 'cellular' }"])
def test_a_phone_that_may_pay_for_it_is_asked_first(
    playwright: Playwright, tmp_path: Path, far_site: Path, connection: str
) -> None:
    with ChaosServer.start(far_site) as server:
        phone = Phone(playwright, tmp_path / "profile", server)
        phone.context.add_init_script(
            f"Object.defineProperty(navigator, 'connection', {{ get: () => ({connection}) }})"
        )
        phone.open("/en/offline-status")
        wait_for_offline(phone.page, "ready")
        expect(phone.page.locator("#packs")).to_contain_text("you may be paying for this network")
        assert kept(phone) == []
        keep(phone, HOME)
        phone.close()


def test_a_map_once_removed_does_not_come_back_by_itself(far_phone: Phone) -> None:
    button(far_phone, "Remove", HOME).click()
    expect(told(far_phone)).to_contain_text("Removed.")
    assert kept(far_phone) == []
    assert cached_paths(far_phone.page)["packs"] == ["/packs/kept"]
    wake_up_on_another_day(far_phone)
    expect(button(far_phone, "Keep on this phone", HOME)).to_be_visible()
    assert kept(far_phone) == []


def wake_up_on_another_day(phone: Phone) -> None:
    """The app comes back to the front, a day after it last asked what there is."""
    looked = "async () => (await (await caches.match('/packs/kept', { cacheName: 'packs' })).json()).looked"
    phone.page.evaluate("""async () => {
        const found = await (await caches.match('/packs/kept', { cacheName: 'packs' })).json()
        const longAgo = new Response(JSON.stringify({ ...found, looked: '2020-01-01' }))
        await (await caches.open('packs')).put('/packs/kept', longAgo)
    }""")
    phone.page.evaluate(AN_HOUR_LATER)
    wait_until(phone.page, f"async () => (await ({looked})()) !== '2020-01-01'")


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_area_far_away_is_searched_with_the_server_gone(far_phone: Phone, language: str) -> None:
    keep(far_phone, FAR)
    far_phone.server.kill()
    far_phone.turn_off_and_on()
    far_phone.open(f"/{language}/services#words=lake")
    page = far_phone.page
    page.locator("#lake-exchange").wait_for()
    assert page.locator(".finder-list .service").count() == 2
    page.locator("#lake-exchange summary").click()
    expect(page.locator("#lake-exchange address")).to_contain_text("10 Broadway")
    expect(page.locator("#lake-exchange [data-keep] button").first).to_be_visible()
    assert page.locator("#lake-exchange a[href='tel:+12195550100']").count() == 1
    page.locator("#finder-kind").select_option("overdose-prevention-center")
    expect(page.locator(".finder-list .service")).to_have_count(1)
    far_phone.open(f"/{language}/services#lake-clinic")
    expect(page.locator("#lake-clinic details").first).to_have_attribute("open", "")
    far_phone.watch.assert_clean(allow=["ERR_CONNECTION_REFUSED"])


def test_what_was_kept_is_searched_at_once_and_no_more_when_removed(far_phone: Phone) -> None:
    far_phone.open("/en/services#words=lake")
    far_phone.page.locator("form.finder:not([hidden])").wait_for()
    assert far_phone.page.locator("#lake-exchange").count() == 0
    keep(far_phone, FAR)
    far_phone.page.locator("#lake-exchange").wait_for()
    button(far_phone, "Remove", FAR).click()
    expect(far_phone.page.locator("#lake-exchange")).to_have_count(0)


def test_every_zip_of_the_country_is_known_once_it_is_kept(far_phone: Phone) -> None:
    far_phone.open("/en/services#place=46402")
    count = far_phone.page.locator(".finder-count")
    expect(count).to_contain_text("we know only roughly where that is")
    keep(far_phone, ZIPS)
    expect(count).to_contain_text("Distances from 46402, Gary, IN.")
    far_phone.server.kill()
    far_phone.open("/en/services#place=Springfield")
    expect(count).to_contain_text("Distances from Springfield, MA.")


@pytest.mark.parametrize("fault", ["truncate 2000", "truncate-length 2000", "captive200", "captive302", "status 503"])
def test_a_pack_that_came_broken_is_not_kept_and_the_page_says_so(
    far_phone: Phone, far_site: Path, fault: str
) -> None:
    far_phone.server.set(f"/packs/{index_of(far_site)[FAR]['file']}", fault)
    button(far_phone, "Keep on this phone", FAR).click()
    expect(told(far_phone)).to_contain_text("Try again later.")
    assert kept(far_phone) == [HOME]
    assert len(cached_paths(far_phone.page)["packs"]) == 2
    far_phone.server.clear()
    keep(far_phone, FAR)


def test_a_download_can_be_stopped(far_phone: Phone, far_site: Path) -> None:
    far_phone.server.set(f"/packs/{index_of(far_site)[ZIPS]['file']}", "hang")
    button(far_phone, "Keep on this phone", ZIPS).click()
    expect(far_phone.page.get_by_role("progressbar", name="Find a place")).to_be_visible()
    button(far_phone, "Stop", ZIPS).click()
    expect(told(far_phone)).to_have_text("Stopped. Nothing was kept.")
    expect(button(far_phone, "Keep on this phone", ZIPS)).to_be_focused()
    assert kept(far_phone) == [HOME]


def test_a_full_phone_is_told_what_could_go(far_phone: Phone) -> None:
    set_quota(far_phone.page, far_phone.server.origin, 4_000_000)
    button(far_phone, "Keep on this phone", ZIPS).click()
    expect(told(far_phone)).to_contain_text("Remove one of these, then try again: Map: Western Massachusetts")
    assert kept(far_phone) == [HOME]
    set_quota(far_phone.page, far_phone.server.origin, None)


def test_a_newer_pack_takes_the_place_of_the_one_before_in_one_step(
    far_phone: Phone, far_site: Path, make_build: MakeBuild
) -> None:
    newer = make_build(far_away("Another Street"), "newer")
    before, after = (f"/packs/{index_of(site)[HOME]['file']}" for site in (far_site, newer))
    far_phone.server.deploy(newer)
    far_phone.server.set(after, "truncate 100")
    far_phone.page.get_by_role("button", name="See what there is now").click()
    expect(far_phone.page.locator("#packs")).to_contain_text("There is a newer one.")
    button(far_phone, "Get the newer one", HOME).click()
    expect(told(far_phone)).to_contain_text("Try again later.")
    assert before in cached_paths(far_phone.page)["packs"], "the one before stays until the new one is whole"
    far_phone.server.clear()
    button(far_phone, "Get the newer one", HOME).click()
    expect(told(far_phone)).to_contain_text("Kept on this phone.")
    assert cached_paths(far_phone.page)["packs"] == ["/packs/kept", after]


def test_newer_streets_of_home_come_by_themselves(far_phone: Phone, far_site: Path, make_build: MakeBuild) -> None:
    newer = make_build(far_away("Another Street"), "newer-home")
    far_phone.server.deploy(newer)
    after = f"/packs/{index_of(newer)[HOME]['file']}"
    wake_up_on_another_day(far_phone)
    wait_until(far_phone.page, "async (path) => Boolean(await caches.match(path))", after)
    assert cached_paths(far_phone.page)["packs"] == ["/packs/kept", after]
    expect(far_phone.page.locator("#packs")).not_to_contain_text("There is a newer one.")


def test_a_pack_replaced_on_the_server_since_is_found_under_its_new_name(
    far_phone: Phone, make_build: MakeBuild
) -> None:
    def edit(content: Path, translations: Path) -> None:
        far_away()(content, translations)
        rewrite(content / "services/far-away.toml", 'name = "Lake Clinic"', 'name = "Lake Doctors"')

    far_phone.server.deploy(make_build(edit, "replaced"))
    keep(far_phone, FAR)
    far_phone.server.kill()
    far_phone.open("/en/services#words=doctors")
    far_phone.page.locator("#lake-clinic").wait_for()


def test_a_pack_spoilt_on_the_phone_is_fetched_once_more_and_never_used(far_phone: Phone, far_site: Path) -> None:
    keep(far_phone, FAR)
    path = f"/packs/{index_of(far_site)[FAR]['file']}"
    far_phone.page.evaluate(SPOIL, path)
    far_phone.server.set(path, "status 503")
    far_phone.open("/en/services#words=lake")
    far_phone.page.locator("form.finder:not([hidden])").wait_for()
    assert far_phone.page.locator("#lake-exchange").count() == 0
    expect(far_phone.page.locator(".finder-count")).to_contain_text("Nothing matches.")
    far_phone.server.clear()
    far_phone.open("/es/services#words=lake")
    far_phone.page.locator("#lake-exchange").wait_for()
    far_phone.server.kill()
    far_phone.open("/en/services#words=lake")
    far_phone.page.locator("#lake-exchange").wait_for()


def erase(phone: Phone) -> None:
    """Erase from this phone, on the page where packs are kept."""
    phone.page.locator("[data-erase='ask']").click()
    phone.page.locator("[data-erase='yes']").click()
    expect(phone.page.locator("[data-erase='done']")).to_contain_text("Erased.")


def test_erasing_takes_packs_too_and_nothing_comes_back_by_itself(far_phone: Phone) -> None:
    page = far_phone.page
    erase(far_phone)
    expect(page.locator("#packs")).to_be_hidden()
    assert cached_paths(page) == {}
    far_phone.open("/en/about")
    wait_until(page, "() => document.querySelector('.saved')?.dataset.state === 'off'")
    assert cached_paths(page) == {}


def test_without_a_network_the_page_shows_what_is_kept_and_what_there_was(far_phone: Phone) -> None:
    far_phone.server.kill()
    far_phone.open("/es/offline-status")
    expect(far_phone.page.locator("#packs li")).to_have_count(3)
    expect(far_phone.page.locator("#packs li").first).to_contain_text("Mapa: Oeste de Massachusetts")
    far_phone.watch.assert_clean()
    far_phone.page.get_by_role("button", name="Guardar en este teléfono").first.click()
    expect(told(far_phone)).to_contain_text("No hay red o se cortó a la mitad.")
    assert kept(far_phone) == [HOME]


def test_a_record_nobody_can_read_loses_no_page(far_phone: Phone) -> None:
    for broken in ("{", '{"kept": 5}', '{"kept": [{"file": "../sw.js"}]}'):
        far_phone.page.evaluate(
            "async (text) => (await caches.open('packs')).put('/packs/kept', new Response(text))", broken
        )
        far_phone.open("/en/services#place=01060")
        far_phone.page.locator(".finder-found:not([hidden])").wait_for()
