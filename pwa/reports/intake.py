"""Takes a report in: once, within the limits of the day, and durably before anybody is thanked."""

from datetime import UTC, date, datetime

from pwa.i18n import _
from pwa.reports import limits
from pwa.reports.database import Database
from pwa.reports.report import Refusal, Report
from pwa.reports.tables import StoredReport

HERE_ALREADY = _("This report is here already. Thank you.")


def today() -> date:
    """The day of a report, in UTC: the same for every server."""
    return datetime.now(UTC).date()


def take_in(database: Database, report: Report, address: str) -> None:
    """Store `report`, sent from `address`, which is not kept. When this returns, it is committed.

    Raises `Refusal` for a report that is here already or one too many; `DatabaseError` where it could not be stored.
    After either nothing has changed.
    """
    with database.session() as session:
        if session.get(StoredReport, report.id):
            raise Refusal(409, HERE_ALREADY)
        day = today()
        counts = limits.count(session, limits.sender_key(session, address, day), report.service, day)
        session.add(
            StoredReport(
                id=report.id,
                service=report.service,
                kind=report.kind,
                text=report.text,
                received_on=day,
                counts=counts,
            )
        )
