"""`python -m tests.bench.receiver ours|bare`: the production server as the README starts it, to be sent reports.

`ours` is the site, without its limit of 20 reports a day about a listing: a bench sends thousands. `bare` is the
control: a Flask view that reads JSON and stores it in one INSERT, in the database of `DATABASE_URL`.
"""

import os
import sqlite3
import sys
import threading
from types import ModuleType
from typing import Any

import psycopg
from flask import Flask, request

import serve
from pwa.reports import limits

NO_LIMIT = 10**9
TABLE = "CREATE TABLE IF NOT EXISTS bare (id TEXT PRIMARY KEY, service TEXT, kind TEXT, text TEXT)"
INSERT = "INSERT INTO bare VALUES (?, ?, ?, ?)"

_of_thread = threading.local()


def connect(url: str) -> Any:
    """A connection as fast as it may be: each statement is a transaction, and SQLite is as careful as ours."""
    if not url.startswith("sqlite:///"):
        return psycopg.connect(url, autocommit=True)
    connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None, timeout=2)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def bare(url: str) -> Flask:
    """A view that does one INSERT."""
    app = Flask(__name__)
    connection = connect(url)
    connection.execute(TABLE)
    connection.close()
    insert = INSERT if url.startswith("sqlite:") else INSERT.replace("?", "%s")

    @app.post("/en/report")
    def take() -> tuple[dict[str, str], int]:
        sent = request.get_json()
        if not hasattr(_of_thread, "connection"):
            _of_thread.connection = connect(url)
        _of_thread.connection.execute(insert, (sent["id"], sent["service"], sent["kind"], sent["text"]))
        return {"message": "Thank you."}, 201

    return app


def main(which: str) -> None:
    """Serve until SIGTERM."""
    if which == "bare":
        module = ModuleType("wsgi")
        module.app = bare(os.environ["DATABASE_URL"])  # type: ignore[attr-defined]
        sys.modules["wsgi"] = module
    else:
        limits.ABOUT_LISTING = NO_LIMIT
    serve.main()


if __name__ == "__main__":
    main(sys.argv[1])
