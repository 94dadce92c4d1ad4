"""Whatever happens, in whatever order: the truth on the screen, nothing lost, and the newest version after one visit.

`RESPIRA_SEQUENCES` says how many sequences are tried, 40 by default, `RESPIRA_SEED` which ones: the same each time
unless told otherwise, so that a failure is the fault of a change.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Request, Response

from tests.browser.asked import ANSWERS, ASK_AGAIN, KEPT_BY_READER, NEWEST, SAVED_IS_TRUE
from tests.browser.engine import devtools, evict, set_quota, stop_workers, wait_until
from tests.chaos.client import FILES_ALONE, ChaosServer
from tests.small_site import PACK, SLUGS, SmallSite, small_sites

SEQUENCES = int(os.environ.get("RESPIRA_SEQUENCES", "40"))
SEED = int(os.environ.get("RESPIRA_SEED", "1"))
PARTS = 20
"""Each begins with a seed of its own: one that fails can be tried again alone, and has time to be made shorter."""

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


@dataclass(frozen=True)
class World:
    """What all sequences share: one browser, one server, the versions of one site."""

    chrome: Browser
    server: ChaosServer
    sites: list[SmallSite]


@pytest.fixture(scope="module")
def world(chrome: Browser, built_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Four versions of a small site, the first of them deployed."""
    sites = small_sites(built_site, tmp_path_factory.mktemp("versions"), VERSIONS)
    with ChaosServer.start(sites[0].folder, FILES_ALONE) as server:
        yield World(chrome, server, sites)


class Sequence(RuleBasedStateMachine):
    """One phone, from its first visit on."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world = world
        self.server = world.server
        self.deployed = [world.sites[0]]
        self.saved = False
        """Everything was seen to be saved, and nothing was taken away since."""
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
        self.context.on("weberror", lambda error: self.problems.append(f"script: {error.error}"))
        self.context.on("requestfailed", self._failed)
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
            page.close()
        stop_workers(self.tabs[0])
        evict(self.tabs[0], self.server.origin, what)
        self.saved = False
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

    @initialize(first=st.booleans())
    def begin(self, first: bool) -> None:
        if first:
            self.visit_until_saved()

    @precondition(lambda self: self.healthy)
    @rule()
    def visit_until_saved(self) -> None:
        set_quota(self.tabs[0], self.server.origin, None)
        self.ask_to_save_again()
        self.go(self.tabs[0], "/en/")
        wait_until(self.tabs[0], ASK_AGAIN)
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
        self.tabs.pop().close()

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
            answer = page.goto(
                self.server.url(path), wait_until="load" if self.saved else "commit", timeout=patience_s * 1000
            )
        except Error:
            if self.saved or self.healthy:
                raise
            return
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
            assert {name: found[name] for name in self.kept} == self.kept
        if self.erased:
            assert page.evaluate("() => caches.keys()") == [], "saved although it was erased"
        sites = {site.cache: site.hashes for site in self.deployed}
        if answer:
            assert page.evaluate(SAVED_IS_TRUE, sites), "it says saved, and is not"
        assert self.problems == []

    def teardown(self) -> None:
        """On a healthy network one visit brings the newest version, and all of it works without one."""
        try:
            self.mend()
            page = self.tabs[0]
            set_quota(page, self.server.origin, None)
            self.ask_to_save_again()
            self.go(page, "/en/")
            newest = self.deployed[-1]
            wait_until(page, NEWEST, newest.cache)
            self.saved = True
            self.deployed = [newest]
            self.server.set("*", "reset")  # As good as dead, and sooner alive again than a killed process.
            self.healthy = False
            self.go(page, "/en/overdose")
            assert page.evaluate(ANSWERS, newest.pages) == [newest.hashes[path] for path in newest.pages]
            self.go(page, "/es/about")
        finally:
            self.context.close()

    def _console(self, message: ConsoleMessage) -> None:
        # Before it is saved a page stands as the network brings it: of what a portal spoils the browser complains.
        excused = re.search(NETWORK, message.text) or (self.was_broken and not self.saved)
        if message.type == "error" and not excused:
            self.problems.append(f"console: {message.text}")

    def _failed(self, request: Request) -> None:
        if "/static/" in request.url and "ERR_ABORTED" not in (request.failure or ""):
            self.lost.append(f"{request.url}: {request.failure}")


@pytest.mark.parametrize("part", range(PARTS))
def test_whatever_happens_the_phone_tells_the_truth_and_keeps_what_it_was_given(world: World, part: int) -> None:
    print(f"RESPIRA_SEED={SEED} tries these sequences again")
    machine: Any = seed(SEED * PARTS + part)(lambda: Sequence(world))
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=max(1, SEQUENCES // PARTS),
            stateful_step_count=6,
            deadline=None,
            database=None,
            print_blob=True,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
        ),
    )
