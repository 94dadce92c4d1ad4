"""The server's process is dead: pages, languages, services and map are there all the same."""

import html
import re
from contextlib import suppress
from pathlib import Path

import pytest

from pwa.built import Build
from pwa.listing import listed
from pwa.site import Site
from tests.browser.phone import LANGUAGES
from tests.browser.test_map import STREET_IS_DRAWN
from tests.browser.test_saving import body_of
from tests.chaos.client import ChaosServer
from tests.engines.driver import Engine

WHOLE = """async () => {
    if (document.querySelector('.exit') && !document.querySelector('body > [role=status]')) return null
    const styles = [...document.querySelectorAll('link[rel=stylesheet]')]
    if (styles.some(({ sheet }) => !sheet)) return null
    const named = [...document.querySelectorAll('[src], link[href^="/static/"]')].map((each) => each.src ?? each.href)
    const gone = styles.filter(({ sheet }) => !sheet?.cssRules.length).map(({ href }) => href)
    for (const address of new Set(named)) if (!(await fetch(address).catch(() => null))?.ok) gone.push(address)
    const { height } = document.querySelector('h1').getBoundingClientRect()
    return {
        title: document.title, language: document.documentElement.lang, tall: height > 10,
        read: document.querySelector('main').innerText.length > 10, lacks: gone,
    }
}"""
"""What there is of a page whose scripts have run and whose styles are there, or null before."""

KINDS = (
    *("overamping", "safer-use", "safer-use/storage", "learn", "mixing", "laws", "quiz", "search"),
    *("services", "lines", "report", "poster", "qr", "sources", "privacy"),
)
"""Beside the core, one page of each kind: what its templates and scripts do, those of the others do."""

BANDS = """() => {
    const texts = (root, css) => [...root.querySelectorAll(css)].map(({ textContent }) => textContent.trim())
    const words = document.querySelector('#finder-words-shown').content
    return [texts(document, '.finder-list h3'), texts(words, '[data-key^=band]')]
}"""
"""The headings over what is found, and all there are, the nearest first."""

FOUND = "() => [...document.querySelectorAll('.finder-found:not([hidden]) .service')].map(({ id }) => id)"
MARKED = "() => [...document.querySelectorAll('.map-ground .mark')].flatMap(({ dataset }) => dataset.ids.split(' '))"
SWITCH = {"en": "Español", "es": "English"}


def title_of(whole_site: Path, address: str) -> str:
    """The title of a page as it was built."""
    found = re.search(rb"<title>(.*?)</title>", body_of(whole_site, address), re.DOTALL)
    assert found
    return html.unescape(found[1].decode())


def find(engine: Engine, server: ChaosServer, language: str) -> list[str]:
    """Open the list of services, and type a ZIP."""
    engine.open(server.url(f"/{language}/services"))
    engine.click("#finder-place")
    engine.press(*"01060")
    ids: list[str] = engine.wait_until(FOUND)
    return ids


def open_map(engine: Engine) -> None:
    """Tap until the map is there: what was just found may still move the switch while a finger comes down."""
    for _ in range(3):
        engine.click("[data-show='map']")
        with suppress(AssertionError):
            engine.wait_until("() => document.querySelector('.map-sheet') !== null", timeout_s=5)
            break
    engine.wait_until(STREET_IS_DRAWN)


def test_the_core_and_one_page_of_each_kind_open_whole_in_both_languages(
    engine: Engine, unreachable: ChaosServer, whole_site: Path, made: Build
) -> None:
    core = [address for address in list(made.entries)[: made.core] if "." not in address]
    pages = [*core, *(f"/{language}/{slug}" for language in LANGUAGES for slug in KINDS)]
    assert len(core) >= 14
    whole = {"tall": True, "read": True, "lacks": []}
    for address in pages:
        engine.open(unreachable.url(address))
        expected = {"title": title_of(whole_site, address), "language": address[1:3], **whole}
        assert engine.wait_until(WHOLE) == expected, address


@pytest.mark.parametrize("slug", ["", "overdose", "services", "safer-use/storage"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_language_is_switched_on_the_same_page(
    engine: Engine, unreachable: ChaosServer, whole_site: Path, slug: str, language: str
) -> None:
    other = "es" if language == "en" else "en"
    engine.open(unreachable.url(f"/{language}/{slug}"))
    engine.click(".bar-languages a", SWITCH[language])
    engine.wait_until("(path) => location.pathname === path && document.title", f"/{other}/{slug}")
    assert engine.wait_until(WHOLE)["title"] == title_of(whole_site, f"/{other}/{slug}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_zip_puts_the_services_in_order_and_a_choice_narrows_them(
    engine: Engine, unreachable: ChaosServer, site: Site, language: str
) -> None:
    near = find(engine, unreachable, language)
    assert {"nbox-pulaski", "hampshire-hope", "tapestry-northampton"} <= set(near)
    shown, known = engine.evaluate(BANDS)
    assert len(shown) > 1
    assert shown == [each for each in known if each in shown], "the nearest first"
    engine.click(".finder-more summary")
    engine.click(".finder-more .check:has([name=dropIn])")
    narrowed = engine.wait_until(
        f"(before) => {{ const now = ({FOUND})(); return `${{now}}` !== `${{before}}` && now }}", near
    )
    walk_in = {each.service.id for each in listed(site.library.directory, lines=False) if each.service.walk_in}
    assert narrowed
    assert set(narrowed) <= walk_in
    assert [each for each in near if each in walk_in] == [each for each in narrowed if each in near], (
        "the order stays"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_map_opens_with_its_streets_and_the_places_of_the_list(
    engine: Engine, unreachable: ChaosServer, language: str
) -> None:
    listed_ids = find(engine, unreachable, language)
    open_map(engine)
    marked = (
        "() => [...document.querySelectorAll('.map-ground .mark')].flatMap((mark) => mark.dataset.ids.split(' '))"
    )
    marks = engine.wait_until(marked)
    assert set(marks) & set(listed_ids)


def test_the_map_opens_with_a_server_too(engine: Engine, server: ChaosServer) -> None:
    find(engine, server, "en")
    open_map(engine)
    engine.wait_until("() => document.querySelector('.map-ground .mark')?.getAttribute('aria-label')")
