"""Where the Chromium for browser tests is. As a program it prints the path; setup.sh installs one."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ON_PATH = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ON_MACOS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
AS_ROOT = sys.platform == "linux" and os.geteuid() == 0
"""Root's Chromium starts only without its sandbox. Everybody else's is tested with it, as readers have it."""

ALONE = (
    "--headless",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
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
    """Whether the browser at `path` shows an empty page, with its sandbox unless we are root.

    To ask for its version is not enough. Ubuntu has a `chromium-browser` that only says how to get one, and since
    23.10 it gives a sandbox to the browsers that its AppArmor knows by their path, and to no other.
    """
    with tempfile.TemporaryDirectory(prefix="respira-", ignore_cleanup_errors=True) as profile:
        command = [path, *ALONE, *(["--no-sandbox"] if AS_ROOT else []), f"--user-data-dir={profile}"]
        try:
            shown = subprocess.run(
                [*command, "--dump-dom", "about:blank"], capture_output=True, timeout=60, check=True
            )
        except (OSError, subprocess.SubprocessError):
            return False
    return b"<html" in shown.stdout


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
    raise NoChromiumError(
        "Found no Chromium that starts with its sandbox. Install one, or set RESPIRA_CHROMIUM to the path of yours; "
        "on Ubuntu, Google Chrome is one."
    )


def find_shell() -> Path | None:
    """Debian's Chromium without windows, the same engine for half of the work; None where it is not installed."""
    path = shutil.which("chromium-headless-shell")
    return Path(path) if path and starts(path) else None


if __name__ == "__main__":
    try:
        print(find_chromium())
    except NoChromiumError as error:
        sys.exit(str(error))
