"""`python -m tests.bench`: every measurement in one run, as a table of figures and ratios."""

import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from pwa import create_app
from pwa.build import build_site
from pwa.built import Build
from pwa.config import Settings
from tests.bench.far import far
from tests.bench.finding import finding
from tests.bench.first_paint import first_paint
from tests.bench.first_step import first_step
from tests.bench.importing import importing
from tests.bench.mapping import mapping
from tests.bench.search import search
from tests.bench.traffic import traffic
from tests.bench.weight import weight

Row = tuple[str, str, str]


def show(title: str, rows: list[Row]) -> None:
    """One part of the table: what, the figure, and what it should be."""
    print(f"\n{title}")
    wide = max(len(row[0]) for row in rows)
    for what, figure, aim in rows:
        print(f"  {what:<{wide}}  {figure:>12}  {aim}")


def main() -> None:
    """Build once, then measure."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(build=Path(folder) / "build")
        app = create_app(settings)
        started = time.perf_counter()
        made: Build = build_site(app)
        seconds = time.perf_counter() - started
        show("Bytes (brotli 11; a file that does not shrink counts as it is)", weight(settings.build, made))
        show("Import", importing(Path(folder)))
        show("Build", [("flask build, both languages, compressed", f"{seconds:.1f} s", "at most 10 s")])
        with sync_playwright() as playwright:
            show("Traffic (requests that reached the server)", traffic(playwright, settings.build, Path(folder)))
            show(
                "First contentful paint, median; the control is a bare page kept by a bare worker, in turns",
                first_paint(playwright, settings.build, Path(folder)),
            )
            show("Guided rescue", first_step(playwright, settings.build, Path(folder)))
            show("Search, six times slower", search(playwright, settings.build, Path(folder)))
            show("Services, six times slower", finding(playwright, settings.build, Path(folder)))
            show("Services of another area, six times slower", far(playwright, Path(folder)))
            show("The map", mapping(playwright, Path(folder)))


if __name__ == "__main__":
    main()
