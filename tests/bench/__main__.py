"""`python -m tests.bench [PART...]`: every measurement in one run, or some; then one table of the ratios.

docs/benchmarks.md says what each figure means and how it is taken.
"""

import os
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Playwright, sync_playwright

from pwa import create_app
from pwa.build import build_site
from pwa.built import Build
from pwa.config import Settings
from tests.bench.audits import audits
from tests.bench.far import far
from tests.bench.figures import Figure, table
from tests.bench.finding import finding
from tests.bench.first_paint import first_paint
from tests.bench.first_step import first_step
from tests.bench.first_visit import first_visit
from tests.bench.growth import growth
from tests.bench.importing import importing
from tests.bench.mapping import mapping
from tests.bench.search import search
from tests.bench.serving import serving
from tests.bench.taking import taking
from tests.bench.traffic import traffic
from tests.bench.weight import weight

Row = tuple[str, str, str]
Measured = tuple[list[Row], list[Figure]]
Part = Callable[[Playwright, Path, Build, Path], Measured]
"""Given a browser to start, the build, its record and an empty folder: lines to show, and ratios for the table."""

PARTS: dict[str, tuple[str, Part]] = {
    "weight": (
        "Bytes (brotli 11; a file that does not shrink counts as it is)",
        lambda _, build, made, __: (weight(build, made), []),
    ),
    "import": ("Import", lambda _, __, ___, folder: (importing(folder), [])),
    "serving": (
        "Requests a second, with the time 99 of 100 answers took at most",
        lambda _, build, made, folder: serving(build, made, folder),
    ),
    "reports": (
        "Reports taken a second; the control is a bare Flask view with one INSERT",
        lambda _, build, __, folder: taking(build, folder),
    ),
    "traffic": (
        "Traffic (requests that reached the server)",
        lambda playwright, build, _, folder: (traffic(playwright, build, folder), []),
    ),
    "visit": ("First visit until saved, 400 kbit/s and 400 ms", first_visit),
    "paint": (
        "First contentful paint, median; the control is a bare page kept by a bare worker, in turns",
        lambda playwright, build, _, folder: first_paint(playwright, build, folder),
    ),
    "rescue": ("Guided rescue", lambda playwright, build, _, folder: (first_step(playwright, build, folder), [])),
    "search": (
        "Search, six times slower",
        lambda playwright, build, _, folder: (search(playwright, build, folder), []),
    ),
    "services": (
        "Services, six times slower",
        lambda playwright, build, _, folder: (finding(playwright, build, folder), []),
    ),
    "far": (
        "Services of another area, six times slower",
        lambda playwright, _, __, folder: (far(playwright, folder), []),
    ),
    "map": ("The map", lambda playwright, _, __, folder: (mapping(playwright, folder), [])),
    "growth": ("Growth", lambda playwright, _, __, folder: (growth(playwright, folder), [])),
    "lighthouse": (
        "Lighthouse, mobile: performance, accessibility, best practices, SEO",
        lambda _, __, ___, folder: audits(folder),
    ),
}


def show(title: str, rows: list[Row]) -> None:
    """One part: what, the figure, and what it should be or what belongs to it."""
    print(f"\n{title}")
    wide = max(len(row[0]) for row in rows)
    for what, figure, aim in rows:
        print(f"  {what:<{wide}}  {figure:>12}  {aim}", flush=True)


def main(parts: list[str]) -> None:
    """Build once, then measure."""
    if unknown := set(parts) - PARTS.keys():
        sys.exit(f"tests.bench: there is no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}.")
    figures: list[Figure] = []
    not_measured: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)  # nginx reads the export as another user.
        settings = Settings(build=folder / "build")
        app = create_app(settings)
        started = time.perf_counter()
        made = build_site(app)
        seconds = time.perf_counter() - started
        print(f"The machine's load at the beginning: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        show("Build", [("flask build, both languages, compressed", f"{seconds:.1f} s", "at most 10 s")])
        with sync_playwright() as playwright:
            for part in parts or PARTS:
                title, measure = PARTS[part]
                own = folder / part
                own.mkdir(mode=0o755)
                try:
                    rows, found = measure(playwright, settings.build, made, own)
                except Exception:  # Half an hour of the other parts is not thrown away for one.
                    traceback.print_exc()
                    not_measured.append(part)
                    continue
                show(title, rows)
                figures += found
    print(f"\nThe machine's load at the end: {os.getloadavg()[0]:.1f}\n")
    if figures:
        print(table(figures))
    if not_measured:
        sys.exit(f"Not measured: {', '.join(not_measured)}. Its error stands above.")


if __name__ == "__main__":
    main(sys.argv[1:])
