"""Every page as people meet it: small, large, dark, by keyboard, without scripts, without a worker."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from pwa.built import read_build
from tests.browser.phone import LANGUAGES
from tests.chaos.client import ChaosServer
from tests.conftest import Built
from tests.page import EMERGENCY

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
SCHEMES = ("light", "dark")
REVEAL = """() => {
    for (const each of document.querySelectorAll('[hidden]')) each.hidden = false
    for (const each of document.querySelectorAll('details')) each.open = true
}"""
"""Show what scripts or a tap would show."""


@pytest.fixture(scope="module")
def addresses(built_site: Path) -> list[str]:
    """Every public page, and the pages of errors."""
    made = read_build(built_site)
    assert made is not None
    return [*(path for path in made.entries if "." not in path), "/en/not-here", "/es/not-here"]


def reader(chrome: Browser, **options: object) -> Page:
    """A private window without a worker, so that pages come from the server."""
    return chrome.new_context(**{"service_workers": "block", **options}).new_page()  # type: ignore[arg-type]


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_on_any_page(
    chrome: Browser, healthy: ChaosServer, addresses: list[str], language: str, scheme: str
) -> None:
    page = reader(chrome, viewport={"width": 360, "height": 740}, color_scheme=scheme)
    source = AXE.read_text("utf-8")
    for address in (each for each in addresses if each.startswith(f"/{language}/")):
        page.goto(healthy.url(address))
        page.evaluate(source)
        page.evaluate(REVEAL)
        found = page.evaluate(
            "async () => (await axe.run()).violations.map((v) => [v.id, v.nodes.map((n) => n.html)])"
        )
        assert found == [], address


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_no_page_scrolls_sideways(chrome: Browser, healthy: ChaosServer, addresses: list[str], width: int) -> None:
    page = reader(chrome, viewport={"width": width, "height": 568})
    for address in addresses:
        page.goto(healthy.url(address))
        wide = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, address


def test_text_at_twice_the_size_needs_no_sideways_scrolling(
    chrome: Browser, healthy: ChaosServer, addresses: list[str]
) -> None:
    page = reader(chrome, viewport={"width": 320, "height": 568})
    for address in addresses:
        page.goto(healthy.url(address))
        page.evaluate("() => { document.documentElement.style.fontSize = '36px' }")
        wide = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, address


def test_the_call_is_always_on_the_screen_of_an_emergency_page(chrome: Browser, healthy: ChaosServer) -> None:
    page = reader(chrome, viewport={"width": 320, "height": 568})
    emergency = [f"/{code}/{name}" for code in LANGUAGES for name in EMERGENCY]
    for address in emergency:
        page.goto(healthy.url(address))
        for share in (0, 0.5, 1):
            page.evaluate("(share) => scrollTo(0, share * document.body.scrollHeight)", share)
            box = page.locator('.thumb a[href="tel:911"]').bounding_box()
            assert box is not None, address
            middle = [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2]
            seen = page.evaluate("([x, y]) => document.elementFromPoint(x, y)?.closest('a')?.href", middle)
            assert seen == "tel:911", f"{address}: the call is hidden or lies under something"
            assert box["y"] >= 0, address
            assert box["y"] + box["height"] <= 568, address
            assert box["height"] >= 44, address


def test_everything_one_taps_is_large_enough(chrome: Browser, healthy: ChaosServer, addresses: list[str]) -> None:
    page = reader(chrome, viewport={"width": 320, "height": 568})
    for address in addresses:
        page.goto(healthy.url(address))
        page.evaluate(REVEAL)
        small = page.evaluate("""() => {
            const taps = document.querySelectorAll('button, summary, .act, .pill, .tile, .bar-name, .onward a, nav a')
            return [...taps].filter((each) => each.checkVisibility())
                .map((each) => [each.textContent.trim(), each.getBoundingClientRect()])
                .map(([words, { width, height }]) => [words, Math.round(width), Math.round(height)])
                .filter(([, width, height]) => width < 24 || height < 44) // A link is as wide as its word.
        }""")
        assert small == [], address


NUMBERS = "main a[href^='tel:']:visible, main a[href^='sms:']:visible, .thumb a:visible"


def test_every_page_is_whole_without_scripts(chrome: Browser, healthy: ChaosServer, addresses: list[str]) -> None:
    plain, scripted = reader(chrome, java_script_enabled=False), reader(chrome)
    for address in addresses:
        if address.endswith("/today"):
            continue  # Only a script leads there, and it tells the date.
        words, numbers = [], []
        for page in (plain, scripted):
            page.goto(healthy.url(address))
            # What is saved and the offer to install are shown by scripts; nothing is claimed before.
            words.append(page.locator("main > :not([data-enhance], noscript, #start):visible").all_inner_texts())
            numbers.append(page.locator(NUMBERS).evaluate_all("(links) => links.map(({ href }) => href)"))
        assert words[0] == words[1], address
        assert numbers[0] == numbers[1], address
        controls = ("button", "input", "select", "textarea", "[role=button]")
        # A form that is posted needs no script.
        dead = plain.locator(", ".join(f"{each}:visible:not(form[method=post] *)" for each in controls))
        assert dead.all_inner_texts() == [], f"{address}: nothing happens without scripts"
    plain.goto(healthy.url("/en/offline-status"))
    assert "Saving needs JavaScript." in plain.locator("main").inner_text()


@pytest.mark.parametrize(
    "before",
    ["", "delete Navigator.prototype.serviceWorker"],
    ids=["a browser with workers", "one without, as inside other apps"],
)
def test_no_page_breaks_its_own_policy_or_logs_an_error(
    chrome: Browser, healthy: ChaosServer, addresses: list[str], built: Built, before: str
) -> None:
    modules = [path for path in built.made.entries if path.startswith("/static/js/")]
    # Leaflet loads on its own page alone, after its policy was made: tests/browser/test_map.py.
    modules = [path for path in modules if not path.startswith("/static/js/view.")]
    assert modules
    page = chrome.new_context().new_page()
    page.add_init_script(before)
    seen: list[str] = []
    page.on("console", lambda message: seen.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: seen.append(str(error)))
    for address in addresses:
        page.goto(healthy.url(address), wait_until="load")
        # Pages load these after they are loaded themselves: what fails then must be heard before the next page.
        page.evaluate("(paths) => Promise.all(paths.map((path) => import(path))).then(() => true)", modules)
        left = [text for text in seen if not ("not-here" in address and "404" in text)]
        assert left == [], address
        seen.clear()
    page.context.close()


def test_the_keyboard_reaches_the_text_first_and_everything_after_it_in_order(
    chrome: Browser, healthy: ChaosServer
) -> None:
    page = reader(chrome)
    page.goto(healthy.url("/en/overdose"))
    page.locator("[data-enhance=rescue]:not([hidden])").wait_for(state="attached")  # It adds two buttons.
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.textContent") == "Skip to the text"
    assert page.locator(".skip").is_visible()
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.getAttribute('href')") == "#start"
    width = page.evaluate("() => parseFloat(getComputedStyle(document.activeElement).outlineWidth)")
    assert width >= 3
    count = page.evaluate("""() => {
        const after = 'main :is(a, button, summary), main ~ * :is(a, button, summary)'
        window.stops = [...document.querySelectorAll(after)].filter((each) => each.checkVisibility())
        return stops.length
    }""")
    reached = []
    for _ in range(count):
        reached.append(page.evaluate("() => stops.indexOf(document.activeElement)"))
        page.keyboard.press("Tab")
    assert reached == list(range(count))


@pytest.mark.parametrize("scheme", SCHEMES)
def test_forced_colours_keep_buttons_and_pictograms_visible(
    chrome: Browser, healthy: ChaosServer, scheme: str
) -> None:
    page = reader(chrome, forced_colors="active", color_scheme=scheme, viewport={"width": 360, "height": 740})
    page.goto(healthy.url("/en/overdose"))
    border = page.locator(".thumb .act").evaluate("(each) => getComputedStyle(each).borderTopWidth")
    assert border == "4px"
    strokes, paper = page.evaluate("""() => [
        [...document.querySelectorAll('.pictogram')].map((each) => getComputedStyle(each).stroke),
        getComputedStyle(document.body).backgroundColor,
    ]""")
    assert strokes
    assert paper not in strokes


def test_nothing_moves_on_any_page(chrome: Browser, healthy: ChaosServer, addresses: list[str]) -> None:
    page = reader(chrome)  # Whoever has not asked for less motion gets none either.
    for address in addresses:
        page.goto(healthy.url(address))
        assert page.evaluate("() => document.getAnimations().length") == 0, address
        assert page.evaluate("() => getComputedStyle(document.documentElement).scrollBehavior") == "auto", address


def test_paper_shows_every_step_and_no_buttons(chrome: Browser, healthy: ChaosServer) -> None:
    page = reader(chrome, color_scheme="dark")
    page.goto(healthy.url("/es/overdose"))
    steps = page.locator(":is(.steps li, .step-alone):visible")
    on_screen = steps.all_inner_texts()
    assert on_screen
    page.emulate_media(media="print")
    assert steps.all_inner_texts() == on_screen
    assert page.locator(":is(button, .act):visible").all_inner_texts() == []
    assert page.evaluate("() => getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    assert page.locator(".sources").is_visible()


def test_a_link_into_a_long_page_leads_to_its_part(chrome: Browser, healthy: ChaosServer) -> None:
    page = reader(chrome, viewport={"width": 360, "height": 740})
    page.goto(healthy.url("/en/overdose"))
    for name in ("child", "side", "avoid"):
        page.evaluate("(name) => { location.hash = name }", name)
        top = page.evaluate("(name) => document.getElementById(name).getBoundingClientRect().top", name)
        assert 0 <= top < 370, name
    page.goto(healthy.url("/es/overdose#pregnant"))
    top = page.evaluate("() => document.getElementById('pregnant').getBoundingClientRect().top")
    assert 0 <= top < 370
