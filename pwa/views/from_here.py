"""Whether a page of ours has sent what is sent, as far as a browser says."""

from urllib.parse import urlsplit

from flask import g, request


def is_from_here() -> bool:
    """False where the browser names another site. Whoever is no browser can say anything.

    Browsers before `Sec-Fetch-Site` (Safari before 16.4) say `Origin`. For a form of ours that can be `null`, because
    our pages send no referrer; so it is for another page that wants it so. Only names of hosts are compared: a proxy
    may pass on `Host` without its port, or not at all; then the address in the settings tells ours.
    """
    if site := request.headers.get("Sec-Fetch-Site"):
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin", "null")
    ours = {_host(f"//{request.host}"), _host(g.site.settings.url)} - {""}
    return origin == "null" or _host(origin) in ours


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
