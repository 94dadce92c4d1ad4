"""How soon the first screen of the guided rescue stands after a tap on Start, on a phone six times as slow."""

from pathlib import Path
from statistics import median

from playwright.sync_api import Page, Playwright

from tests.browser.engine import devtools, launch, wait_for_offline, wait_until
from tests.chaos.client import ChaosServer

ROUNDS = 9
SLOWER = 6

FROM_TAP_TO_PAINT = """() => new Promise((done) => {
    const tapped = performance.now()
    document.querySelector('a[href="#start"]').click()
    const look = () => {
        if (!document.querySelector('.rescue h1')?.textContent) return requestAnimationFrame(look)
        requestAnimationFrame(() => setTimeout(() => done(performance.now() - tapped)))
    }
    requestAnimationFrame(look)
})"""


def first_step_ms(page: Page, address: str) -> float:
    """Milliseconds from the tap to the frame after the first screen was drawn; words and scripts are there."""
    page.goto(address)
    wait_until(page, "() => document.querySelector('[data-enhance=rescue]:not([hidden])') !== null")
    devtools(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    passed = float(page.evaluate(FROM_TAP_TO_PAINT))
    devtools(page).send("Emulation.setCPUThrottlingRate", {"rate": 1})
    page.evaluate("() => localStorage.removeItem('respira.rescue')")
    page.goto("about:blank")
    return passed


def first_step(playwright: Playwright, site: Path, folder: Path) -> list[tuple[str, str, str]]:
    """The median over `ROUNDS`, from a saved page."""
    with ChaosServer.start(site) as server:
        context = launch(playwright, folder / "first-step")
        page = context.pages[0]
        address = server.url("/en/overdose")
        page.goto(address)
        wait_for_offline(page, "ready")
        times = [first_step_ms(page, address) for _ in range(ROUNDS)]
        context.close()
    return [(f"tap on Start to the first screen, {SLOWER} times slower", f"{median(times):.0f} ms", "under 100 ms")]
