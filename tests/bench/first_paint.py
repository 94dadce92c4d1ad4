"""How soon the overdose page is on the screen without a network, against the barest page there can be.

The control is one line of HTML kept by a four-line worker. Both sites run in the same browser, in turns, each
time with the workers stopped; the server is dead, or accepts and never answers.
"""

from pathlib import Path
from statistics import median

from playwright.sync_api import Page, Playwright

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


def paint_ms(page: Page, address: str) -> float:
    """Milliseconds from the navigation to the first contentful paint, with a worker that must start first."""
    page.goto("about:blank")
    stop_workers(page)
    page.goto(address, wait_until="commit")
    return float(wait_until(page, PAINTED))


def first_paint(playwright: Playwright, site: Path, folder: Path) -> list[tuple[str, str, str]]:
    """The medians and the ratio for a dead server and for one that never answers."""
    control = folder / "control"
    control.mkdir()
    (control / "page.html").write_text(PAGE, "utf-8")
    (control / "w.js").write_text(WORKER, "utf-8")
    rows = []
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

        def measure(what: str) -> None:
            times: dict[str, list[float]] = {name: [] for name in pages}
            for _ in range(ROUNDS):
                for name, address in pages.items():
                    times[name].append(paint_ms(page, address))
            base = median(times["control"])
            for name in ("overdose", "sources"):
                figure = median(times[name])
                aim = (
                    "at most 1.1, aim below 1.0"
                    if name == "overdose"
                    else "for comparison: no static route, linked CSS"
                )
                rows.append((f"{what}: {name} {figure:.0f} ms, control {base:.0f} ms", f"{figure / base:.2f}", aim))

        for server in (ours, bare):
            server.set("*", "hang")
        measure("server never answers")
        for server in (ours, bare):
            server.kill()
        measure("server dead")
        context.close()
    return rows
