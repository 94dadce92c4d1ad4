"""The headers of every response, as one table for Flask, WhiteNoise and the exported host rules.

A page keeps the headers it was saved with, so they are part of the generation: see `pwa.build`.
The table follows `docs/architecture.md`; nothing is decided per request.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pwa.compact import sha256

IN_LANGUAGE = re.compile(r"/([a-z]{2,3}(?:-[A-Za-z]+)?)/")
FINGERPRINTED = re.compile(r"\.(?:[0-9a-f]{8}|[0-9A-Z]{8})\.[a-z0-9]+$")
"""A name that carries its content: the SHA-256 of ours, or the hash esbuild gives."""

WITH_MAP = re.compile(r"/services$")
MAP_TYPES = " default"
"""The page of the map may make one more policy, for two strings of Leaflet's: `static/js/map/trust.js`."""

OPEN_DATA = re.compile(r"/hsds(?:/|$)")
"""The directory for other programmes. Their pages may read it too: it is the same for all, and there is no cookie."""

FEATURES_OF_OURS = ("geolocation", "screen-wake-lock")
FEATURES_OF_NOBODY = (
    "accelerometer", "camera", "display-capture", "encrypted-media", "gyroscope", "hid",
    "idle-detection", "local-fonts", "magnetometer", "microphone", "midi", "otp-credentials", "payment",
    "picture-in-picture", "publickey-credentials-get", "serial", "usb", "window-management", "xr-spatial-tracking",
)  # fmt: skip

WORKER_POLICY = "default-src 'none'; connect-src 'self'"
"""The worker's own policy governs its requests: without connect-src it could save nothing."""

PAPER_POLICY = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"
"""A PDF has no scripts of ours; the browser's own viewer embeds it in a page it makes, which this admits."""

DESK_POLICY = "default-src 'none'; " + "; ".join(
    ("style-src 'self'", "img-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'")
)
"""The desk has no script at all."""


def inline_hash(source: str) -> str:
    """The CSP source expression that admits exactly this inline script or style."""
    return f"'sha256-{sha256(source.encode('utf-8'))}'"


def content_policy(scripts: Iterable[str], styles: Iterable[str]) -> str:
    """The Content-Security-Policy of every page: our own files, and these inline `scripts` and `styles`."""
    script_hashes = " ".join(sorted(inline_hash(script) for script in scripts))
    style_hashes = " ".join(sorted(inline_hash(style) for style in styles))
    directives = [
        "default-src 'none'",
        f"script-src 'self' {script_hashes}",
        f"style-src 'self' {style_hashes}",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "media-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types app-sw",
    ]
    return "; ".join(" ".join(directive.split()) for directive in directives)


def common_headers(policy: str, *, hsts: bool = False) -> dict[str, str]:
    """What every response carries, whatever it is."""
    allowed = [f"{feature}=(self)" for feature in FEATURES_OF_OURS]
    denied = [f"{feature}=()" for feature in FEATURES_OF_NOBODY]
    headers = {
        "Content-Security-Policy": policy,
        "Permissions-Policy": ", ".join(sorted(allowed + denied)),
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
    }
    if hsts:
        headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
    return headers


@dataclass(frozen=True)
class HeaderTable:
    """The headers of every address. `common` go everywhere; `retire` is the kill switch of the deployment."""

    common: dict[str, str]
    retire: bool = False

    def of(self, address: str) -> dict[str, str]:
        """The headers of what is served at `address`; its type and length are the server's business."""
        if address == "/sw.js":
            worker = {
                "Content-Security-Policy": WORKER_POLICY,
                "Cache-Control": "no-cache",
                "Service-Worker-Allowed": "/",
            }
            erase = {"Clear-Site-Data": '"storage"'} if self.retire else {}
            return {**self.common, **worker, **erase}
        if OPEN_DATA.match(address):
            return {**self.common, "Access-Control-Allow-Origin": "*", "Cache-Control": "no-cache"}
        if FINGERPRINTED.search(address):
            paper = {"Content-Security-Policy": PAPER_POLICY} if address.endswith(".pdf") else {}
            return {**self.common, **paper, "Cache-Control": "public, max-age=31536000, immutable"}
        if WITH_MAP.search(address):
            return self._page(address, self.common["Content-Security-Policy"] + MAP_TYPES)
        if "." in address.rsplit("/", 1)[-1]:
            return {**self.common, "Cache-Control": "no-cache"}
        return self._page(address, self.common["Content-Security-Policy"])

    def _page(self, address: str, policy: str) -> dict[str, str]:
        language = {"Content-Language": match[1]} if (match := IN_LANGUAGE.match(address)) else {}
        kept = {"Content-Security-Policy": policy, "Cache-Control": "no-cache, no-transform"}
        return {**self.common, **language, **kept}

    def in_page(self, address: str) -> str:
        """The policy of the page at `address` as the page itself may say it: without who may frame it."""
        directives = self.of(address)["Content-Security-Policy"].split("; ")
        return "; ".join(each for each in directives if not each.startswith("frame-ancestors"))

    @property
    def saved(self) -> list[list[tuple[str, str]]]:
        """The headers of every kind of page that phones save: a page keeps those it came with."""
        return [sorted(self.of(address).items()) for address in ("/en/", "/en/services")]
