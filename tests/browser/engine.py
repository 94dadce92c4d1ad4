"""Chromium for the browser tests: started as a reader's browser, with the levers only DevTools has.

Traps met under our policy (`default-src 'none'`, Trusted Types):
- `page.wait_for_function` takes a promise for a true value, and as text it is stopped by the policy: use
  `wait_until`.
- `page.add_script_tag` is refused. `page.evaluate(source)` is not, and is how axe gets in.
- So `page.evaluate` may call eval where the page may not: that proves nothing about the policy.
- Every tab says it is visible, the one behind too; a change of visibility has to be dispatched.
"""

import re
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from playwright.sync_api import (
    Browser,
    BrowserContext,
    CDPSession,
    ConsoleMessage,
    Error,
    Page,
    Playwright,
    Request,
    Response,
    WebError,
)
from playwright.sync_api import TimeoutError as TookTooLong

from scripts.find_chromium import AS_ROOT, find_chromium

PATIENCE_S = 30
FUNCTION = re.compile(r"\s*(async\b\s*)?(function\b|\([^)]*\)\s*=>|\w+\s*=>)")
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
    "--disable-gpu",
)

_sessions: WeakKeyDictionary[Page, CDPSession] = WeakKeyDictionary()


@cache
def chromium() -> Path:
    """The browser to test with, looked for once: looking starts a process or two."""
    return find_chromium()


def launch(playwright: Playwright, profile: Path, **options: Any) -> BrowserContext:
    """A browser with a profile on disk, service workers allowed; it opens with one empty page.

    Only a profile makes a site installable: in Playwright's usual contexts every page is private browsing.
    Started again on the same profile it remembers what it saved. `options` are those of
    `launch_persistent_context`, such as `locale="es-US"` or `service_workers="block"`.
    """
    return playwright.chromium.launch_persistent_context(
        profile,
        executable_path=chromium(),
        chromium_sandbox=not AS_ROOT,
        args=[*QUIET, *options.pop("args", [])],
        **{"headless": True, "service_workers": "allow", **options},
    )


def private(playwright: Playwright, path: Path | None = None, **options: Any) -> Browser:
    """A browser without a profile, whose windows are private: each forgets what it saw. `path`: another Chromium."""
    return playwright.chromium.launch(
        executable_path=path or chromium(), chromium_sandbox=not AS_ROOT, args=list(QUIET), **options
    )


def devtools(page: Page) -> CDPSession:
    """The page's one DevTools session. It stays open: an overridden quota ends with its session."""
    if page not in _sessions:
        _sessions[page] = page.context.new_cdp_session(page)
    return _sessions[page]


class Workers:
    """What becomes of every service worker of this browser, from now on, as long as the page is open."""

    def __init__(self, page: Page) -> None:
        self.errors: list[str] = []
        """What workers threw and what failed their installation: Playwright reports neither."""
        self._page = page
        self._versions: dict[int, dict[str, Any]] = {}
        self._session = page.context.new_cdp_session(page)
        self._session.on("ServiceWorker.workerVersionUpdated", self._updated)
        self._session.on("ServiceWorker.workerErrorReported", self._failed)
        self._session.send("ServiceWorker.enable")

    @property
    def statuses(self) -> list[str]:
        """The state of each version, the oldest first: `["redundant", "activated"]` after a first update."""
        return [version["status"] for _, version in sorted(self._versions.items())]

    def wait_for(self, *statuses: str, timeout_s: float = PATIENCE_S) -> None:
        """Wait until these are the states of all versions since the beginning, the oldest first.

        To name them all leaves no doubt which version is meant: `wait_for("activated")` is a first install,
        `wait_for("redundant", "activated")` the update, or the second try of an install that failed.
        """
        wait(self._page, lambda: self.statuses == list(statuses), lambda: f"{self.statuses}", timeout_s)

    def stop(self) -> None:
        """Stop every worker, as the browser does when it is idle; the next event starts one afresh.

        An event still on its way can start a worker just after it was told to stop: then it is told again.
        """

        def lives() -> list[str]:
            return [version["runningStatus"] for version in self._versions.values()]

        def stopped() -> bool:
            if set(lives()) <= {"stopped"}:
                return True
            self._session.send("ServiceWorker.stopAllWorkers")
            return False

        self._session.send("ServiceWorker.stopAllWorkers")
        wait(self._page, stopped, lambda: f"{lives()}", PATIENCE_S)

    def forget(self) -> None:
        """Stop watching."""
        self._session.detach()

    def _updated(self, event: dict[str, Any]) -> None:
        self._versions |= {int(version["versionId"]): version for version in event["versions"]}

    def _failed(self, event: dict[str, Any]) -> None:
        self.errors.append(event["errorMessage"]["errorMessage"])


def stop_workers(page: Page) -> None:
    """Stop every worker of the browser and wait until they are stopped: the next event is a cold start."""
    workers = Workers(page)
    workers.stop()
    workers.forget()


def worker_states(page: Page) -> dict[str, str]:
    """The workers of the page's registration, such as `{"waiting": "installed", "active": "activated"}`.

    Empty without a registration. A worker that failed leaves no trace here; `Workers` sees it.
    """
    return page.evaluate("""async () => {
        const registration = await navigator.serviceWorker.getRegistration()
        const roles = ['installing', 'waiting', 'active'].filter((role) => registration?.[role])
        return Object.fromEntries(roles.map((role) => [role, registration[role].state]))
    }""")


