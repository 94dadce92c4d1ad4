"""What a phone asks for: at the first visit, at the second, after one sentence changed, after going back."""

import shutil
from pathlib import Path

from playwright.sync_api import Playwright

from pwa import create_app
from pwa.build import build_site
from pwa.config import Settings
from tests.browser.engine import wait_for_offline, wait_until
from tests.browser.phone import Phone
from tests.chaos.client import ChaosServer

SENTENCE = "Watch the chest for 10 seconds. Count the breaths."


def one_sentence_changed(folder: Path) -> Path:
    """A build of the site in which one sentence of the overdose guide says something more."""
    content = Path(shutil.copytree(Settings().content, folder / "content"))
    translations = Path(shutil.copytree(Settings().translations, folder / "translations"))
    for file in (content / "guides" / "overdose.toml", translations / "es" / "LC_MESSAGES" / "messages.po"):
        file.write_text(file.read_text("utf-8").replace(SENTENCE, f"{SENTENCE} Say them aloud."), "utf-8")
    settings = Settings(content=content, translations=translations, build=folder / "newer")
    build_site(create_app(settings), precompress=True)
    return settings.build


def traffic(playwright: Playwright, site: Path, folder: Path) -> list[tuple[str, str, str]]:
    """Requests and bytes of each visit, as the server saw them."""
    newer = one_sentence_changed(folder)
    rows = []
    with ChaosServer.start(site) as server:
        phone = Phone(playwright, folder / "traffic", server)

        def visit(what: str, aim: str, build: Path | None = None) -> None:
            mark = server.mark()
            if build:
                server.deploy(build)
            phone.open("/en/about")
            wait_for_offline(phone.page, "ready")
            if build:
                wait_until(
                    phone.page,
                    "async (name) => (await (await caches.match('/generations')).json()).current.endsWith(name)",
                    (build / "build.json").read_text("utf-8").split('"generation":"')[1][:16],
                )
            asked = [request for request in server.requests(mark) if request.path != "/sw.js"]
            total = sum(request.body_bytes for request in asked)
            rows.append((what, f"{len(asked)}", f"files besides sw.js, {total:,} bytes; {aim}"))

        visit("first visit", "the page, its assets, then everything")
        visit("second visit", "expected 0")
        visit("one sentence changed in both languages", "expected 2", newer)
        visit("back to the version before", "expected 0", site)
        phone.close()
    return rows
