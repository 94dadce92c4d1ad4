"""What growth costs: build time, bytes to save and install time, for more content and for more languages.

More content is copies of every article and service under new ids; more languages are made up, each message marked.
All is built as for readers, compressed. The last column says what one unit more costs beside what the first one cost:
1 is linear, less is better.
"""

import re
import shutil
import time
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Playwright

from pwa import create_app
from pwa.build import build_site
from pwa.config import Settings
from tests.bench.weight import size
from tests.browser.engine import launch, wait_for_offline
from tests.chaos.client import FILES_ALONE, ChaosServer
from tests.site_copies import copy_of_site, made_up_language

CONTENT = (1, 3, 10)
LANGUAGES = {1: ("en",), 2: ("en", "es"), 4: ("en", "es", "fr", "pt")}
SHELVES = ("learn", "safer-use")
PATIENCE_S = 180


class Cost(NamedTuple):
    """What one size of the site costs."""

    build_s: float
    saved_bytes: int
    files: int
    install_s: float


def multiply(content: Path, times: int) -> None:
    """Copy each article and each service until there are so many times as many, under new ids."""
    for shelf in SHELVES:
        for file in sorted((content / shelf).glob("*.toml")):
            for number in range(1, times):
                shutil.copyfile(file, file.with_stem(f"{file.stem}-{number}"))
    for file in sorted((content / "services").glob("*.toml")):
        text = file.read_text("utf-8")
        services = text[text.index("[[service]]") :]
        more = (re.sub(r'^id = "(.+)"$', rf'id = "\1-{number}"', services, flags=re.M) for number in range(1, times))
        file.write_text("\n".join([text, *more]), "utf-8")


def cost(playwright: Playwright, settings: Settings, folder: Path) -> Cost:
    """Build it, then save it in a new browser from a server without a slow link."""
    began = time.perf_counter()
    made = build_site(create_app(settings))
    built_s = time.perf_counter() - began
    saved = sum(size(settings.build, address) for address in made.entries)
    with ChaosServer.start(settings.build, FILES_ALONE) as server:
        context = launch(playwright, folder)
        page = context.pages[0]
        began = time.perf_counter()
        page.goto(server.url("/en/"))
        wait_for_offline(page, "ready", timeout_s=PATIENCE_S)
        installed_s = time.perf_counter() - began
        context.close()
    return Cost(built_s, saved, len(made.entries), installed_s)


def growth(playwright: Playwright, folder: Path) -> list[tuple[str, str, str]]:
    """A line for each size, first by content, then by language."""
    by_content, by_language = {}, {}
    for times in CONTENT:
        settings = copy_of_site(folder / f"times-{times}")
        multiply(settings.content, times)
        by_content[times] = cost(playwright, settings, folder / f"phone-times-{times}")
    for count, codes in LANGUAGES.items():
        settings = replace(copy_of_site(folder / f"languages-{count}"), languages=codes)
        for code in codes[2:]:
            made_up_language(settings, code)
        by_language[count] = (
            by_content[1] if count == 2 else cost(playwright, settings, folder / f"phone-languages-{count}")
        )
    return [*_lines("times the content", by_content), *_lines("languages", by_language)]


def _lines(what: str, found: dict[int, Cost]) -> list[tuple[str, str, str]]:
    (first_units, first), *_ = found.items()
    rows = []
    for units, each in found.items():
        figures = f"{each.saved_bytes:,} bytes in {each.files} files, saved in {each.install_s:.1f} s"
        if units != first_units:
            steps = (units - first_units) / first_units
            shares = ((now - then) / steps / then for now, then in zip(each, first, strict=True))
            named = zip(("build", "bytes", "files", "install"), shares, strict=True)
            figures += "; one more costs of the first: " + ", ".join(f"{name} {share:.2f}" for name, share in named)
        rows.append((f"{units} {what}: build {each.build_s:.1f} s", f"{each.saved_bytes / 1000:,.0f} kB", figures))
    return rows
