"""The map: how soon it stands, how smoothly it moves, what a pack weighs. All but the extracts is made up."""

import json
from pathlib import Path
from statistics import median
from typing import cast

import brotli
from flask import Flask
from playwright.sync_api import Page, Playwright

from pwa import create_app
from pwa.areas.encode import UNIT, Drawn, MapSource, encode
from pwa.areas.feature import Layer
from pwa.areas.making import STREETS, keep_map, make_map, with_source
from pwa.areas.opening import open_input
from pwa.build import build_site
from pwa.config import ROOT, Settings
from pwa.model.geo import Bounds
from pwa.site import Site
from tests.areas.ground import read_pack
from tests.areas.test_making import GIVEN, REAL, area
from tests.bench.far import with_area
from tests.bench.vector import bundled, vector_ms, vector_page
from tests.browser.engine import devtools, launch, wait_for_offline, wait_until
from tests.chaos.client import PRODUCTION, ChaosServer
from tests.far_area import HOME

SLOWER = 4
ROUNDS = 7
PANS = 50
HOME_BOUNDS = Bounds(42.0, -73.6, 42.9, -71.9)

CONTROL = """
import { admitLeaflet } from '/static/js/map/trust.js'
admitLeaflet()
const { Map } = await import('/static/js/map/leaflet.js')
const { Streets } = await import('/static/js/map/streets.js')
const { readMap } = await import('/static/js/lib/map-pack.js')
const { boxed } = await import('/static/js/map/drawing.js')
const bare = { attributionControl: false, zoomControl: false, zoomAnimation: false }
const map = new Map(document.querySelector('.map-ground'), bare)
map.setView([42.32, -72.63], 12)
const streets = new Streets().addTo(map)
const { packs } = await (await fetch('/packs/index.json')).json()
const pack = await (await fetch(`/packs/${packs.find(({ home }) => home).file}`)).json()
streets.setPacks([boxed(readMap(pack, 'en').layers)])
const tell = () => { document.documentElement.dataset.drawn = String(performance.now() - globalThis.began) }
requestAnimationFrame(() => setTimeout(tell))
"""

DRAWN = """async () => {
    const began = performance.now()
    document.querySelector('[data-show=map]').click()
    const isThere = () => document.querySelector('.mark') && document.querySelector('[data-map=sources]').textContent
    await new Promise((done) => {
        const look = () => (isThere() ? requestAnimationFrame(() => setTimeout(done)) : requestAnimationFrame(look))
        look()
    })
    return performance.now() - began
}"""

FRAMES = """async () => {
    const frames = []
    let last = performance.now()
    globalThis.counting = true
    await new Promise((done) => {
        const next = (now) => {
            frames.push(now - last)
            last = now
            if (globalThis.counting) requestAnimationFrame(next)
            else done()
        }
        requestAnimationFrame(next)
    })
    return frames.slice(1)
}"""


def made_up_map(folder: Path, rows: int) -> Path:
    """A pack of streets in a grid: `rows` each way, every one with a name and a bend at each crossing."""
    south, west, wide = round(42.27 * UNIT), round(-72.68 * UNIT), round(0.1 * UNIT)
    step = wide // rows

    def street(number: int, across: bool) -> Drawn:
        bends = [(number * step + (each * 37) % 7, each * step) for each in range(rows)]
        run = [each for a, b in bends for each in (south + (a if across else b), west + (b if across else a))]
        return Drawn(f"{'East' if across else 'North'} Street {number}", lines=(run,))

    layers: dict[Layer, list[Drawn]] = {
        "main": [street(number, True) for number in range(0, rows, 8)],
        "street": [street(number, across) for number in range(rows) for across in (True, False)],
    }
    source = MapSource("Made up", "2026", "None", "A bench")
    return keep_map(folder, HOME, encode(HOME, HOME_BOUNDS, [source], layers, 5.0))


def weights() -> list[tuple[str, str, str]]:
    """Bytes of brotli for each km of streets in the real extracts, where they are."""
    extracts = {
        "amherst-roads.geojson": (42.2, -72.8, 42.6, -72.2),
        "bangor_maine.osm.pbf": (44.6, -69.0, 45.0, -68.5),
        "calais-basemap-z14.pmtiles": (45.07, -67.31, 45.2, -67.12),
    }
    rows = []
    for name, (south, west, north, east) in extracts.items() if REAL.exists() else ():
        where = area({"south": south, "west": west, "north": north, "east": east})
        opened = with_source(open_input(str(REAL / name)), GIVEN, name)
        made = make_map("bench", where, [opened], lambda bounds: ((), {}))
        pack = json.loads(made.body)
        streets = {**pack, "layers": {layer: found for layer, found in pack["layers"].items() if layer in STREETS}}
        km = made.streets_m / 1000
        each, every = (
            len(brotli.compress(json.dumps(part, separators=(",", ":")).encode(), quality=11)) / km
            for part in (streets, pack)
        )
        rows.append(
            (f"{name}, {km:,.0f} km", f"{each:.1f} B", f"a km of streets, at most 60; {every:.1f} with all layers")
        )
    return rows


