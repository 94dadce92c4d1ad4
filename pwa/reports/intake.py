"""Takes a report in: once, within the limits of the day, and durably before anybody is thanked."""

from datetime import UTC, date, datetime

from sqlalchemy import bindparam, select

from pwa.i18n import _
from pwa.reports import limits
from pwa.reports.database import Database
from pwa.reports.report import Refusal, Report
from pwa.reports.storing import store
from pwa.reports.tables import StoredReport

HERE = select(StoredReport.id).where(StoredReport.id == bindparam("id"))
HERE_ALREADY = _("This report is here already. Thank you.")
TOO_MANY = _("That is enough for today. The rest can be sent tomorrow.")


def today() -> date:
    """The day of a report, in UTC: the same for every server."""
    return datetime.now(UTC).date()


def take_in(database: Database, report: Report, address: str) -> None:
    """Store `report`, sent from `address`, which is not kept. When this returns, it is committed.

    Raises `Refusal` for a report that is here already or one too many; `DatabaseError` where it could not be stored.
    After either nothing has changed.
    """
    with database.connected() as connection:
        day = today()  # Who waited for another may have waited past midnight.
        sender = limits.sender_key(connection, address, day)
        connection.commit()  # The salt, where it is new.
        counted = limits.keys(sender, report.service, report.kind)
        if store(connection, {**_columns(report, day), **counted, **limits.most()}):
            return
        if connection.scalar(HERE, {"id": report.id}):  # Who sends again what is here need not wait a day.
            raise Refusal(409, HERE_ALREADY)
        raise Refusal(429, TOO_MANY)


def _columns(report: Report, day: date) -> dict[str, str]:
    return {
        "id": report.id.hex,
        "service": report.service,
        "kind": report.kind,
        "text": report.text,
        "day": day.isoformat(),
    }
