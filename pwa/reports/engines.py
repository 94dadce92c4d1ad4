"""Engines for SQLite and PostgreSQL: each waits a bounded time, and uses no connection that was lost."""

import math
import os
import select
import sqlite3
import time
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DisconnectionError

WAIT_S: float = 2
"""How long a writer waits for another, or for a connection, before the phone is asked to come again."""

ONLY_READS = "only_reads"
"""The execution option of a transaction that writes nothing."""

LEAST_CONNECT_S = 2
"""psycopg waits no shorter than that for a connection."""


def make_engine(url: URL, *, answer_s: float | None = None, **options: Any) -> Engine:
    """An engine for `url`, an address of SQLite or of PostgreSQL by psycopg 3. Connects to nothing.

    A lock is waited for `WAIT_S`, the answer to one statement of PostgreSQL `answer_s` (or as long as a lock).
    """
    if url.drivername == "sqlite":
        return _sqlite(url, options)
    return _postgresql(url, answer_s or WAIT_S, options)


def _sqlite(url: URL, options: dict[str, Any]) -> Engine:
    engine = create_engine(url, connect_args={"timeout": WAIT_S}, pool_reset_on_return=None, **options)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin)

    def identity() -> tuple[int, int] | None:
        try:
            found = os.stat(url.database or "")
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def remember(_: Any, record: Any) -> None:
        record.info["file"] = identity()

    def is_the_file(_: Any, record: Any, __: Any) -> None:
        # Who moved it away, or put a copy back, would else be thanked for reports in a file without a name.
        if record.info["file"] != identity():
            raise DisconnectionError("the file is another one now")

    event.listen(engine, "connect", remember)
    event.listen(engine, "checkout", is_the_file)
    return engine


def _begin(connection: Connection) -> None:
    """As the one writer, who then meets no other halfway; but who only reads holds up nobody."""
    connection.exec_driver_sql("BEGIN" if connection.get_execution_options().get(ONLY_READS) else "BEGIN IMMEDIATE")


def _prepare_sqlite(connection: sqlite3.Connection, _: object) -> None:
    """WAL: readers do not wait. FULL: what is committed survives a power cut. What is deleted is overwritten."""
    connection.isolation_level = None  # SQLAlchemy begins transactions, in `begin`.
    _write_ahead(connection)
    for pragma in ("synchronous=FULL", "secure_delete=ON", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Only with a new file is there anything to do. SQLite does not wait then for another who does the same."""
    ends = time.monotonic() + WAIT_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > ends:
                raise
            time.sleep(0.01)


def _postgresql(url: URL, answer_s: float, options: dict[str, Any]) -> Engine:
    from pwa.reports.patience import PatientConnection  # Who has SQLite need not load the driver of PostgreSQL.

    wait_ms, answer_ms = round(WAIT_S * 1000), round(answer_s * 1000)
    engine = create_engine(
        url,
        connect_args={
            "connect_timeout": max(LEAST_CONNECT_S, math.ceil(WAIT_S)),
            # To plan the statement of a report anew for each would take longer than to carry it out.
            "options": f"-c lock_timeout={wait_ms} -c statement_timeout={answer_ms} "
            "-c plan_cache_mode=force_generic_plan",
        },
        **options,
    )

    def connect(_: Any, __: Any, arguments: list[Any], parameters: dict[str, Any]) -> PatientConnection:
        connection = PatientConnection.connect(*arguments, **parameters)
        connection.answer_s = answer_s + 1  # PostgreSQL's own limit comes first.
        return connection

    def is_there(connection: PatientConnection, _: Any, __: Any) -> None:
        # Unasked, PostgreSQL says only goodbye. A question in front of each report would cost a round trip.
        poll = select.poll()
        poll.register(connection.fileno(), select.POLLIN)
        if poll.poll(0):
            raise DisconnectionError("PostgreSQL has hung up")

    event.listen(engine, "do_connect", connect)
    event.listen(engine, "checkout", is_there)
    return engine
