"""How long reports are kept, and what is done before the server answers."""

from dataclasses import dataclass
from datetime import date, timedelta
from time import monotonic

from flask import Flask, Response
from sqlalchemy import delete

from pwa.reports import limits
from pwa.reports.database import AGAIN_S, Database, DatabaseError
from pwa.reports.intake import today
from pwa.reports.tables import Audit, StoredReport


def purge(database: Database, today: date, days: int) -> int:
    """Delete reports older than `days`, the audit trail of that time, and what is left of former days.

    Lets go of every connection: each remembers the salt of its day. Returns how many reports are gone. Raises
    `DatabaseError`.
    """
    before = today - timedelta(days=days)
    with database.session() as session:
        gone = session.execute(delete(StoredReport).where(StoredReport.received_on < before))
        session.execute(delete(Audit).where(Audit.at < before))
        limits.forget(session.connection(), today)
    database.overwrite_deleted()
    database.close()
    return gone.rowcount  # type: ignore[attr-defined,no-any-return]


@dataclass
class Purging:
    """When this process purged, and when it may try again after it could not."""

    done_on: date | None
    again_at_s: float = 0
    """Of a clock that nobody sets."""


def purge_daily(app: Flask) -> None:
    """In a server that goes on for months: purge after the first answer of each day that is no file."""
    last = app.extensions["purging"] = Purging(today())

    @app.after_request
    def purge_when_the_day_is_new(response: Response) -> Response:
        if last.done_on != today() and monotonic() >= last.again_at_s:
            last.again_at_s = monotonic() + AGAIN_S
            response.call_on_close(lambda: _purge_or_say(app, last))
        return response


def _purge_or_say(app: Flask, last: Purging) -> None:
    day = today()
    try:
        purge(app.extensions["reports"], day, app.extensions["settings"].reports_days)
        last.done_on, last.again_at_s = day, 0
    except DatabaseError as error:
        app.logger.error("Old reports could not be deleted: %s", error)


def prepare_reports(app: Flask) -> None:
    """Before the first reader: where the database is away, the site goes on without it and says so in the log.

    What is too old is then deleted once it is back.
    """
    if database := app.extensions.get("reports"):
        try:
            prepare(database, today(), app.extensions["settings"].reports_days)
        except DatabaseError as error:
            app.extensions["purging"].done_on = None
            app.logger.error("No report can be taken: %s", error)


def prepare(database: Database, today: date, days: int) -> None:
    """Make or renew the tables and purge, then let go of every connection: the processes to come make their own.

    Raises `DatabaseError`.
    """
    database.upgrade()
    try:
        purge(database, today, days)
    finally:
        database.close()
