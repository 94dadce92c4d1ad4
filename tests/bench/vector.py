"""The same streets in MapLibre GL, from PMTiles, to compare our map with. WebGL runs on the processor here."""

import gzip
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import mapbox_vector_tile
from playwright.sync_api import Page
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer
from shapely import LineString, box

from pwa.areas.feature import Position
from pwa.bundles import ESBUILD, NODE_MODULES, NODE_PATHS
from pwa.config import ROOT
from tests.areas.ground import fraction, moved

ZOOM = 11
"""Its tiles have 512 pixels: what Leaflet calls 12."""
FILES = ("maplibre-gl.mjs", "maplibre-gl-shared.mjs", "maplibre-gl-worker.mjs", "maplibre-gl.css")

PAGE = """<!doctype html><html lang=en><title>x</title><link rel=stylesheet href=/bench/maplibre-gl.css>
<link rel=stylesheet href=/bench/x.css><section class=area-map><div class=map-ground id=map></div></section>
<script type=module src=/bench/vector.js></script>"""

START = """
globalThis.trustedTypes?.createPolicy('default', {
    createHTML: (text) => text, createScript: (text) => text, createScriptURL: (url) => url,
})
const began = performance.now()
const { default: library, ...parts } = await import('/bench/maplibre-gl.mjs')
const { addProtocol, setWorkerUrl, Map, Marker } = library ?? parts
const { FileSource, PMTiles, Protocol } = await import('/bench/reader.js')
setWorkerUrl('/bench/maplibre-gl-worker.mjs')
const file = new File([await (await fetch('/bench/streets.bin')).blob()], 'streets')
const protocol = new Protocol()
protocol.add(new PMTiles(new FileSource(file)))
addProtocol('pmtiles', protocol.tile)
const lines = ['main', 'street'].map((kind) => ({
    id: kind, type: 'line', source: 'streets', 'source-layer': 'roads', filter: ['==', ['get', 'kind'], kind],
    paint: { 'line-width': kind === 'main' ? 3 : 1 },
}))
const map = new Map({
    container: 'map', center: [-72.63, 42.32], zoom: ZOOM, attributionControl: false, fadeDuration: 0,
    style: { version: 8, sources: { streets: { type: 'vector', url: 'pmtiles://streets' } }, layers: lines },
})
for (let at = 0; at < 150; at++) {
    new Marker().setLngLat([-72.68 + (at % 15) * 0.007, 42.27 + Math.floor(at / 15) * 0.01]).addTo(map)
}
map.once('idle', () => requestAnimationFrame(() => setTimeout(() => {
    document.documentElement.dataset.drawn = String(performance.now() - began)
})))
map.on('error', ({ error }) => { document.documentElement.dataset.failed = String(error) })
"""


def bundled(script: Path, file: Path) -> None:
    """A script and all it imports, as one file."""
    command = [str(ESBUILD), str(script), "--bundle", "--format=esm", "--minify", f"--outfile={file}"]
    subprocess.run(command, check=True, env=NODE_PATHS, cwd=ROOT, capture_output=True)


def vector_page(root: Path, lines: Iterable[tuple[str, list[Position]]]) -> None:
    """Write the page, the library and the tiles of these lines, each with its kind, into the folder `root`."""
    for name in FILES:
        shutil.copyfile(NODE_MODULES / "maplibre-gl" / "dist" / name, root / name)
    as_tiles(root / "streets.bin", list(lines))
    (root / "vector.js").write_text(START.replace("ZOOM", str(ZOOM)), "utf-8")
    (root / "reader-of-tiles.js").write_text("export { FileSource, PMTiles, Protocol } from 'pmtiles'", "utf-8")
    bundled(root / "reader-of-tiles.js", root / "reader.js")
    (root / "vector").mkdir()
    (root / "vector" / "services.html").write_text(PAGE, "utf-8")


def as_tiles(file: Path, lines: list[tuple[str, list[Position]]]) -> None:
    """PMTiles of one zoom."""
    shapes = [(kind, LineString([fraction(*position, ZOOM) for position in run])) for kind, run in lines]
    every = [shape.bounds for _, shape in shapes]
    columns = range(int(min(each[0] for each in every)), int(max(each[2] for each in every)) + 1)
    rows = range(int(min(each[1] for each in every)), int(max(each[3] for each in every)) + 1)
    with file.open("wb") as stream:
        writer = Writer(stream)
        for number, x, y in sorted((zxy_to_tileid(ZOOM, x, y), x, y) for x in columns for y in rows):
            parts = [(kind, shape.intersection(box(x, y, x + 1, y + 1))) for kind, shape in shapes]
            features = [
                {"geometry": moved(part, x, y), "properties": {"kind": kind}}
                for kind, part in parts
                if not part.is_empty
            ]
            body = [{"name": "roads", "features": features}]
            writer.write_tile(
                number, gzip.compress(mapbox_vector_tile.encode(body, default_options={"y_coord_down": True}))
            )
        south, west, north, east = 42.27, -72.68, 42.37, -72.58
        header = {"tile_type": TileType.MVT, "tile_compression": Compression.GZIP, "min_zoom": ZOOM, "max_zoom": ZOOM}
        edges = {"min_lat_e7": south, "min_lon_e7": west, "max_lat_e7": north, "max_lon_e7": east}
        centre = {"center_zoom": ZOOM, "center_lon_e7": 0, "center_lat_e7": 0}
        writer.finalize(header | {key: int(value * 1e7) for key, value in edges.items()} | centre, {})


def vector_ms(page: Page, address: str) -> float:
    """Milliseconds from the first import until the map is drawn and still."""
    page.goto(address)
    page.locator("html[data-drawn], html[data-failed]").wait_for()
    if failed := page.locator("html").get_attribute("data-failed"):
        raise RuntimeError(failed)
    return float(page.locator("html").get_attribute("data-drawn") or 0)
