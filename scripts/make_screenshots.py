"""Takes the pictures the manifest and the README show, from the real pages: `python -m scripts.make_screenshots`.

The site is rendered live by Flask's own test server on this machine; nothing else is asked. Run it when the look
of the overdose guide changes, then look at the pictures and commit them.
"""

import threading
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

from pwa import create_app
from pwa.assets import screenshot
from pwa.config import read_settings
from scripts.find_chromium import find_chromium

ROOT = Path(__file__).parent.parent
NARROW = {"width": 412, "height": 824}
WIDE = {"width": 1280, "height": 800}


def picture(browser: Browser, address: str, file: Path, size: dict[str, int], scale: float, scheme: str) -> None:
    """One page as a reader sees it, to `file`."""
    context = browser.new_context(
        viewport={"width": size["width"], "height": size["height"]},
        device_scale_factor=scale,
        color_scheme="dark" if scheme == "dark" else "light",
        service_workers="block",
    )
    page = context.new_page()
    page.goto(address)
    page.screenshot(path=file)
    context.close()


def main() -> None:
    """Every picture, replaced, with the name, the languages and the folders of the environment."""
    settings = replace(read_settings(), build=ROOT / "build" / "none")
    (settings.static / "screenshots").mkdir(exist_ok=True)
    server = make_server("127.0.0.1", 0, create_app(settings), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    origin = f"http://127.0.0.1:{server.server_port}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), chromium_sandbox=False)
        for code in settings.languages:
            narrow, wide = (
                settings.static / screenshot(settings.name, f"{code}-{form}") for form in ("narrow", "wide")
            )
            picture(browser, f"{origin}/{code}/overdose", narrow, NARROW, 1.5, "light")
            picture(browser, f"{origin}/{code}/overdose", wide, WIDE, 1, "light")
        picture(browser, f"{origin}/en/", ROOT / "docs" / "picture.png", NARROW, 1, "light")
        browser.close()
    server.shutdown()


if __name__ == "__main__":
    main()
