"""One phone, and whatever may happen to it: the steps of a sequence, in any order, and what must hold after each.

Which sequences are tried is for `test_any_sequence.py` to say.
"""

import re
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Request, Response

from tests.browser.asked import ANSWERS, KEPT_BY_READER, SAVED, UPDATING
from tests.browser.claims import Claims
from tests.browser.engine import close, devtools, evict, set_quota, stop_workers, visit, wait_until
from tests.chaos.client import ChaosServer
from tests.small_site import PACK, SLUGS, SmallSite

VERSIONS = 4
FAULTS = (
    "status 500",
    "status 404",
    "truncate 300",
    "truncate-length 300",
    "captive302",
    "captive200",
    "reset",
    "hang",
)
NETWORK = (
    r"Failed to load resource|net::ERR|fetching the script|Failed to update a ServiceWorker|bad HTTP response code"
    r"|unsupported MIME type \('text/html'\)|behind a redirect, which is disallowed"
)
SHORT_S = 1.5
UPDATE_S = 90
"""A worker waits up to a minute for a file: `FILE_TIMEOUT_MS` in `static/sw.js`."""
SPEAKS = "() => document.documentElement?.dataset.offline !== 'none'"
SAYS_SAVED = "() => document.documentElement?.dataset.offline === 'ready'"
SPOILED = ("/en/overdose", "/es/about", "/static/css/*", "/static/js/app.*")


@dataclass
class World:
    """What all sequences share: one browser at a time, one server, the versions of one site."""

    chrome: Browser
    server: ChaosServer
    sites: list[SmallSite]


