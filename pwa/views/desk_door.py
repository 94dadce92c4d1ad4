"""Who may come to the desk: the one cookie of the project, the password, and the token in each form."""

import hmac
import secrets
import threading
from datetime import UTC, datetime, timedelta

from flask import Flask, request, session
from werkzeug.security import check_password_hash

from pwa.config import Settings
from pwa.reports.database import Database
from pwa.reports.desk_work import REFUSED, record
from pwa.reports.guessing import count_attempt, forget_attempts
from pwa.views.from_here import is_from_here

COOKIE = "respira-desk"
PATH = "/desk"
LASTS = timedelta(hours=8)
LONGEST_NAME = 20
BUSY_S = 2

_one_password_at_a_time = threading.Lock()
"""scrypt is slow and large on purpose. Readers' pages are answered by the same threads."""


class Busy(Exception):
    """Another password is being checked: come again in a moment."""


def prepare_door(app: Flask) -> None:
    """Let `app` sign sessions. The key is made from the password's hash: another password ends them all."""
    settings: Settings = app.extensions["settings"]
    app.secret_key = hmac.new(settings.desk.encode(), b"sessions of the desk", "sha256").digest()
    app.config.update(
        SESSION_COOKIE_NAME=COOKIE,
        SESSION_COOKIE_PATH=PATH,
        SESSION_COOKIE_SECURE=True,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        PERMANENT_SESSION_LIFETIME=LASTS,
        SESSION_REFRESH_EACH_REQUEST=False,
    )


def who() -> str:
    """Who is signed in, in their own words; empty for nobody."""
    return str(session.get("who", ""))


def token() -> str:
    """What each form of this session carries."""
    if "token" not in session:
        session.permanent = True
        session["token"] = secrets.token_urlsafe(16)
    return str(session["token"])


def is_ours() -> bool:
    """Whether the form that was sent came from a page of this session."""
    from_here = is_from_here() and request.headers.get("Sec-Fetch-Site") != "none"
    known, sent = str(session.get("token", "")), request.form.get("token", "")
    return from_here and bool(known) and hmac.compare_digest(known.encode(), sent.encode())


def sign_in(settings: Settings, database: Database, name: str, password: str) -> bool:
    """Whether the password is right; then `name` is signed in.

    Raises `TooSoon` for who has to wait, `Busy`, and `DatabaseError`: without a database nobody comes in.
    """
    address = request.remote_addr or ""
    with database.session() as db:
        count_attempt(db, address, datetime.now(UTC).replace(tzinfo=None))
    if not _one_password_at_a_time.acquire(timeout=BUSY_S):
        raise Busy
    try:
        is_right = check_password_hash(settings.desk, password)
    finally:
        _one_password_at_a_time.release()
    with database.session() as db:
        if is_right:
            forget_attempts(db, address, datetime.now(UTC).date())
        # A name is kept of who came in: others may have typed the password there.
        record(db, "signed in", by=name) if is_right else record(db, REFUSED)
    if is_right:
        session.clear()
        session["who"] = name
        token()
    return is_right


def sign_out(database: Database) -> None:
    """End the session on this phone, also where the database is away (`DatabaseError`)."""
    name = who()
    session.clear()
    with database.session() as db:
        record(db, "signed out", by=name)
