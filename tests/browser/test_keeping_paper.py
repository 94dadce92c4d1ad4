"""A poster opened once is on the phone; half a poster never is. A printed page carries the way back to the app."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Browser

from pwa import create_app
from pwa.build import build_site
from pwa.config import Settings
from tests.browser.engine import cached_paths, wait_for_offline, wait_until
from tests.browser.phone import Phone
from tests.browser.test_updates import visit_and_wait_for
from tests.camera import codes
from tests.chaos.client import ChaosServer
from tests.conftest import Built, MakeBuild
from tests.site_copies import change_entry, rewrite

KEPT = "async (path) => Boolean(await caches.match(path, { cacheName: 'paper' }))"
BYTES = "async (path) => [...new Uint8Array(await (await fetch(path)).arrayBuffer())]"
OPEN = "async (path) => { const answer = await fetch(path); await answer.arrayBuffer(); return answer.status }"
SENTENCE = "Try this one first."


@pytest.fixture
def reader(phone: Phone) -> Phone:
    """A phone on which everything is saved, with the page of the posters open."""
    phone.open("/en/poster")
    wait_for_offline(phone.page, "ready")
    return phone


def offered(phone: Phone) -> list[str]:
    """The addresses of the PDFs on the page."""
    links = phone.page.locator("main a[href$='.pdf']").all()
    return [str(link.get_attribute("href")) for link in links]


def test_a_pdf_opened_once_opens_without_a_network(reader: Phone, built: Built) -> None:
    poster, other = offered(reader)[:2]
    reader.page.locator(f"main a[href='{poster}']").click()
    reader.page.wait_for_url(f"**{poster}")
    reader.open("/en/poster")
    wait_until(reader.page, KEPT, poster)
    reader.server.kill()
    answer = reader.page.goto(reader.server.url(poster))
    assert answer is not None
    assert (answer.status, answer.header_value("content-type")) == (200, "application/pdf")
    reader.open("/en/poster")
    assert bytes(reader.page.evaluate(BYTES, poster)) == built.body(poster)
    assert not reader.page.evaluate(KEPT, other)


@pytest.mark.parametrize("fault", ["truncate 3000", "truncate-length 3000", "captive200", "status 503"])
def test_a_pdf_that_came_broken_is_not_kept(reader: Phone, fault: str) -> None:
    (broken, whole) = offered(reader)[:2]
    reader.server.set(broken, fault)
    reader.page.evaluate(f"(path) => ({OPEN})(path).catch(() => 0)", broken)
    reader.server.set(broken, "pass")
    reader.page.evaluate(OPEN, whole)
    wait_until(reader.page, KEPT, whole)
    assert not reader.page.evaluate(KEPT, broken)
    reader.page.evaluate("(path) => fetch(path, { cache: 'reload' }).then((answer) => answer.arrayBuffer())", broken)
    wait_until(reader.page, KEPT, broken)


def test_an_update_keeps_what_is_still_printed_and_removes_what_is_not(reader: Phone, make_build: MakeBuild) -> None:
    def change(content: Path, translations: Path) -> None:
        rewrite(content / "poster.toml", SENTENCE, f"{SENTENCE} Newer words.")
        change_entry(translations, "es", SENTENCE, lambda entry: setattr(entry, "id", f"{SENTENCE} Newer words."))

    newer = make_build(change, "newer-poster")
    poster, _, card = offered(reader)
    for address in (poster, card):
        reader.page.evaluate(OPEN, address)
        wait_until(reader.page, KEPT, address)
    reader.server.deploy(newer)
    visit_and_wait_for(reader, newer, "/en/poster")
    assert card in offered(reader), "the card does not have the sentence"
    assert poster not in offered(reader)
    assert list(cached_paths(reader.page)["paper"]) == [card]


def test_erasing_takes_the_posters_too(reader: Phone) -> None:
    (address, *_) = offered(reader)
    reader.page.evaluate(OPEN, address)
    wait_until(reader.page, KEPT, address)
    reader.open("/en/offline-status")
    wait_for_offline(reader.page, "ready")
    reader.page.get_by_role("button", name="Erase from this phone").click()
    reader.page.get_by_role("button", name="Yes, erase it").click()
    reader.page.get_by_text("Erased. Only the note not to save stays on this phone.").wait_for()
    assert reader.page.evaluate("() => caches.keys()") == []


@pytest.fixture(scope="module")
def known(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChaosServer]:
    """The site of a deployment that knows its own address."""
    chosen = replace(settings, url="https://respira.example", build=tmp_path_factory.mktemp("known") / "build")
    build_site(create_app(chosen), precompress=False)
    with ChaosServer.start(chosen.build) as server:
        yield server


@pytest.mark.parametrize(
    ("path", "most"), [("overdose", 12), ("poster", 1), ("laws", 40), ("quiz", 12), ("mixing", 20), ("", 2)]
)
def test_a_printed_page_has_the_code_in_its_corner(chrome: Browser, known: ChaosServer, path: str, most: int) -> None:
    page = chrome.new_page(service_workers="block")
    page.goto(known.url(f"/es/{path}"))
    with pypdfium2.PdfDocument(page.pdf(format="Letter", prefer_css_page_size=True)) as printed:
        assert codes(printed[0]) == ["https://respira.example/es/"]
        assert len(printed) <= most
    page.close()
