"""Compares a deployed site with what its worker will demand, byte for byte.

A CDN that rewrites HTML, or a half-finished upload, would otherwise mean that no phone can save the site.
"""

import base64
import hashlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from pwa.model.errors import SiteError

MANIFEST = re.compile(r"^const MANIFEST = (\{.*\});$", re.MULTILINE)

Fetch = Callable[[str], bytes]


class VerifyError(SiteError):
    """A site that cannot be compared at all. The message says what was found and what to do."""


@dataclass(frozen=True)
class Difference:
    """An entry the deployed site does not serve as the worker demands it."""

    address: str
    found: str

    def __str__(self) -> str:
        return f"{self.address}: found {self.found}, expected the bytes of the build."


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *args: object) -> None:
        """The worker refuses redirects, so they are reported like any other wrong answer."""


def fetch(address: str) -> bytes:
    """The body at `address` over HTTP, uncompressed; raises `VerifyError` for anything but 200."""
    opener = build_opener(_NoRedirect)
    request = Request(address, headers={"Accept-Encoding": "identity", "Cache-Control": "no-cache"})  # noqa: S310
    try:
        with opener.open(request, timeout=30) as response:
            body: bytes = response.read()
            return body
    except HTTPError as error:
        error.close()
        raise VerifyError(f"status {error.code}") from None
    except (URLError, HTTPException, OSError, ValueError) as error:
        reason = error.reason if isinstance(error, URLError) else error
        raise VerifyError(f"no answer ({reason})") from None


def read_manifest(origin: str, get: Fetch = fetch) -> tuple[str, dict[str, str]]:
    """The generation and the entries the site's own worker lists."""
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
        manifest = json.loads(MANIFEST.findall(script)[0])
        return str(manifest["generation"]), dict(manifest["entries"])
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
        if base64.b64encode(hashlib.sha256(body).digest()).decode("ascii") != expected:
            yield Difference(address, f"{len(body)} other bytes")
