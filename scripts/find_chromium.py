"""Where the Chromium for browser tests is. As a program it prints the path; setup.sh installs one."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ON_PATH = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ON_MACOS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
ASK_PLAYWRIGHT = """
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)
"""


class NoChromiumError(Exception):
    """There is no Chromium to test with. The message says what to do."""


def playwrights_own() -> str | None:
    """Where Playwright keeps its own Chromium; None without Playwright. The file itself may be missing."""
    # In a process of its own: Playwright cannot be started inside a test that is already using it.
    command = [sys.executable, "-c", ASK_PLAYWRIGHT]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip() or None


def candidates() -> Iterator[str]:
    """Every place a Chromium may be, the best first."""
    yield from filter(None, [playwrights_own()])
    yield from filter(None, map(shutil.which, ON_PATH))
    yield from ON_MACOS


def starts(path: str) -> bool:
    """Whether the program at `path` runs: Ubuntu has a `chromium-browser` that only says how to get one."""
    try:
        subprocess.run([path, "--version"], capture_output=True, timeout=30, check=True)
    except (OSError, subprocess.SubprocessError):
        return False
    return True


def find_chromium() -> Path:
    """The Chromium that RESPIRA_CHROMIUM names, else Playwright's own, else the system's."""
    chosen = os.environ.get("RESPIRA_CHROMIUM")
    if chosen:
        if not starts(chosen):
            raise NoChromiumError(f"RESPIRA_CHROMIUM is {chosen}, but there is no browser there that starts.")
        return Path(chosen)
    for path in candidates():
        if starts(path):
            return Path(path)
    raise NoChromiumError("Found no Chromium. Install one, or set RESPIRA_CHROMIUM to the path of yours.")


if __name__ == "__main__":
    try:
        print(find_chromium())
    except NoChromiumError as error:
        sys.exit(str(error))
