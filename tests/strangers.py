"""What the tests share that send what nobody should: the mark in it, how much is tried, what no answer may tell.

The same requests each time; `RESPIRA_FUZZ=5000` tries so many others.
"""

import os
import re

from hypothesis import HealthCheck, settings
from werkzeug.datastructures import Headers

MARK = "zqxjkv"
"""Stands in everything that is sent. Nothing that is answered may have it, but for the query of a redirect."""

BOUND = 3_000_000
"""No answer is larger than the largest file."""

NAMES = (
    *("Host", "Accept", "Accept-Encoding", "Accept-Language", "Accept-Charset", "Range", "If-Range", "If-None-Match"),
    *("If-Modified-Since", "If-Match", "Cookie", "Authorization", "Content-Type", "Content-Length", "Referer"),
    *("Transfer-Encoding", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Prefix", "Forwarded", "Origin"),
    *("X-HTTP-Method-Override", "X-Original-URL", "Expect", "Upgrade", "Connection", "TE", "Early-Data", "Date"),
)
"""Headers that servers and frameworks listen to."""


def tries(usual: int) -> settings:
    """So many examples, unless others were asked for."""
    asked_for = int(os.environ.get("RESPIRA_FUZZ", "0"))
    return settings(
        max_examples=asked_for or usual,
        derandomize=not asked_for,
        database=None,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )


def check_nothing_told(fields: Headers, body: bytes) -> None:
    """No part of the request, but in the address of a redirect, which leads to this site; and no fault of ours."""
    leads_to = fields.pop("Location", "/en/")
    assert re.fullmatch(r"/(?![/\\])[!-~]*", leads_to), leads_to
    told = body.replace(leads_to.encode(), b"") + repr(list(fields)).encode()
    for leak in (MARK.encode(), b"Traceback", b'File "', b"alert(1)", b"evil.example"):
        assert leak not in told, leak