def set_quota(page: Page, origin: str, size: int | None) -> None:
    """Let the origin store this many bytes, or what it may (None). `storage.estimate()` does not show it."""
    order = {"origin": origin} if size is None else {"origin": origin, "quotaSize": size}
    devtools(page).send("Storage.overrideQuotaForOrigin", order)


def evict(page: Page, origin: str, what: Literal["all", "cache_storage"]) -> None:
    """Take away what the origin saved: `all`, workers included, as a full phone does; or its caches only."""
    devtools(page).send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": what})


def installability_errors(page: Page) -> list[str]:
    """Why Chromium would not install this page, then what is wrong in its manifest (which this fetches)."""
    session = devtools(page)
    reasons = [error["errorId"] for error in session.send("Page.getInstallabilityErrors")["installabilityErrors"]]
    return reasons + [error["message"] for error in session.send("Page.getAppManifest")["errors"]]


def cached_paths(page: Page) -> dict[str, list[str]]:
    """What is saved: for each cache of the page's origin its addresses, sorted, without the origin."""
    return page.evaluate("""async () => {
        const found = {}
        for (const name of await caches.keys()) {
            const requests = await (await caches.open(name)).keys()
            found[name] = requests.map(({ url }) => url.slice(location.origin.length)).sort()
        }
        return found
    }""")


def wait_for_offline(page: Page, state: Literal["core", "ready"], timeout_s: float = PATIENCE_S) -> None:
    """Wait until the page says what is saved: the core (or more), or everything."""
    enough = {"core": ["core", "ready"], "ready": ["ready"]}[state]
    said = ", ".join(f'html[data-offline="{each}"]' for each in enough)
    try:
        page.locator(said).wait_for(state="attached", timeout=timeout_s * 1000)
    except TookTooLong as late:
        found = page.evaluate("""() => [document.documentElement.dataset.offline,
            document.querySelector('.saved')?.textContent]""")
        raise AssertionError(f"waited {timeout_s} s for {state}, still found {found} on {page.url}") from late


def visit(page: Page, address: str, until: Literal["load", "commit"], patience_s: float) -> Response | None:
    """Go there. The browser's own page about a failed visit may come late, and get in the way: then go again."""
    others = ("chrome-error:", f'{address}"')
    ends = time.monotonic() + patience_s
    while True:
        try:
            return page.goto(address, wait_until=until, timeout=patience_s * 1000)
        except Error as error:
            in_the_way = any(f'interrupted by another navigation to "{other}' in str(error) for other in others)
            if not in_the_way or time.monotonic() > ends:
                raise
        page.wait_for_timeout(50)


def close(page: Page) -> None:
    """Close a tab. Told so just when it has got its page, one in twenty was seen to stay open for ever."""
    with suppress(TookTooLong):
        page.wait_for_load_state("load", timeout=1500)
    page.close()


def wait_until(page: Page, function: str, argument: object = None, timeout_s: float = PATIENCE_S) -> Any:
    """Wait until a JavaScript function (`() => ...`, async too) returns something true, and return that.

    Asked again and again from here: Playwright's own `wait_for_function` takes a promise for a true value.
    """
    if not FUNCTION.match(function):
        raise ValueError(f'found "{function}", expected a function')
    found: list[Any] = [None]

    def ask() -> bool:
        try:
            found[0] = page.evaluate(function, argument)
        except Error as error:
            if "context was destroyed" not in str(error):  # The page is going elsewhere: ask the next one.
                raise
            found[0] = None
        return bool(found[0])

    wait(page, ask, lambda: f"{found[0]} from {' '.join(function.split())}", timeout_s)
    return found[0]


class Watch:
    """What must not happen while a test runs: errors, policy violations, requests to other origins.

    Violations come through the console, where Chromium reports each of them, those of blocked requests too.
    Start it before the first visit, and keep the browser's first page open.
    """

    def __init__(self, context: BrowserContext, origin: str) -> None:
        self._origin = origin
        self._seen: list[str] = []
        self._workers = Workers(context.pages[0])
        context.on("console", self._console)
        context.on("weberror", self._error)
        context.on("request", self._request)

    @property
    def problems(self) -> list[str]:
        """What was seen so far, in sentences."""
        return self._seen + [f"worker: {error}" for error in self._workers.errors]

    def assert_clean(self, allow: Iterable[str] = ()) -> None:
        """Fail with all that was seen, save what matches one of these patterns (`re.search`)."""
        allowed = tuple(allow)
        left = [problem for problem in self.problems if not any(re.search(each, problem) for each in allowed)]
        assert not left, "expected nothing to complain about, found:\n" + "\n".join(left)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self._seen.append(f"console: {message.text} ({message.location['url']})")

    def _error(self, error: WebError) -> None:
        self._seen.append(f"script: {error.error}")

    def _request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob", "about") and f"{address.scheme}://{address.netloc}" != self._origin:
            self._seen.append(f"request to another origin: {request.url}")


def wait(page: Page, done: Callable[[], bool], found: Callable[[], str], timeout_s: float) -> None:
    """Let DevTools events arrive until it is done; there is no one event to wait for."""
    ends = time.monotonic() + timeout_s
    while not done():
        assert time.monotonic() < ends, f"waited {timeout_s} s, still found {found()}"
        page.wait_for_timeout(10)
