"""A backup, or a move to another database: the same reports there. Nothing that stands for a sender is copied."""

from sqlalchemy import insert, select

from pwa.reports.database import Database
from pwa.reports.desk_work import ReportError
from pwa.reports.tables import Audit, StoredReport


def copy(source: Database, target: Database) -> int:
    """Put the reports and the audit trail of `source` into `target`, which is empty; how many reports.

    The salt and the counts of the day stay behind: with both, whoever has a backup could look for senders. Raises
    `ReportError` where something is in `target`, and `DatabaseError`.
    """
    target.upgrade()
    with source.reading() as session:
        reports = [dict(row) for row in session.execute(select(StoredReport.__table__)).mappings()]
        by_time = select(*(column for column in Audit.__table__.columns if column.name != "id")).order_by(Audit.id)
        trail = [dict(row) for row in session.execute(by_time).mappings()]
    with target.session() as session:
        if any(session.scalars(select(table).limit(1)).first() for table in (StoredReport, Audit)):
            raise ReportError(f"{target.name}: found reports, expected an empty database; nothing was copied.")
        for table, rows in ((StoredReport, reports), (Audit, trail)):
            if rows:
                session.execute(insert(table), rows)
    target.overwrite_deleted()
    return len(reports)
