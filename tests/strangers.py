"""What the tests share that send what nobody should: the mark in it, how much is tried, what no answer may tell.

The same requests each time; `RESPIRA_FUZZ=5000` tries so many others.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import hypothesis
from flask.testing import FlaskClient
from hypothesis import HealthCheck
from werkzeug.datastructures import Headers
from werkzeug.security import generate_password_hash

from pwa import create_app
from pwa.config import Settings
from tests.site_copies import browse

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


def tries(usual: int) -> hypothesis.settings:
    """So many examples, unless others were asked for."""
    asked_for = int(os.environ.get("RESPIRA_FUZZ", "0"))
    return hypothesis.settings(
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


PASSWORD = "four quiet words here"  # noqa: S105 - of a desk that lives as long as a test


@contextmanager
def taking(settings: Settings, folder: Path) -> Iterator[FlaskClient]:
    """A browser for a site with all that reads what is sent: reports, kept in `folder`, and a desk."""
    # The fewest rounds: how slow scrypt is has no test here.
    desk = generate_password_hash(PASSWORD, "scrypt:1024:8:1")
    app = create_app(replace(settings, desk=desk, database=f"sqlite:///{folder / 'reports.sqlite3'}"))
    yield browse(app)
    app.extensions["reports"].close()
