"""How long reports are kept, and what is done before the server answers."""

from datetime import date, timedelta

from flask import Flask
from sqlalchemy import delete

from pwa.reports import limits
from pwa.reports.database import Database, DatabaseError
from pwa.reports.intake import today
from pwa.reports.tables import Audit, StoredReport


def purge(database: Database, today: date, days: int) -> int:
    """Delete reports older than `days`, the audit trail of that time, and what is left of former days.

    Returns how many reports are gone. Raises `DatabaseError`.
    """
    before = today - timedelta(days=days)
    with database.session() as session:
        gone = session.execute(delete(StoredReport).where(StoredReport.received_on < before))
        session.execute(delete(Audit).where(Audit.at < before))
        limits.forget(session, today)
    database.overwrite_deleted()
    return gone.rowcount  # type: ignore[attr-defined,no-any-return]


def prepare_reports(app: Flask) -> None:
    """Before the first reader: where the database is away, the site goes on without it and says so in the log."""
    if database := app.extensions.get("reports"):
        try:
            prepare(database, today(), app.extensions["settings"].reports_days)
        except DatabaseError as error:
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
