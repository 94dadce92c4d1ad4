"""How soon services are found, filtered and drawn again, on a phone six times as slow.

In the page: the services of this deployment. By the script alone, in Node on this machine: made-up services, which
stand for the list of a large state; nothing of them is drawn.
"""

import json
import subprocess
from pathlib import Path
from statistics import median

from playwright.sync_api import Page, Playwright

from pwa.bundles import NODE_PATHS
from pwa.config import ROOT
from tests.bench.answering import PHONE, answer_ms
from tests.bench.first_step import SLOWER
from tests.browser.engine import devtools, launch, wait_for_offline, wait_until
from tests.chaos.client import ChaosServer

ROUNDS = 5
MADE_UP = (200, 15_000)

PLACES = ("01060", "01002", "springfield", "pittsfield")
KINDS = ("naloxone", "methadone", "", "emergency-room")

SORT = """
import { search } from './static/js/lib/finder.js'
const from = { latitude: 42.32, longitude: -72.63, withinM: 5000 }
const rule = 'Mo-Fr 09:00-17:00; PH off'
const times = []
const entries = Array.from({ length: SIZE }, (_, n) => ({
  id: `made-up-${n}`, area: 'x', zone: 'America/New_York', is: [n % 3 ? 'naloxone' : 'detox'], rule,
  until: '2999-01-01', late: '2999-01-01', words: `made up ${n}`,
  spots: [[42 + ((n * 7919) % 1000) / 500, -73 + ((n * 104729) % 1000) / 500, 100]],
}))
for (let round = 0; round < 7; round++) {
  const began = performance.now()
  search(entries, { from, words: 'made', now: true }, Date.UTC(2026, 10, 30, 17))
  times.push(performance.now() - began)
}
console.log(JSON.stringify(times.slice(2)))
"""


def choice_ms(page: Page, field: str, value: str) -> list[float]:
    """Milliseconds from a choice to the cards in their order, and to the frame that shows them."""
    return answer_ms(page, field, ".finder-list", value)


def choices(page: Page) -> list[list[float]]:
    """Each place and each kind, one after the other, `ROUNDS` times."""
    times: list[list[float]] = []
    for _ in range(ROUNDS):
        for selector, values in (("#finder-place", PLACES), ("#finder-kind", KINDS)):
            times += [choice_ms(page, selector, value) for value in values]
    return times


def finding(playwright: Playwright, site: Path, folder: Path) -> list[tuple[str, str, str]]:
    """Medians and worst in the page, and the median of the script alone for made-up lists."""
    rows = []
    with ChaosServer.start(site) as server:
        context = launch(playwright, folder / "finding")
        page = context.pages[0]
        page.set_viewport_size(PHONE)
        page.goto(server.url("/en/services"))
        wait_for_offline(page, "ready")
        wait_until(page, "() => document.querySelector('form.finder:not([hidden])') !== null")
        listed = page.locator(".service").count()
        choice_ms(page, "#finder-place", PLACES[0])  # The tables of places come with the first.
        devtools(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        times = choices(page)
        context.close()
    for column, what in enumerate(("the cards in order", "the frame that shows them")):
        column_times = [each[column] for each in times]
        label = f"{listed} services, from a choice to {what}, worst {max(column_times):.0f} ms"
        rows.append((label, f"{median(column_times):.0f} ms", "under 50 ms for 200"))
    for size in MADE_UP:
        run = subprocess.run(
            ["node", "--input-type=module", "-e", SORT.replace("SIZE", str(size))],
            cwd=ROOT,
            env=NODE_PATHS,
            capture_output=True,
            check=True,
            text=True,
        )
        milliseconds = median(json.loads(run.stdout))
        rows.append(
            (f"{size:,} made-up services, filter and sort alone, full speed", f"{milliseconds:.0f} ms", "not drawn")
        )
    return rows
