"""How soon the search answers a key, on a phone six times as slow, over the real index in both languages."""

from pathlib import Path
from statistics import median

from playwright.sync_api import Page, Playwright

from tests.bench.answering import answer_ms
from tests.bench.first_step import SLOWER
from tests.browser.engine import devtools, launch, wait_for_offline, wait_until
from tests.chaos.client import ChaosServer

ROUNDS = 3
AIMS = ("under 50 ms", "for comparison: layout and paint too")

TYPED = {
    "en": ["overdose", "od", "n", "naloxne", "fentanyl test strips", "someone is not breathing", "abcess", "qqqqqq"],
    "es": ["sobredosis", "no respira", "n", "nalxona", "tiras de fentanilo", "cárcel", "jeringuías", "¿qué hago si"],
}
"""Typed letter by letter: short, long, misspelt, one letter, with accents, and a word nobody wrote."""


def key_ms(page: Page, words: str) -> list[float]:
    """Milliseconds from the key to the results in the page, and to the frame that shows them."""
    return answer_ms(page, "input[type=search]", ".search-count", words)


def keys(words: str) -> list[str]:
    """What stands in the line after each key."""
    return [words[: length + 1] for length in range(len(words)) if words[length] != " "]


def first_key(page: Page, address: str, line: str) -> list[float]:
    """The first key on a page just opened."""
    page.goto("about:blank")
    devtools(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(address)
    wait_until(page, "() => document.querySelector('form.search:not([hidden])') !== null")
    return key_ms(page, line)


def later_keys(page: Page, typed: list[str]) -> dict[str, list[float]]:
    """Of each line, the median over `ROUNDS`: another program may hold up one of them."""
    times: dict[str, list[list[float]]] = {}
    for _ in range(ROUNDS):
        for words in typed:
            for line in keys(words):
                times.setdefault(line, []).append(key_ms(page, line))
            key_ms(page, "")
    return {line: [median(column) for column in zip(*measured, strict=True)] for line, measured in times.items()}


def search(playwright: Playwright, site: Path, folder: Path) -> list[tuple[str, str, str]]:
    """Median and worst of each language, from saved pages."""
    rows = []
    with ChaosServer.start(site) as server:
        context = launch(playwright, folder / "search")
        page = context.pages[0]
        page.goto(server.url("/en/"))
        wait_for_offline(page, "ready")
        for code, typed in TYPED.items():
            first = first_key(page, server.url(f"/{code}/search"), typed[0][0])
            later = later_keys(page, typed)
            for column, what in enumerate(("results in the page", "the frame that shows them")):
                times = {line: each[column] for line, each in later.items()}
                worst = max(times, key=lambda line: times[line])
                figures = f"median {median(times.values()):.0f} ms, worst"
                rows.append((f"{code}: key to {what}, {figures} (“{worst}”)", f"{times[worst]:.0f} ms", AIMS[column]))
            rows.append(
                (f"{code}: the first key of a page just opened", f"{first[0]:.0f} ms", "the index may still come")
            )
        devtools(page).send("Emulation.setCPUThrottlingRate", {"rate": 1})
        context.close()
    return rows
