"""Puts a report and its counts into the database in one go, in the words of each driver.

What SQLAlchemy puts around two statements takes more time than the statements: see `docs/benchmarks.md`.
"""

import sqlite3
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

if TYPE_CHECKING:
    import psycopg

Row = Mapping[str, str | int]
"""A report as columns, what it counts for, and how much of each there may be: the names in `POSTGRESQL`."""

COUNT = """
INSERT INTO day_count (day, key, count)
    VALUES (:day, :sender, 1), (:day, :listing, 1), (:day, :both, 1), (:day, :said, 1)
    ON CONFLICT (day, key) DO UPDATE SET count = day_count.count + 1 RETURNING key, count
"""
"""Every server counts in this order: two that wait for each other would wait for ever."""

STORE = """
INSERT INTO report (id, service, kind, text, received_on, counts, state, note)
    VALUES (:id, :service, :kind, :text, :day, :counts, 'open', '')
    ON CONFLICT DO NOTHING RETURNING 1
"""

POSTGRESQL = """
WITH fits AS (
    SELECT NOT EXISTS (SELECT FROM report WHERE id = %(id)s::uuid)
        AND NOT EXISTS (SELECT FROM day_count
            WHERE day = %(day)s::date AND key = %(sender)s AND count >= %(by_sender)s)
        AND NOT EXISTS (SELECT FROM day_count
            WHERE day = %(day)s::date AND key = %(listing)s AND count >= %(about_listing)s)
        AND NOT EXISTS (SELECT FROM day_count
            WHERE day = %(day)s::date AND key = %(both)s AND count >= %(by_sender_about_listing)s) AS yes
), counted AS (
    INSERT INTO day_count (day, key, count)
    SELECT %(day)s::date, key, 1
    FROM fits, (VALUES (1, %(sender)s), (2, %(listing)s), (3, %(both)s), (4, %(said)s)) AS each (turn, key)
    WHERE yes ORDER BY turn
    ON CONFLICT (day, key) DO UPDATE SET count = day_count.count + 1 RETURNING key, count
), stored AS (
    INSERT INTO report (id, service, kind, text, received_on, counts, state, note)
    SELECT %(id)s::uuid, %(service)s, %(kind)s, %(text)s, %(day)s::date,
        (SELECT count = 1 FROM counted WHERE key = %(said)s), 'open', ''
    WHERE (SELECT count FROM counted WHERE key = %(sender)s) <= %(by_sender)s
        AND (SELECT count FROM counted WHERE key = %(listing)s) <= %(about_listing)s
        AND (SELECT count FROM counted WHERE key = %(both)s) <= %(by_sender_about_listing)s
    ON CONFLICT DO NOTHING RETURNING 1
)
SELECT CASE WHEN yes THEN 1 / (SELECT count(*) FROM stored) ELSE 0 END FROM fits
"""
"""The same in one: 1 where the report is stored; 0, and nothing is written, where it is here or a limit is reached.

Two that come at once may both seem to fit. Where then nothing is stored, it divides by zero: the error takes the
counts back, and tells no value to any log.
"""


def store(connection: Connection, row: Row) -> bool:
    """Whether the report is stored, and committed. If not, nothing has changed: it is here already, or one too many.

    `connection` has no transaction. Raises SQLAlchemy's errors.
    """
    driver: Any = connection.connection.driver_connection
    errors = connection.dialect.loaded_dbapi.Error
    try:
        return (_in_sqlite if connection.dialect.name == "sqlite" else _in_postgresql)(driver, row)
    except errors as error:
        connection.invalidate()  # Nobody knows what it is in the middle of.
        raise DBAPIError.instance(None, None, error, errors) from error


def _in_sqlite(connection: sqlite3.Connection, row: Row) -> bool:
    connection.execute("BEGIN IMMEDIATE")
    try:
        counted = dict(connection.execute(COUNT, row).fetchall())
        is_too_much = (
            counted[row["sender"]] > row["by_sender"]
            or counted[row["listing"]] > row["about_listing"]
            or counted[row["both"]] > row["by_sender_about_listing"]
        )
        if is_too_much or not connection.execute(STORE, {**row, "counts": counted[row["said"]] == 1}).fetchall():
            return False
        connection.execute("COMMIT")
        return True
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _in_postgresql(connection: "psycopg.Connection[Any]", row: Row) -> bool:
    from psycopg.errors import DivisionByZero

    connection.autocommit = True  # One question; else it would be asked to begin and to commit too.
    try:
        (answer,) = connection.execute(POSTGRESQL, row).fetchone() or (0,)
        is_stored = bool(answer)
    except DivisionByZero:
        is_stored = False
    connection.autocommit = False
    return is_stored
