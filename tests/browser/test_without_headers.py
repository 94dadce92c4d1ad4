"""A host that sends no header of ours, such as GitHub Pages: each page brings the policy itself, and all works."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from pwa import create_app
from pwa.build import build_site
from pwa.config import Settings
from tests.browser.engine import wait_until
from tests.browser.phone import Phone
from tests.chaos.client import ChaosServer

BROKEN = """() => {
    window.broken = []
    document.addEventListener('securitypolicyviolation', (event) => window.broken.push(event.effectiveDirective))
    const image = new Image()
    image.src = 'https://elsewhere.example/pixel.png'
    document.body.append(image)
    try {
        document.createElement('script').src = 'https://elsewhere.example/count.js'
    } catch {
        window.broken.push('trusted-types')
    }
    fetch('https://elsewhere.example/').catch(() => {})
}"""


@pytest.fixture
def visitor(settings: Settings, playwright: Playwright, tmp_path: Path) -> Iterator[Phone]:
    """A phone at such a host."""
    chosen = replace(settings, build=tmp_path / "build", policy_in_pages=True)
    build_site(create_app(chosen), precompress=False)
    with ChaosServer.start(chosen.build, "tests.chaos.sites:without_headers") as host:
        phone = Phone(playwright, tmp_path / "profile", host)
        yield phone
        phone.close()


def test_everything_is_saved_and_opens_without_the_host(visitor: Phone) -> None:
    visitor.save("/es/overdose")
    visitor.server.kill()
    visitor.turn_off_and_on()
    page = visitor.open("/es/services")
    page.get_by_label("Código postal").fill("01060")
    expect(page.locator("html[data-offline=ready]")).to_be_attached()
    page.get_by_role("link", name="English").click()
    expect(page.locator("html[lang=en]")).to_be_attached()
    visitor.watch.assert_clean()


def test_the_policy_holds_on_every_kind_of_page(visitor: Phone) -> None:
    for path in ("/en/", "/en/overdose", "/en/services", "/en/today", "/en/nothing-here", "/"):
        page = visitor.open(path)
        page.evaluate(BROKEN)
        wait_until(page, "() => window.broken?.length >= 3")
        assert set(page.evaluate("window.broken")) >= {"connect-src", "img-src", "trusted-types"}, path


def test_the_kill_switch_removes_pages_and_databases_without_a_header_too(
    visitor: Phone, settings: Settings, tmp_path: Path
) -> None:
    page = visitor.save()
    page.evaluate("""() => new Promise((done) => {
        const request = indexedDB.open('respira.pieces')
        request.onsuccess = () => done(request.result.close())
    })""")
    retired = replace(settings, build=tmp_path / "retired", policy_in_pages=True, retire=True)
    build_site(create_app(retired), precompress=False)
    visitor.server.deploy(retired.build)
    visitor.open("/en/about")
    wait_until(page, "async () => !(await caches.keys()).length && !(await indexedDB.databases()).length")
