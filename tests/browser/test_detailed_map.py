"""The detailed map on a phone: comes in pieces, is never begun anew, and gives way to the streets where it fails."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from pwa.areas.cut import cut
from pwa.areas.making import keep_map
from pwa.areas.opening import parts_of
from pwa.model.directory import read_directory
from pwa.packs import PIECE
from tests.areas.basemap import as_basemap
from tests.browser.engine import set_quota, wait_for_offline, wait_until
from tests.browser.phone import LANGUAGES, Phone
from tests.browser.test_keeping_packs import HAS, LEFT, button, erase, index_of, keep, kept, told
from tests.browser.test_map import NARROW, STREET_IS_DRAWN, open_map, put_streets
from tests.chaos.client import ChaosServer
from tests.conftest import MakeBuild
from tests.far_area import HOME

DETAIL = f"detail-{HOME}"
HADLEY = "#place=01035"
"""Lies where the basemap reaches."""

PIECES = """async () => {
    const open = indexedDB.open('respira.pieces')
    await new Promise((done) => { open.onsuccess = done })
    if (!open.result.objectStoreNames.length) return []
    const all = open.result.transaction('pieces').objectStore('pieces').getAllKeys()
    await new Promise((done) => { all.onsuccess = done })
    open.result.close()
    return all.result.map(([, number]) => number)
}"""
SPOIL = """async () => {
    const open = indexedDB.open('respira.pieces')
    await new Promise((done) => { open.onsuccess = done })
    const store = open.result.transaction('pieces', 'readwrite').objectStore('pieces')
    const keys = store.getAllKeys()
    await new Promise((done) => { keys.onsuccess = done })
    const put = store.put(new ArrayBuffer(3), keys.result[0])
    await new Promise((done) => { put.onsuccess = done })
    open.result.close()
}"""
DRAWN = """() => [...document.querySelectorAll('canvas.leaflet-tile-loaded')].some((tile) => {
    const { data } = tile.getContext('2d').getImageData(0, 0, tile.width, tile.height)
    const colours = new Set(new Uint32Array(data.buffer))
    return colours.size > 10
})"""


def put_detail(content: Path, translations: Path) -> None:
    """Put streets and a detailed map beside the site, as the commands do."""
    put_streets(content, translations)
    file = as_basemap(content.parent / "base.pmtiles")
    bounds = read_directory(content).areas[HOME].bounds
    assert bounds
    keep_map(
        content.parent / "packs", HOME, cut(str(file), parts_of(str(file)), bounds, lambda share: None), "pmtiles"
    )


@pytest.fixture(scope="module")
def detailed(make_build: MakeBuild) -> Path:
    return make_build(put_detail, "detailed")


@pytest.fixture
def phone(playwright: Playwright, tmp_path: Path, detailed: Path) -> Iterator[Phone]:
    """A phone with everything saved but the detailed map, on the page that offers it."""
    with ChaosServer.start(detailed) as server:
        phone = Phone(playwright, tmp_path / "profile", server)
        phone.page.set_viewport_size(NARROW)
        phone.open("/en/offline-status")
        wait_for_offline(phone.page, "ready")
        wait_until(phone.page, HAS, HOME)
        yield phone
        phone.close()


def path_of(build: Path) -> str:
    return f"/packs/{index_of(build)[DETAIL]['file']}"


def pieces(page: Page) -> list[int]:
    return sorted(page.evaluate(PIECES))


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_drawn_when_the_server_is_gone_and_keeps_to_the_policy(phone: Phone, language: str) -> None:
    keep(phone, DETAIL)
    phone.server.kill()
    phone.turn_off_and_on()
    phone.page.set_viewport_size(NARROW)
    page = open_map(phone, language, HADLEY)
    wait_until(page, DRAWN)
    assert not page.evaluate(STREET_IS_DRAWN), "the streets are drawn over it"
    expect(page.locator("[data-map='sources']")).to_contain_text("© OpenStreetMap contributors, ODbL 1.0, 2026-10-01")
    expect(page.locator("[data-map='trouble']")).to_be_hidden()
    phone.watch.assert_clean()


def test_nobody_is_sent_any_of_it_who_does_not_ask(phone: Phone, detailed: Path) -> None:
    open_map(phone, fragment=HADLEY)
    assert path_of(detailed) not in [request.path for request in phone.server.requests()]
    assert phone.page.evaluate("() => indexedDB.databases().then((all) => all.length)") == 0 or not pieces(phone.page)


def test_its_size_is_told_before(phone: Phone) -> None:
    expect(phone.page.locator("#packs li", has_text="Detailed map")).to_contain_text(
        "782 kB, information of Oct 1, 2026"
    )


def break_off(phone: Phone, detailed: Path) -> None:
    """Begin the download on a slow network, and lose the network after the first piece."""
    phone.server.set(path_of(detailed), f"slow {PIECE}")
    button(phone, "Keep on this phone", DETAIL).click()
    wait_until(phone.page, f"async () => (await ({PIECES})()).length > 0")
    phone.server.kill()
    expect(told(phone)).to_contain_text("it stopped halfway")
    phone.server.restart()
    phone.server.clear()


def test_a_download_that_breaks_off_goes_on_behind_the_last_whole_piece(phone: Phone, detailed: Path) -> None:
    break_off(phone, detailed)
    have = len(pieces(phone.page))
    assert 0 < have < 3
    row = phone.page.locator("#packs li", has_text="Detailed map")
    expect(row).to_contain_text(f"{have * 100 // 3} % is here already.")
    assert kept(phone) == [HOME]
    phone.page.reload()
    mark = phone.server.mark()
    button(phone, "Go on with the download", DETAIL).click()
    wait_until(phone.page, HAS, DETAIL)
    (request,) = [each for each in phone.server.requests(mark) if each.path == path_of(detailed)]
    assert request.headers["range"] == f"bytes={have * PIECE}-"
    assert request.status == 206
    wait_until(open_map(phone, fragment=HADLEY), DRAWN)


@pytest.mark.parametrize("fault", ["truncate 300000", "captive200", "reset"])
def test_what_came_broken_is_told_and_the_rest_comes_later(phone: Phone, detailed: Path, fault: str) -> None:
    phone.server.set(path_of(detailed), fault)
    button(phone, "Keep on this phone", DETAIL).click()
    expect(told(phone)).to_contain_text("ry again later.")
    assert kept(phone) == [HOME]
    assert pieces(phone.page) == ([0] if fault == "truncate 300000" else [])
    phone.server.clear()
    phone.page.locator(f"[data-pack='{DETAIL}']").first.click()
    wait_until(phone.page, HAS, DETAIL)


def test_it_can_be_stopped_and_what_came_can_be_discarded(phone: Phone, detailed: Path) -> None:
    break_off(phone, detailed)
    share = len(pieces(phone.page)) / 3
    phone.server.set(path_of(detailed), "hang")
    button(phone, "Go on with the download", DETAIL).click()
    bar = phone.page.get_by_role("progressbar", name="Detailed map")
    expect(bar).to_have_js_property("value", share)
    button(phone, "Stop", DETAIL).click()
    expect(told(phone)).to_have_text("Stopped. What came is kept: you can go on later.")
    button(phone, "Discard what is here", DETAIL).click()
    expect(button(phone, "Keep on this phone", DETAIL)).to_be_visible()
    assert pieces(phone.page) == []


def test_removed_it_leaves_nothing_and_the_streets_are_drawn(phone: Phone) -> None:
    keep(phone, DETAIL)
    button(phone, "Remove", DETAIL).click()
    expect(button(phone, "Keep on this phone", DETAIL)).to_be_visible()
    assert pieces(phone.page) == []
    page = open_map(phone, fragment=HADLEY)
    assert page.locator("canvas.leaflet-tile").count() == 0


def test_a_damaged_piece_is_never_drawn_and_only_it_is_fetched_again(phone: Phone, detailed: Path) -> None:
    keep(phone, DETAIL)
    phone.page.evaluate(SPOIL)
    page = open_map(phone, fragment=HADLEY)
    expect(page.locator("[data-map='why']")).to_contain_text("The detailed map on this phone is damaged.")
    expect(page.locator("canvas.leaflet-tile")).to_have_count(0)
    assert kept(phone) == [HOME]
    assert pieces(page) == [1, 2]
    button(phone, "Go on with the download", DETAIL).click()
    wait_until(page, HAS, DETAIL)
    wait_until(page, DRAWN)
    expect(page.locator("[data-map='trouble']")).to_be_hidden()


def test_a_phone_without_room_is_told_and_keeps_what_it_has(phone: Phone) -> None:
    used = phone.page.evaluate("async () => (await navigator.storage.estimate()).usage")
    set_quota(phone.page, phone.server.origin, used + 300_000)
    button(phone, "Keep on this phone", DETAIL).click()
    expect(told(phone)).to_contain_text("There is no room on this phone.")
    assert kept(phone) == [HOME]


def test_erasing_takes_the_pieces_too_with_the_map_open_in_another_tab(phone: Phone) -> None:
    keep(phone, DETAIL)
    other = phone.context.new_page()
    other.goto(phone.server.url(f"/en/services{HADLEY}"))
    other.locator(".finder-found:not([hidden])").wait_for()
    other.locator("[data-show='map']").click()
    wait_until(other, DRAWN)
    phone.page.locator("[data-erase='ask']").click()
    phone.page.locator("[data-erase='yes']").click()
    expect(phone.page.locator("[data-erase='done']")).to_contain_text("Erased.")
    wait_until(phone.page, "() => indexedDB.databases().then((all) => all.length === 0)")


def test_erasing_stops_a_download_and_nothing_of_it_comes_back(phone: Phone, detailed: Path) -> None:
    phone.server.set(path_of(detailed), f"slow {PIECE}")
    button(phone, "Keep on this phone", DETAIL).click()
    wait_until(phone.page, f"async () => (await ({PIECES})()).length > 0")
    erase(phone)
    expect(told(phone)).not_to_be_empty()  # It has ended, one way or the other.
    assert phone.page.evaluate(LEFT) == [[], []]
