"""What the programme's people do with reports, by command or at the desk: find, look, decide."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pwa.model.errors import SiteError
from pwa.reports.intake import today
from pwa.reports.tables import STATES, Audit, StoredReport

LONGEST_NOTE = 1000

REFUSED = "sign-in refused"
DONE = ("note", "corrected", "signed in", "signed out", REFUSED)
"""What the audit trail says beside the states that a report was given."""


class ReportError(SiteError):
    """What was asked of a report cannot be done. The message says what was found and expected."""


class NoReportError(ReportError):
    """There is no such report, or no longer."""


@dataclass(frozen=True)
class Filter:
    """Which reports: an empty text means any."""

    service: str = ""
    kind: str = ""
    state: str = "open"


@dataclass(frozen=True)
class Found:
    """Some reports, and how many there are in all."""

    reports: list[StoredReport]
    total: int


def find(session: Session, wanted: Filter, *, first: int = 0, most: int | None = None) -> Found:
    """Those reports, the newest day first, at most `most` from the `first` on (counted from 0).

    Within a day there is no order but that of their random ids.
    """
    query = select(StoredReport)
    for column, value in (
        (StoredReport.service, wanted.service),
        (StoredReport.kind, wanted.kind),
        (StoredReport.state, wanted.state),
    ):
        if value:
            query = query.where(column == value)
    total: int = session.execute(select(func.count()).select_from(query.subquery())).scalar_one()
    ordered = query.order_by(StoredReport.received_on.desc(), StoredReport.id).offset(first).limit(most)
    return Found(list(session.scalars(ordered)), total)


def of_id(session: Session, id: UUID) -> StoredReport:
    """One report. Raises `NoReportError` where there is none."""
    report = session.get(StoredReport, id)
    if report is None:
        raise NoReportError(f"{id}: found no such report, expected an id of flask reports list.")
    return report


def resolve(session: Session, id: UUID, state: str, note: str | None, by: str = "") -> StoredReport:
    """Say what became of a report; `note` takes the place of the one before, None leaves it.

    `by` is who did it at the desk; empty for a command. Raises `ReportError` for a report or state that is not there,
    or a note that is too long.
    """
    if state not in STATES:
        raise ReportError(f'found the state "{state}", expected one of {", ".join(STATES)}.')
    if note is not None and len(note) > LONGEST_NOTE:
        raise ReportError(f"found a note of {len(note)} characters, expected at most {LONGEST_NOTE}.")
    if note is not None and "\0" in note:
        raise ReportError("found a note with NUL in it, which PostgreSQL does not keep; expected words.")
    report = of_id(session, id)
    changed = report.state != state
    report.state = state
    if changed:
        report.resolved_on = None if state == "open" else today()
    if note is not None:
        report.note = note
    record(session, state if changed else "note", by=by, report=id, detail=note or "")
    return report


def record(session: Session, what: str, *, by: str = "", report: UUID | None = None, detail: str = "") -> None:
    """Add to the audit trail: a state or one of `DONE`."""
    session.add(Audit(at=now(), by=by, what=what, report=report, detail=detail))


def trail(session: Session, report: UUID | None = None, *, most: int = 200) -> list[Audit]:
    """What was done, to one report or to any, the latest first; who was refused did nothing."""
    query = select(Audit).where(Audit.what != REFUSED).order_by(Audit.id.desc()).limit(most)
    if report:
        query = query.where(Audit.report == report)
    return list(session.scalars(query))


def refused_sign_ins(session: Session) -> int:
    """How often somebody was refused at the door, as long as that is kept."""
    return session.execute(select(func.count()).where(Audit.what == REFUSED)).scalar_one()


def now() -> datetime:
    """UTC, to the second, as the audit trail keeps it."""
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)
