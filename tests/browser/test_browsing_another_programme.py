"""Another programme on a phone: three languages to switch between, without a network, in its own state."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.another_programme import ENVIRONMENT
from tests.browser.engine import installability_errors, wait_for_offline, wait_until
from tests.browser.phone import Phone
from tests.chaos.client import ChaosServer
from tests.conftest import Built

HEADINGS = {
    "en": "Someone won’t wake up: what to do",  # noqa: RUF001 - as it is printed
    "es": "Alguien no se despierta: qué hacer",
    "pt": "Alguém não acorda: o que fazer",
}
SMALL = 320


@pytest.fixture
def server(another: Built) -> Iterator[ChaosServer]:
    """A server of the other programme's site."""
    with ChaosServer.start(another.folder) as running:
        yield running


@pytest.fixture
def saved(phone: Phone) -> Phone:
    """A small phone that reads Portuguese and has everything saved; the server is gone."""
    phone.page.set_viewport_size({"width": SMALL, "height": 568})
    phone.save("/pt/")
    wait_until(phone.page, "async () => (await (await caches.match('/language'))?.json()) === 'pt'")
    phone.server.kill()
    return phone


def test_each_language_leads_to_the_two_others_on_one_line_of_a_small_phone(saved: Phone) -> None:
    page = saved.open("/pt/overdose")
    for code in ("en", "es", "pt"):
        page.locator(f".bar-languages a[lang={code}]").click()
        expect(page.locator("h1")).to_have_text(HEADINGS[code])
        expect(page).to_have_url(saved.server.url(f"/{code}/overdose"))
        pills = page.locator(".bar-languages a")
        assert pills.evaluate_all("(links) => links.map(({ lang }) => lang)") == [c for c in HEADINGS if c != code]
        boxes = [pill.bounding_box() for pill in [*pills.all(), page.locator(".bar-name")]]
        assert len({box and round(box["y"] + box["height"] / 2) for box in boxes}) == 1
        assert all(box and box["height"] >= 44 for box in boxes)
        assert page.evaluate("() => document.documentElement.scrollWidth") == SMALL
    saved.watch.assert_clean()


def test_without_a_network_the_language_last_read_opens_and_every_address_has_an_answer(saved: Phone) -> None:
    assert saved.open("/").url == saved.server.url("/pt/")
    assert saved.open("/pt/nowhere").locator("h1").inner_text() == "Sem conexão"
    for code, heading in HEADINGS.items():
        assert saved.open(f"/{code}/overdose").locator("h1").inner_text() == heading
    expect(saved.open("/pt/").locator(".saved")).to_contain_text("Salvo neste telefone. Todas as ")


def test_the_guided_rescue_speaks_portuguese_without_a_network(saved: Phone) -> None:
    page = saved.open("/pt/overdose")
    page.get_by_role("link", name="Começar passo a passo").click()
    rescue = page.locator(".rescue")
    expect(rescue.get_by_role("heading", name="A pessoa acorda?")).to_be_visible()
    rescue.get_by_role("button", name="Não, não acorda").click()
    page.locator('.rescue[data-step="help"]').wait_for()
    expect(rescue.locator("a.rescue-call")).to_have_attribute("href", "tel:911")
    saved.watch.assert_clean()


def test_services_of_its_state_are_found_by_zip_and_by_the_language_they_speak(saved: Phone) -> None:
    page = saved.open("/pt/services")
    page.locator("form.finder:not([hidden])").wait_for()
    page.locator("#finder-place").fill("87102")
    cards = page.locator(".finder-list .service")
    expect(cards.first).to_have_attribute("id", "juniper-van")
    expect(page.locator("#juniper-clinic")).to_be_visible()
    page.locator(".finder-more summary").click()
    page.get_by_label("falam espanhol").check()
    expect(page.locator("#juniper-clinic")).to_be_visible()
    page.get_by_label("falam português").check()
    expect(page.locator(".finder-list #juniper-clinic")).to_have_count(0)
    expect(page.locator(".finder-list #juniper-van")).to_be_visible()
    expect(page).to_have_url(re.compile("speaks-es=1&speaks-pt=1"))
    page.reload()
    expect(page.get_by_label("falam português")).to_be_checked()
    expect(page.locator(".finder-list #juniper-clinic")).to_have_count(0)
    saved.watch.assert_clean()


def test_search_finds_portuguese_words_typed_without_their_accents(saved: Phone) -> None:
    page = saved.open("/pt/search")
    page.get_by_role("searchbox").fill("alguem nao acorda")
    expect(page.locator("main a[href^='/pt/overdose']").first).to_be_visible()


def test_it_can_be_installed_in_portuguese_under_its_own_name(phone: Phone) -> None:
    page = phone.open("/pt/")
    wait_for_offline(page, "ready")
    assert installability_errors(page) == []
    assert page.title().startswith(ENVIRONMENT["RESPIRA_NAME"])


def test_a_static_host_sends_a_browser_that_asks_for_portuguese_to_it(phone: Phone, another: Built) -> None:
    phone.context.add_init_script("Object.defineProperty(navigator, 'languages', { get: () => ['pt-BR', 'en'] })")
    page = another.root / "index.html"
    phone.context.route("**/static-host", lambda route: route.fulfill(path=page, content_type="text/html"))
    phone.open("/static-host")
    expect(phone.page).to_have_url(phone.server.url("/pt/"))
