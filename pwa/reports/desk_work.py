"""What the programme's people do with reports, by command or at the desk: find, look, decide."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from pwa.model.errors import SiteError
from pwa.reports.intake import today
from pwa.reports.tables import STATES, Audit, StoredReport

LONGEST_NOTE = 1000


class ReportError(SiteError):
    """What was asked of a report cannot be done. The message says what was found and expected."""


@dataclass(frozen=True)
class Filter:
    """Which reports: an empty text means any."""

    service: str = ""
    kind: str = ""
    state: str = "open"


def find(session: Session, wanted: Filter) -> list[StoredReport]:
    """Those reports, the newest day first; within a day there is no order but that of their random ids."""
    query = select(StoredReport).order_by(StoredReport.received_on.desc(), StoredReport.id)
    for column, value in (
        (StoredReport.service, wanted.service),
        (StoredReport.kind, wanted.kind),
        (StoredReport.state, wanted.state),
    ):
        if value:
            query = query.where(column == value)
    return list(session.scalars(query))


def of_id(session: Session, id: UUID) -> StoredReport:
    """One report. Raises `ReportError` where there is none."""
    report = session.get(StoredReport, id)
    if report is None:
        raise ReportError(f"{id}: found no such report, expected an id of flask reports list.")
    return report


def resolve(session: Session, id: UUID, state: str, note: str, by: str) -> StoredReport:
    """Set what became of a report. Raises `ReportError` for a report or state that is not there, or a long note."""
    if state not in STATES:
        raise ReportError(f'found the state "{state}", expected one of {", ".join(STATES)}.')
    if len(note) > LONGEST_NOTE:
        raise ReportError(f"found a note of {len(note)} characters, expected at most {LONGEST_NOTE}.")
    report = of_id(session, id)
    report.state = state
    report.resolved_on = None if state == "open" else today()
    report.note = note or report.note
    session.add(Audit(at=now(), what=f"{state} by {by}", report=id, detail=note))
    return report


def now() -> datetime:
    """UTC, to the second, as the audit trail keeps it."""
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)
