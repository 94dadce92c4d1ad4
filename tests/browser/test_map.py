"""The map beside the list: opens offline, has nothing the list has not, and gives way to it where it fails."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Playwright, ViewportSize, expect

from pwa.areas.context import context_of
from pwa.areas.encode import MapSource
from pwa.areas.making import keep_map, make_map, with_source
from pwa.areas.opening import open_input
from pwa.model.directory import read_directory
from tests.areas import ground
from tests.browser.conftest import Open
from tests.browser.engine import wait_for_offline, wait_until
from tests.browser.phone import LANGUAGES, Phone
from tests.browser.test_keeping_packs import HAS, LEFT, erase
from tests.browser.test_reading import AXE
from tests.chaos.client import ChaosServer
from tests.conftest import MakeBuild
from tests.far_area import HOME

NARROW: ViewportSize = {"width": 360, "height": 740}
WIDE: ViewportSize = {"width": 1280, "height": 900}

STREET_IS_DRAWN = """() => {
    const sheet = document.querySelector('.map-sheet')
    if (!sheet?.width) return false
    const wanted = getComputedStyle(sheet).getPropertyValue('--map-main').trim()
    const probe = document.createElement('canvas').getContext('2d')
    probe.fillStyle = wanted
    probe.fillRect(0, 0, 1, 1)
    const [red, green, blue] = probe.getImageData(0, 0, 1, 1).data
    const { data } = sheet.getContext('2d').getImageData(0, 0, sheet.width, sheet.height)
    let count = 0
    for (let at = 0; at < data.length; at += 4) {
        if (Math.abs(data[at] - red) + Math.abs(data[at + 1] - green) + Math.abs(data[at + 2] - blue) < 30) count++
    }
    return count > 20
}"""


def put_streets(content: Path, translations: Path) -> None:
    """Make the map of the home area from the made-up ground, as `flask areas build` does."""
    area = read_directory(content).areas[HOME]
    file = ground.as_geojson(content.parent / "ground.geojson")
    opened = with_source(open_input(str(file)), MapSource("", "2026", "Made up", "A test"), file.name)
    keep_map(content.parent / "packs", HOME, make_map(HOME, area, [opened], context_of).body)


@pytest.fixture(scope="module")
def with_streets(make_build: MakeBuild) -> Path:
    """A build whose home has streets."""
    return make_build(put_streets, "streets")


@pytest.fixture
def walker(playwright: Playwright, tmp_path: Path, with_streets: Path) -> Iterator[Phone]:
    """A phone on which everything is saved, the map too."""
    with ChaosServer.start(with_streets) as server:
        phone = Phone(playwright, tmp_path / "profile", server)
        phone.page.set_viewport_size(NARROW)
        phone.open("/en/about")
        wait_for_offline(phone.page, "ready")
        wait_until(phone.page, HAS, HOME)
        yield phone
        phone.close()


def open_map(phone: Phone, language: str = "en", fragment: str = "#place=01060") -> Page:
    """Open the page of services, and ask for the map."""
    phone.open(f"/{language}/services{fragment}")
    page = phone.page
    page.locator(".finder-found:not([hidden])" if fragment else ".towns").wait_for()
    page.locator("[data-show='map']").click()
    page.locator(".map-ground .mark").first.wait_for()
    return page


def test_looking_at_the_map_after_erasing_keeps_nothing(walker: Phone) -> None:
    walker.open("/en/offline-status")
    erase(walker)
    page = open_map(walker)
    wait_until(page, STREET_IS_DRAWN)
    assert page.evaluate(LEFT) == [[], []]


def marks(page: Page) -> Locator:
    return page.locator(".map-ground .mark")


def ids_of(page: Page) -> set[str]:
    """The places on the map, in groups or alone."""
    return {name for mark in marks(page).all() for name in str(mark.get_attribute("data-ids")).split()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_map_opens_with_its_streets_when_the_server_is_gone(walker: Phone, language: str) -> None:
    walker.server.kill()
    walker.turn_off_and_on()
    walker.page.set_viewport_size(NARROW)
    page = open_map(walker, language)
    wait_until(page, STREET_IS_DRAWN)
    expect(page.locator("[data-map='sources']")).to_contain_text("A test, Made up, 2026")
    expect(page.locator("[data-map='sources']")).to_contain_text("GeoNames")
    expect(page.locator("[data-map='miles']")).to_contain_text("mi")
    walker.watch.assert_clean()


def test_no_map_is_fetched_before_somebody_asks(reader: Open) -> None:
    page = reader("/en/services#place=01060")
    page.locator(".finder-found:not([hidden])").wait_for()
    fetched = "() => performance.getEntriesByType('resource').map(({ name }) => name.split('/').pop())"
    assert not [name for name in page.evaluate(fetched) if name.startswith(("view.", "map.", "trust."))]
    page.locator("[data-show='map']").click()
    page.locator(".map-ground .mark").first.wait_for()
    assert [name for name in page.evaluate(fetched) if name.startswith("view.")]


def test_every_mark_is_a_button_with_a_name_and_stands_in_the_list(walker: Phone) -> None:
    page = open_map(walker)
    listed = set(page.locator(".finder-list .service").evaluate_all("(cards) => cards.map(({ id }) => id)"))
    everything = set(page.evaluate("() => [...document.querySelectorAll('article.service')].map(({ id }) => id)"))
    assert listed
    assert ids_of(page) <= everything
    for each in marks(page).all():
        assert each.evaluate("(mark) => mark.tagName") == "BUTTON"
        assert each.get_attribute("aria-label")
        box = each.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 44


def test_a_choice_changes_list_and_map_alike(walker: Phone) -> None:
    page = open_map(walker, fragment="")
    before = ids_of(page)
    page.locator("#finder-kind").select_option("emergency-room")
    page.locator("[data-show='list']").click()
    found = set(page.locator(".finder-list .service").evaluate_all("(cards) => cards.map(({ id }) => id)"))
    page.locator("[data-show='map']").click()
    assert ids_of(page) <= found
    assert ids_of(page) != before


def test_a_mark_opens_the_card_of_the_list_and_escape_gives_everything_back(walker: Phone) -> None:
    page = open_map(walker, fragment="#words=cooley")
    mark = marks(page).first
    name = str(mark.get_attribute("data-ids"))
    mark.focus()
    page.keyboard.press("Enter")
    card = page.locator(f"[data-map='card'] #{name}")
    expect(card).to_be_visible()
    expect(card.locator("details").first).to_have_attribute("open", "")
    assert page.locator(f"#{name}").count() == 1, "it is the same card, not a copy"
    assert card.evaluate("(card) => card.contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(page.locator("[data-map='panel']")).to_be_hidden()
    assert page.evaluate("() => document.activeElement.dataset.ids") == name
    page.locator("[data-show='list']").click()
    expect(page.locator(f".finder-list #{name}")).to_be_visible()


def test_several_places_under_one_mark_can_be_told_apart(walker: Phone) -> None:
    page = open_map(walker)
    for _ in range(14):
        group = page.locator(".mark:not(:has(svg))").first
        if group.count() == 0 or page.locator("[data-map='panel']:not([hidden])").count():
            break
        expect(group).to_have_attribute("aria-label", f"{group.inner_text()} places here")
        group.click()
        page.wait_for_function("() => !document.querySelector('.leaflet-zoom-anim')")
    choices = page.locator(".map-choices button")
    if choices.count():
        choices.first.click()
        expect(page.locator("[data-map='card'] article")).to_have_count(1)


def test_a_card_shows_its_place_on_the_map(walker: Phone) -> None:
    walker.open("/en/services#words=cooley")
    page = walker.page
    card = page.locator(".finder-list .service").first
    name = str(card.get_attribute("id"))
    card.locator("summary").first.click()
    card.get_by_role("button", name="Show on the map").click()
    page.locator(".mark--chosen").wait_for()
    assert name in str(page.locator(".mark--chosen").get_attribute("data-ids")).split()
    assert page.evaluate("() => document.activeElement.classList.contains('mark')")


def test_the_list_can_be_of_what_is_in_view(walker: Phone) -> None:
    page = open_map(walker)
    for _ in range(3):
        page.locator("[data-zoom='1']").click()
        page.wait_for_function("() => !document.querySelector('.leaflet-zoom-anim')")
    seen = ids_of(page)
    page.get_by_role("button", name="List only what is in view").click()
    found = set(page.locator(".finder-list .service").evaluate_all("(cards) => cards.map(({ id }) => id)"))
    assert found
    assert found <= seen
    page.get_by_role("button", name="List only what is in view").click()
    expect(page.locator(".finder-list .service")).not_to_have_count(len(found))


def test_on_a_wide_screen_list_and_map_stand_side_by_side(walker: Phone) -> None:
    walker.page.set_viewport_size(WIDE)
    page = open_map(walker)
    ground_box, list_box = page.locator(".map-ground").bounding_box(), page.locator(".cards").bounding_box()
    assert ground_box
    assert list_box
    assert ground_box["x"] + ground_box["width"] <= list_box["x"]


def test_on_a_wide_screen_the_map_goes_where_the_opened_card_is(walker: Phone) -> None:
    walker.page.set_viewport_size(WIDE)
    page = open_map(walker)
    card = page.locator(".finder-list .service:has([data-directions])").last
    name = str(card.get_attribute("id"))
    card.locator("summary").first.click()
    chosen = page.locator(".mark--chosen")
    chosen.wait_for()
    assert name in str(chosen.get_attribute("data-ids")).split()
    expect(card.locator("summary").first).to_be_focused()


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_on_the_map(walker: Phone, language: str) -> None:
    page = open_map(walker, language)
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("async () => (await axe.run()).violations.map((v) => [v.id, v.nodes.map((n) => n.html)])")
    assert found == []
    region = page.get_by_role("region", name="Map of the places found" if language == "en" else "Mapa de los lugares")
    expect(region).to_be_visible()


def test_keys_move_and_zoom_the_map(walker: Phone) -> None:
    page = open_map(walker)
    page.locator(".map-ground").focus()
    before = page.locator("[data-map='miles']").inner_text()
    page.keyboard.press("+")
    wait_until(page, "(before) => document.querySelector('[data-map=miles]').textContent !== before", before)
    page.keyboard.press("ArrowRight")
    walker.watch.assert_clean()


def test_the_page_of_the_map_admits_two_constant_strings_and_no_other(walker: Phone) -> None:
    page = open_map(walker)
    page.evaluate("() => { document.createElement('p').innerHTML = '' }")
    refused = page.evaluate("""() => {
        try { document.createElement('p').innerHTML = '<b>x</b>'; return '' } catch (error) { return error.name }
    }""")
    assert refused == "TypeError"
    walker.open("/en/about")
    assert "default" not in walker.page.evaluate(
        "async () => (await fetch(location.href)).headers.get('content-security-policy').split('trusted-types')[1]"
    )


def test_a_damaged_map_leaves_the_places_and_can_be_tried_again(walker: Phone) -> None:
    walker.page.evaluate("""async () => {
        const cache = await caches.open('packs')
        for (const { url } of await cache.keys()) {
            if (!url.endsWith('kept')) await cache.put(url, new Response('{"version": 1, "kind": "map"}'))
        }
    }""")
    walker.server.set("/packs/index.json", "status 503")
    page = open_map(walker)
    expect(page.locator("[data-map='why']")).to_contain_text("The saved map is damaged")
    assert page.evaluate(STREET_IS_DRAWN) is False
    assert ids_of(page)
    walker.server.clear()
    page.get_by_role("button", name="Try again").click()
    wait_until(page, STREET_IS_DRAWN)
    expect(page.locator("[data-map='trouble']")).to_be_hidden()


def test_a_map_that_does_not_come_leaves_the_list(reader: Open) -> None:
    page = reader("/en/services#place=01060")
    page.locator(".finder-found:not([hidden])").wait_for()
    page.route("**/css/map.*", lambda route: route.abort())
    page.locator("[data-show='map']").click()
    expect(page.locator(".map-switch [role='status']")).to_have_text(
        "The map does not work right now. The list has the same places."
    )
    expect(page.locator(".finder-list .service").first).to_be_visible()
