"""What a phone asks for: at the first visit, at the second, after one sentence changed, after going back."""

from pathlib import Path

from babel.messages.catalog import Message
from playwright.sync_api import Playwright

from pwa import create_app
from pwa.build import build_site
from tests.browser.engine import wait_for_offline, wait_until
from tests.browser.phone import Phone
from tests.chaos.client import ChaosServer
from tests.site_copies import change_entry, copy_of_site, rewrite

SENTENCE = "Watch the chest for 10 seconds. Count the breaths."


def one_sentence_changed(folder: Path) -> Path:
    """A build of the site in which one sentence of the overdose guide says something more, in both languages."""

    def more(entry: Message) -> None:
        entry.id, entry.string = f"{SENTENCE} Say them aloud.", f"{entry.string} Dígalas en voz alta."

    settings = copy_of_site(folder / "newer")
    rewrite(settings.content / "guides" / "overdose.toml", SENTENCE, f"{SENTENCE} Say them aloud.")
    change_entry(settings.translations, "es", SENTENCE, more)
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
        visit("one sentence changed in both languages", "expected 6: 2 pages, the rest the search", newer)
        visit("back to the version before", "expected 0", site)
        phone.close()
    return rows
