"""Installing: what Chromium demands, one app in two languages, and an offer that is never in the way."""

import json

import pytest

from tests.browser.engine import devtools, installability_errors, wait_for_offline
from tests.browser.phone import LANGUAGES, Phone

OFFER = """
addEventListener('beforeinstallprompt', (event) => event.isTrusted && event.stopImmediatePropagation(), true)
window.asked = 0
document.addEventListener('readystatechange', () => {
    const event = new Event('beforeinstallprompt', { cancelable: true })
    event.prompt = async () => { window.asked += 1 }
    dispatchEvent(event)
}, { once: true })
"""
"""Chromium's offer, made by the test instead of by Chromium, when the page is read and no module of ours has run:
modules run between `interactive` and `DOMContentLoaded`."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_chromium_finds_nothing_that_hinders_installing(phone: Phone, language: str) -> None:
    phone.open(f"/{language}/")
    wait_for_offline(phone.page, "ready")
    assert installability_errors(phone.page) == []


def test_both_languages_are_one_app_so_that_the_switch_stays_inside(phone: Phone) -> None:
    found = []
    for language in LANGUAGES:
        phone.open(f"/{language}/overdose")
        app = devtools(phone.page).send("Page.getAppId")
        manifest = phone.page.evaluate(
            "async () => (await fetch(document.querySelector('link[rel=manifest]').href)).json()"
        )
        found.append((app["appId"], manifest["scope"], manifest["id"]))
        assert manifest["start_url"] == f"/{language}/"
        switch = phone.page.locator(".bar-languages a").get_attribute("href")
        assert switch is not None
        assert switch.startswith(manifest["scope"])
    assert found[0] == found[1]


@pytest.mark.parametrize(("language", "name"), [("en", "Notebook"), ("es", "Cuaderno")])
def test_the_plain_app_can_be_installed_and_is_another_app_than_the_usual_one(
    phone: Phone, language: str, name: str
) -> None:
    session = devtools(phone.page)
    phone.open(f"/{language}/")
    usual = session.send("Page.getAppId")["appId"]
    phone.open(f"/{language}/plain-icon")
    wait_for_offline(phone.page, "ready")
    assert installability_errors(phone.page) == []
    read = session.send("Page.getAppManifest")
    assert read["url"] == phone.server.url(f"/{language}/plain.webmanifest")
    assert json.loads(read["data"])["name"] == name
    assert session.send("Page.getAppId")["appId"] == usual + "plain"


def test_the_plain_page_asks_the_browser_even_where_the_usual_offer_was_closed(phone: Phone) -> None:
    phone.context.add_init_script(OFFER)
    phone.open("/en/")
    phone.page.get_by_role("button", name="Not now").click()
    phone.open("/en/plain-icon")
    phone.page.get_by_role("button", name="Install").click()
    assert phone.page.evaluate("() => window.asked") == 1


def test_the_offer_appears_when_it_came_before_the_scripts_and_asks_once(phone: Phone) -> None:
    phone.context.add_init_script(OFFER)
    phone.open("/en/")
    phone.page.get_by_role("button", name="Install").click()
    assert phone.page.evaluate("() => window.asked") == 1
    phone.page.get_by_role("region", name="Keep it on this phone").wait_for(state="hidden")


def test_the_offer_closed_once_stays_closed(phone: Phone) -> None:
    phone.context.add_init_script(OFFER)
    phone.open("/en/")
    phone.page.get_by_role("button", name="Not now").click()
    phone.open("/es/")
    wait_for_offline(phone.page, "ready")
    assert not phone.page.get_by_role("button", name="Instalar").is_visible()


@pytest.mark.parametrize(
    "installed",
    [
        "window.matchMedia = (query) => ({ matches: query === '(display-mode: standalone)' })",
        "Object.defineProperty(navigator, 'standalone', { value: true })",  # An iPhone's way to say it.
    ],
)
def test_no_offer_is_made_in_the_installed_app(phone: Phone, installed: str) -> None:
    phone.context.add_init_script(installed)
    phone.context.add_init_script(OFFER)
    phone.open("/en/")
    wait_for_offline(phone.page, "ready")
    assert not phone.page.locator(".install").is_visible()


def test_no_offer_is_made_where_it_cannot_be_kept(phone: Phone) -> None:
    phone.context.add_init_script(
        "addEventListener('beforeinstallprompt', (event) => event.stopImmediatePropagation())"
    )
    phone.open("/en/")
    wait_for_offline(phone.page, "ready")
    assert not phone.page.locator(".install").is_visible()


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1", "In Safari"),
        ("Mozilla/5.0 (Android 14; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0", "In Firefox"),
    ],
)
def test_browsers_without_an_offer_get_written_steps(phone: Phone, agent: str, words: str) -> None:
    devtools(phone.page).send("Network.setUserAgentOverride", {"userAgent": agent})
    phone.open("/en/")
    phone.page.locator(".install li", has_text=words).first.wait_for()
    assert phone.page.get_by_role("button", name="Install", exact=True).count() == 0
