"""How soon the overdose page is on the screen without a network, against the barest page there can be.

The control is one line of HTML kept by a four-line worker. Both sites run in the same browser, in turns, with the
workers stopped before each page or left as they are; the server is dead, or accepts and never answers.
"""

from pathlib import Path
from statistics import median

from playwright.sync_api import Page, Playwright

from tests.bench.figures import Figure
from tests.browser.engine import launch, stop_workers, wait_for_offline, wait_until
from tests.chaos.client import STAND_IN, ChaosServer

ROUNDS = 15

WORKER = """\
addEventListener('install', (event) => event.waitUntil(caches.open('c').then((cache) => cache.add('/page.html'))));
addEventListener('activate', (event) => event.waitUntil(clients.claim()));
addEventListener('fetch', (event) => event.respondWith(caches.match('/page.html')));
"""
PAGE = (
    "<!doctype html><title>Control</title><h1>Control</h1><script>navigator.serviceWorker.register('/w.js')</script>"
)

PAINTED = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime"


def paint_ms(page: Page, address: str, *, cold: bool) -> float:
    """Milliseconds from the navigation to the first contentful paint; cold: with a worker that must start first."""
    page.goto("about:blank")
    if cold:
        stop_workers(page)
    page.goto(address, wait_until="commit")
    return float(wait_until(page, PAINTED))


def first_paint(playwright: Playwright, site: Path, folder: Path) -> tuple[list[tuple[str, str, str]], list[Figure]]:
    """The medians and the ratios: a server that never answers, and a dead one; workers cold and warm."""
    control = folder / "control"
    control.mkdir()
    (control / "page.html").write_text(PAGE, "utf-8")
    (control / "w.js").write_text(WORKER, "utf-8")
    rows: list[tuple[str, str, str]] = []
    figures: list[Figure] = []
    with ChaosServer.start(site) as ours, ChaosServer.start(control, STAND_IN) as bare:
        context = launch(playwright, folder / "paint")
        page = context.pages[0]
        page.goto(bare.url("/page.html"))
        wait_until(page, "() => Boolean(navigator.serviceWorker.controller)")
        page.goto(ours.url("/en/overdose"))
        wait_for_offline(page, "ready")
        pages = {
            "control": bare.url("/page.html"),
            "overdose": ours.url("/en/overdose"),
            "sources": ours.url("/en/sources"),
        }

        def measure(server: str, *, cold: bool) -> None:
            times: dict[str, list[float]] = {name: [] for name in pages}
            for _ in range(ROUNDS):
                for name, address in pages.items():
                    times[name].append(paint_ms(page, address, cold=cold))
            found = {name: median(each) for name, each in times.items()}
            what = f"server {server}, worker {'cold' if cold else 'warm'}"
            for name, ms in found.items():
                rows.append((f"{what}: {name}", f"{ms:.0f} ms", f"fastest of {ROUNDS} {min(times[name]):.0f} ms"))
            figures.append(Figure(f"first paint, {what}", found["overdose"], found["control"], "ms", 1.1))

        for server in (ours, bare):
            server.set("*", "hang")
        for cold in (True, False):
            measure("never answers", cold=cold)
        for server in (ours, bare):
            server.kill()
        for cold in (True, False):
            measure("dead", cold=cold)
        context.close()
    return rows, figures
