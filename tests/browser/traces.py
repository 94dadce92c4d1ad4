"""Every trace a browser leaves while a test runs: whom it asked for what, and each name it stored anything under."""

from typing import Any, NamedTuple
from urllib.parse import urlsplit

from playwright.sync_api import Request

from tests.browser.engine import cached_paths, devtools
from tests.browser.phone import Phone

STORED = """async () => ({
    local: Object.keys(localStorage),
    session: Object.keys(sessionStorage),
    database: (await indexedDB.databases()).map(({ name }) => name),
    files: await navigator.storage.getDirectory().then((folder) => Array.fromAsync(folder.keys())),
    worker: (await navigator.serviceWorker.getRegistrations()).map(({ scope }) => new URL(scope).pathname),
})"""
"""What a site may store under a name of its own, beside cookies and caches."""


class Name(NamedTuple):
    """Where something is stored, and under which name."""

    where: str
    name: str


class Traces:
    """Follows one phone from now on. Also what is stored for a moment and taken away again is seen."""

    def __init__(self, phone: Phone) -> None:
        self._phone = phone
        self.names: set[Name] = set()
        """Everything that was stored so far, as of the last `look`."""
        self.cookies: list[Any] = []
        """Cookies of any site."""
        self.elsewhere: set[str] = set()
        """Addresses asked for at other origins, by pages and workers."""
        phone.context.on("request", self._request)
        session = devtools(phone.page)
        session.on("DOMStorage.domStorageItemAdded", self._put)
        session.send("DOMStorage.enable")

    def look(self) -> set[Name]:
        """What is stored at this moment. The page must be one of ours."""
        page = self._phone.page
        found = {Name(where, each) for where, names in page.evaluate(STORED).items() for each in names}
        for cache, paths in cached_paths(page).items():
            kind = "site-" if cache.startswith("site-") else cache
            found.add(Name("cache", kind))
            if kind in ("meta", "packs"):
                found |= {Name(kind, path) for path in paths if "." not in path}
        self.names |= found
        self.cookies += self._phone.context.cookies()
        return found

    def kinds(self) -> set[str]:
        """The kinds of storage in which the browser itself counts something for our site."""
        asked = {"origin": self._phone.server.origin}
        counted = devtools(self._phone.page).send("Storage.getUsageAndQuota", asked)["usageBreakdown"]
        return {each["storageType"] for each in counted if each["usage"]}

    def _request(self, request: Request) -> None:
        address = urlsplit(request.url)
        # Nobody is asked for the first three; of the others is the browser's own viewer of PDFs.
        local = ("data", "blob", "about", "chrome", "chrome-extension")
        if address.scheme not in local and not request.url.startswith(self._phone.server.origin):
            self.elsewhere.add(request.url)

    def _put(self, event: dict[str, Any]) -> None:
        storage = event["storageId"]
        if storage.get("securityOrigin", self._phone.server.origin).rstrip("/") == self._phone.server.origin:
            self.names.add(Name("local" if storage["isLocalStorage"] else "session", event["key"]))