class Sequence(RuleBasedStateMachine):
    """One phone, from its first visit on."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world = world
        self.server = world.server
        self.deployed = [world.sites[0]]
        self.saved = False
        """Everything was seen to be saved, and nothing was taken away since."""
        self.taken_away = False
        """The browser took away what was saved, and no page has spoken since."""
        self.erased = False
        """The reader asked that nothing be saved, and has not asked otherwise since."""
        self.healthy = True
        self.was_broken = False
        self.kept: dict[str, str] = {}
        """What the reader asked the phone to keep."""
        self.problems: list[str] = []
        self.lost: list[str] = []
        """Files of ours that a page asked for in vain since its navigation."""
        if self.server.pid is None:
            self.server.restart()
        self.server.clear()
        self.server.deploy(world.sites[0].folder)
        self.context = world.chrome.new_context(locale="en-US")
        self.context.set_default_timeout(15_000)
        self.context.on("console", self._console)
        self.context.on("weberror", lambda error: self._complain(f"script: {error.error}"))
        self.context.on("requestfailed", self._failed)
        self.claims = Claims(self.context, world.sites)
        self.tabs = [self.context.new_page()]

    # What happens around the phone.

    @rule(version=st.integers(0, VERSIONS - 1))
    def deploy(self, version: int) -> None:
        site = self.world.sites[version]
        self.server.deploy(site.folder)
        self.deployed.append(site)

    @precondition(lambda self: self.server.pid)
    @rule(
        what=st.sampled_from(("/en/overdose", "/es/about", "/sw.js", "/static/css/*", "/static/js/app.*")),
        mode=st.sampled_from(FAULTS),
    )
    def break_one(self, what: str, mode: str) -> None:
        self.server.set(what, mode)
        self.harm()

    @precondition(lambda self: self.server.pid)
    @rule(mode=st.sampled_from(("captive302", "captive200", "hang")))
    def break_all(self, mode: str) -> None:
        self.server.set("*", mode)
        self.harm()

    @precondition(lambda self: self.server.pid)
    @rule()
    def kill(self) -> None:
        self.server.kill()
        self.harm()

    @precondition(lambda self: not self.healthy)
    @rule()
    def mend(self) -> None:
        if self.server.pid is None:
            self.server.restart()
        self.server.clear()
        self.healthy = True
        if not self.saved:  # For an hour the browser's own cache keeps what the portal sent; our worker passes it by.
            devtools(self.tabs[0]).send("Network.clearBrowserCache")

    @rule(what=st.sampled_from(("all", "cache_storage")))
    def evict(self, what: Any) -> None:
        open_tabs, self.tabs = self.tabs, [self.context.new_page()]
        for page in open_tabs:  # A browser leaves alone what is in use.
            close(page)
        stop_workers(self.tabs[0])
        evict(self.tabs[0], self.server.origin, what)
        self.saved = False
        self.taken_away = True
        if what == "all":
            self.kept.clear()
            self.erased = False  # The browser forgot that wish too.
        self.kept.pop("area", None)

    @rule(size=st.sampled_from((None, 50_000, 400_000)))
    def quota(self, size: int | None) -> None:
        set_quota(self.tabs[0], self.server.origin, size)

    def harm(self) -> None:
        """From now on something on the way is not as it should be."""
        self.healthy = False
        self.was_broken = True

    # What the reader does.

    @initialize(
        first=st.sampled_from(("nothing", "saved", "saved", "saved", "cut short")), spoiled=st.sampled_from(SPOILED)
    )
    def begin(self, first: str, spoiled: str) -> None:
        if first == "saved":
            self.visit_until_saved()
        elif first == "cut short":
            self.server.set(spoiled, "truncate 300")
            self.harm()
            self.go(self.tabs[0], "/en/")
            with suppress(AssertionError):  # A worker that takes what comes is soon content.
                wait_until(self.tabs[0], SAYS_SAVED, timeout_s=SHORT_S)
            self.go(self.tabs[0], "/en/about")

    @precondition(lambda self: self.healthy)
    @rule()
    def visit_until_saved(self) -> None:
        set_quota(self.tabs[0], self.server.origin, None)
        self.ask_to_save_again()
        self.go(self.tabs[0], "/en/")
        wait_until(self.tabs[0], SAVED)
        self.saved = True

    @rule(slug=st.sampled_from(SLUGS), code=st.sampled_from(("en", "es")), tab=st.integers(0, 2))
    def navigate(self, slug: str, code: str, tab: int) -> None:
        self.go(self.tabs[tab % len(self.tabs)], f"/{code}/{slug}")

    @precondition(lambda self: len(self.tabs) < 3)
    @rule()
    def open_tab(self) -> None:
        self.tabs.append(self.context.new_page())
        self.go(self.tabs[-1], "/en/overdose")

    @precondition(lambda self: len(self.tabs) > 1)
    @rule()
    def close_tab(self) -> None:
        close(self.tabs.pop())

    @precondition(lambda self: self.saved)
    @rule(tab=st.integers(0, 2))
    def switch_language(self, tab: int) -> None:
        page = self.tabs[tab % len(self.tabs)]
        self.go(page, "/en/about")
        with page.expect_navigation() as going:
            page.locator(".bar-languages a").click()
        self.check(page, "/es/about", going.value)

    @precondition(lambda self: self.saved)
    @rule()
    def start_a_rescue(self) -> None:
        page = self.tabs[0]
        self.go(page, "/en/overdose")
        page.locator("main a[href$='#start']").click()
        page.locator(".rescue").wait_for()
        self.kept["rescue"] = page.evaluate(KEPT_BY_READER)["rescue"]

    @precondition(lambda self: self.saved and "favorites" not in self.kept)
    @rule()
    def keep_a_service(self) -> None:
        self.go(self.tabs[0], "/en/about")
        kept = '["nbox-pulaski"]'  # As the page of services writes it: tests/browser/test_service_cards.py.
        self.tabs[0].evaluate("(kept) => { localStorage['respira.favorites'] = kept }", kept)
        self.kept["favorites"] = kept

    @precondition(lambda self: self.saved and self.healthy and "area" not in self.kept)
    @rule()
    def keep_an_area(self) -> None:
        page = self.tabs[0]
        set_quota(page, self.server.origin, None)
        self.go(page, "/en/offline-status")
        page.get_by_role("button", name="See what there is now").click()
        keep = page.locator(f"[data-pack='{PACK}']", has_text="Keep on this phone")
        keep.click()
        wait_until(page, f"async () => ({KEPT_BY_READER})().then(({{ area }}) => area === '{PACK}')")
        self.kept["area"] = PACK

    @precondition(lambda self: self.saved)
    @rule()
    def erase(self) -> None:
        page = self.tabs[0]
        self.go(page, "/en/offline-status")
        page.locator("[data-erase='ask']").click()
        page.locator("[data-erase='yes']").click()
        page.locator("[data-erase='done']", has_text="Erased.").wait_for()
        self.kept.clear()
        self.saved = False
        self.erased = True
        self.claims.check()

    def ask_to_save_again(self) -> None:
        """Where the reader has erased everything: nothing is saved without this."""
        if self.erased:
            page = self.tabs[0]
            self.go(page, "/en/offline-status")
            with page.expect_navigation():
                page.locator("[data-erase='again']").click()
            self.erased = False

    # What must hold.

    def go(self, page: Page, path: str) -> None:
        """Open a page. Once everything is saved it always opens, from the phone, whole; before, it may not."""
        self.lost.clear()
        patience_s = 15 if self.saved or self.healthy else SHORT_S
        try:
            answer = visit(page, self.server.url(path), "load" if self.saved else "commit", patience_s)
        except Error:
            if self.saved or self.healthy:
                raise
            return
        if self.taken_away and not self.erased:  # What a page says of the phone now is worth a moment.
            with suppress(AssertionError):
                wait_until(page, SPEAKS, timeout_s=SHORT_S / 2)
            self.taken_away = False
        self.check(page, path, answer)

    def check(self, page: Page, path: str, answer: Response | None) -> None:
        """The document is one that was deployed at this address, with all that it needs."""
        if self.saved or self.healthy:
            assert answer, path
            known = {site.bodies[path] for site in self.deployed}
            assert answer.body() in known, f"{path}: never deployed"
        if self.saved:
            assert self.lost == [], f"{path} lacks {self.lost}"
            found = page.evaluate(KEPT_BY_READER)
            found = {name: found[name] for name in self.kept}
            assert found == self.kept, f"kept {found} of {self.kept}"
        if self.erased:
            assert page.evaluate("() => caches.keys()") == [], "saved although it was erased"
        self.claims.check()
        assert self.problems == [], self.problems

    def teardown(self) -> None:
        """On a healthy network one visit brings the newest version, and all of it works without one."""
        try:
            self.mend()
            if self.kept:  # It must survive an update too.
                newest = self.deployed[-1]
                self.deploy(next(number for number in range(VERSIONS) if self.world.sites[number] is not newest))
            page = self.tabs[0]
            set_quota(page, self.server.origin, None)
            self.ask_to_save_again()
            self.go(page, "/en/")
            newest = self.deployed[-1]
            try:
                wait_until(page, SAVED, newest.cache, timeout_s=UPDATE_S)
            except AssertionError as late:
                raise AssertionError(f"{late}: {page.evaluate(UPDATING)} of {newest.cache}") from late
            self.saved = True
            self.deployed = [newest]
            self.server.set("*", "reset")  # As good as dead, and sooner alive again than a killed process.
            self.healthy = False
            self.go(page, "/en/overdose")
            answers = dict(zip(newest.pages, page.evaluate(ANSWERS, newest.pages), strict=True))
            wrong = [path for path in newest.pages if answers[path] != newest.hashes[path]]
            assert not wrong, f"not the newest: {wrong}"
            self.go(page, "/es/about")
            self.claims.check()
        finally:
            self.context.close()

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not re.search(NETWORK, message.text):
            self._complain(f"console: {message.text}")

    def _complain(self, problem: str) -> None:
        # Before it is saved a page stands as the network brings it: of what a portal spoils the browser complains.
        if self.saved or not self.was_broken:
            self.problems.append(problem)

    def _failed(self, request: Request) -> None:
        if "/static/" in request.url and "ERR_ABORTED" not in (request.failure or ""):
            self.lost.append(f"{request.url}: {request.failure}")
