"""Compares a deployed site with what its worker will demand, byte for byte, and with the headers of the build.

A CDN that rewrites HTML, or a half-finished upload, would otherwise mean that no phone can save the site.
"""

import json
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from pwa.compact import sha256
from pwa.headers import HeaderTable
from pwa.model.errors import SiteError
from pwa.worker import RETIRED

MANIFEST = re.compile(r"^const MANIFEST = (\{.*\});$", re.MULTILINE)

ASK_AGAIN_S = 5
"""How long to wait before asking a host again whether it serves the new site."""

Fetch = Callable[[str], bytes]


class VerifyError(SiteError):
    """A site that cannot be compared at all. The message says what was found and what to do."""


@dataclass(frozen=True)
class Difference:
    """An address the deployed site does not serve as it was built."""

    address: str
    found: str
    expected: str = "the bytes of the build"

    def __str__(self) -> str:
        return f"{self.address}: found {self.found}, expected {self.expected}."


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *args: object) -> None:
        """The worker refuses redirects, so they are reported like any other wrong answer."""


def fetch(address: str) -> bytes:
    """The body at `address` over HTTP, uncompressed; raises `VerifyError` for anything but 200."""
    return _ask(address)[0]


def fetch_headers(address: str) -> Mapping[str, str]:
    """The headers at `address`, whatever the case of their names; raises `VerifyError` for anything but 200."""
    return _ask(address)[1]


def _ask(address: str) -> tuple[bytes, Mapping[str, str]]:
    opener = build_opener(_NoRedirect)
    request = Request(address, headers={"Accept-Encoding": "identity", "Cache-Control": "no-cache"})  # noqa: S310
    try:
        with opener.open(request, timeout=30) as response:
            return response.read(), response.headers
    except HTTPError as error:
        error.close()
        raise VerifyError(f"status {error.code}") from None
    except (URLError, HTTPException, OSError, ValueError) as error:
        reason = error.reason if isinstance(error, URLError) else error
        raise VerifyError(f"no answer ({reason})") from None


def read_manifest(origin: str, get: Fetch = fetch) -> tuple[str, dict[str, str]]:
    """The generation and the entries the site's own worker lists."""
    manifest = _lists_of_the_worker(origin, get)
    return str(manifest["generation"]), dict(manifest["entries"])


def _lists_of_the_worker(origin: str, get: Fetch) -> dict[str, Any]:
    if origin.partition("://")[0] not in ("http", "https"):
        raise VerifyError(
            f'{origin}: found no http or https address, expected one such as "https://respira.example".'
        )
    try:
        script = get(f"{origin}/sw.js").decode("utf-8", "replace")
    except VerifyError as error:
        raise VerifyError(
            f"{origin}/sw.js: found {error}, expected the worker; is this the site's address?"
        ) from None
    try:
        manifest: dict[str, Any] = json.loads(MANIFEST.findall(script)[0])
        return {"paper": {}, **manifest, "entries": dict(manifest["entries"]), "generation": manifest["generation"]}
    except (LookupError, TypeError, ValueError):
        raise VerifyError(f"{origin}/sw.js: found no list of entries, expected one; is the kill switch on?") from None


def compare(origin: str, entries: dict[str, str], get: Fetch = fetch) -> Iterator[Difference]:
    """Each entry that is missing, redirected or changed on the way."""
    for address, expected in entries.items():
        try:
            body = get(f"{origin}{address}")
        except VerifyError as error:
            yield Difference(address, str(error))
            continue
        if sha256(body) != expected:
            yield Difference(address, f"{len(body)} other bytes")


def serves(origin: str, generation: str, get: Fetch = fetch) -> bool:
    """Whether the site serves this generation."""
    return read_manifest(origin, get)[0] == generation


def serves_retired(origin: str, get: Fetch = fetch) -> bool:
    """Whether the site serves the worker of the kill switch, byte for byte."""
    return get(f"{origin}/sw.js") == RETIRED.encode("utf-8")


def wait_for(served: Callable[[], bool], seconds: float) -> bool:
    """Ask again and again until the site serves what it should; whether it did in time."""
    ends = time.monotonic() + seconds
    while True:
        try:
            if served():
                return True
        except VerifyError:
            pass  # Between two publications a host may have nothing.
        if time.monotonic() + ASK_AGAIN_S > ends:
            return False
        time.sleep(ASK_AGAIN_S)


def read_beside(origin: str, get: Fetch = fetch) -> dict[str, str]:
    """What the site offers beside the pages, each with its SHA-256 in base64: sheets to print, and packs."""
    sheets = dict(_lists_of_the_worker(origin, get)["paper"])
    try:
        packs = json.loads(get(f"{origin}/packs/index.json"))["packs"]
        return sheets | {f"/packs/{pack['file']}": pack["sha256"] for pack in packs}
    except VerifyError as error:
        raise VerifyError(f"{origin}/packs/index.json: found {error}, expected the list of packs.") from None
    except (LookupError, TypeError, ValueError):
        raise VerifyError(f"{origin}/packs/index.json: found a broken list, expected that of a build.") from None


def compare_headers(
    origin: str, entries: Iterable[str], table: HeaderTable, get: Callable[[str], Mapping[str, str]] = fetch_headers
) -> Iterator[Difference]:
    """Each header of ours that an address of each kind lacks or has with another value."""
    of_each_kind: dict[tuple[tuple[str, str], ...], str] = {}
    for address in ("/sw.js", *entries):
        of_each_kind.setdefault(tuple(table.of(address).items()), address)
    for address in of_each_kind.values():
        try:
            found = get(f"{origin}{address}")
        except VerifyError as error:
            yield Difference(address, str(error), "an answer")
            continue
        for name, value in table.of(address).items():
            if found.get(name) != value:
                yield Difference(address, f'{name} "{found.get(name, "")}"', f'"{value}"')