def mapping(playwright: Playwright, folder: Path) -> list[tuple[str, str, str]]:
    """The table."""
    settings = Settings(build=folder / "map", packs=folder / "packs")
    pack = made_up_map(settings.packs, 390)
    app: Flask = create_app(settings)
    app.extensions["site"] = with_area(cast(Site, app.extensions["site"]), 150, "MA")
    build_site(app, precompress=False)
    root = settings.build / "site" / "bench"
    root.mkdir()
    (root / "control.js").write_text(CONTROL.replace("'/static/", f"'{ROOT}/static/"), "utf-8")
    bundled(root / "control.js", root / "bare.js")
    (root / "services.html").write_text(
        "<!doctype html><html lang=en><title>x</title><link rel=stylesheet href=/bench/x.css>"
        "<section class=area-map><div class=map-ground></div></section>"
        "<script type=module src=/bench/start.js></script>"
    )
    (root / "start.js").write_text("globalThis.began = performance.now(); import('./bare.js')", "utf-8")
    (root / "x.css").write_text((ROOT / "static/css/map.css").read_text().replace('@import "./layers.css";', ""))
    drawn = read_pack(pack.read_bytes())
    vector_page(root, [(kind, run) for kind in ("main", "street") for each in drawn[kind] for run in each["lines"]])
    ours, bare, vector = [], [], []
    with ChaosServer.start(settings.build, PRODUCTION) as server:  # The bare page has the policy of the map there.
        context = launch(playwright, folder / "walker", viewport={"width": 360, "height": 740})
        page = context.pages[0]
        page.goto(server.url("/en/services"))
        wait_for_offline(page, "ready")
        page.locator("[data-pack='services-made-up']").click()
        wait_until(page, "async () => (await (await caches.match('/packs/kept')).json()).kept.length > 1")
        devtools(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        for _ in range(ROUNDS):
            page.goto(server.url("/en/about"))
            page.goto(server.url("/en/services#place=01060"))
            page.locator(".finder-found:not([hidden])").wait_for()
            ours.append(float(page.evaluate(DRAWN)))
            page.goto(server.url("/bench/services"))
            page.locator("html[data-drawn]").wait_for()
            bare.append(float(page.locator("html").get_attribute("data-drawn") or 0))
            vector.append(vector_ms(page, server.url("/bench/vector/services")))
        page.goto(server.url("/en/services#place=01060"))
        page.locator(".map-switch:not([hidden])").wait_for()
        page.evaluate(DRAWN)
        frames = pan(page)
        before = heap(page)
        pan(page)
        after = heap(page)
        context.close()
    return [
        *weights(),
        (
            f"150 made-up places and ours, pack of {pack.stat().st_size / 1e6:.1f} MB, from the tap",
            f"{median(ours):.0f} ms",
            "4 times slower",
        ),
        (
            "Leaflet with the same pack and nothing else, from its first import",
            f"{median(bare):.0f} ms",
            "4 times slower",
        ),
        ("ratio", f"{median(ours) / median(bare):.2f}", "at most 1.2"),
        (
            f"a frame while {PANS} moves, 4 times slower, worst {max(frames):.0f} ms",
            f"{median(frames):.0f} ms",
            "under 32 ms",
        ),
        (f"memory after {PANS} more moves, to before them", f"{after / before:.2f}", "flat: about 1"),
        (
            "MapLibre GL with the same streets, without names, WebGL on the processor",
            f"{median(vector):.0f} ms",
            "4 times slower",
        ),
        ("ratio to ours", f"{median(vector) / median(ours):.2f}", "at least 1.5"),
    ]


def heap(page: Page) -> float:
    """Bytes of JavaScript in use, after what is not needed is gone."""
    session = devtools(page)
    session.send("HeapProfiler.collectGarbage")
    session.send("Performance.enable")
    metrics = {each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]}
    return float(metrics["JSHeapUsedSize"])


def pan(page: Page) -> list[float]:
    """Milliseconds of each frame while the map is dragged to and fro, and zoomed now and then."""
    page.evaluate(f"() => {{ globalThis.counted = ({FRAMES})() }}")
    box = page.locator(".map-ground").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    for number in range(PANS):
        way = 60 if number % 2 else -60
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + way, y + way / 2, steps=4)
        page.mouse.up()
        if number % 10 == 9:
            page.locator(f"[data-zoom='{1 if number % 20 == 9 else -1}']").click()
    found: list[float] = page.evaluate("() => { globalThis.counting = false; return globalThis.counted }")
    return found
