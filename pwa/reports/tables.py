"""The tables. Nothing in them says who sent a report, or when on its day."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, DateTime, Index, Integer, LargeBinary, MetaData, String, Uuid
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from pwa.model.directory import LONGEST_ID
from pwa.reports.report import KINDS

STATES = ("open", "confirmed", "dismissed")


class Table(DeclarativeBase):
    """What all tables share: names for constraints, so that a migration can speak of them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class StoredReport(Table):
    """A report and what the programme made of it. In SQLite it lies where its UUID says: no row number, no order."""

    __tablename__ = "report"
    __table_args__ = (
        CheckConstraint(f"state IN {STATES}", "state"),
        CheckConstraint(f"kind IN {KINDS}", "kind"),
        Index(None, "service", "received_on"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    service: Mapped[str] = mapped_column(String(LONGEST_ID))
    kind: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(String(500))
    received_on: Mapped[date] = mapped_column(Date)
    counts: Mapped[bool]
    """Towards a flag: the first report of a sender about this listing, for this reason, on its day."""

    state: Mapped[str] = mapped_column(String(20), default="open")
    resolved_on: Mapped[date | None] = mapped_column(Date)
    note: Mapped[str] = mapped_column(String(1000), default="")


class DaySalt(Table):
    """What hashes of senders are salted with on one day. Gone with the day."""

    __tablename__ = "day_salt"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    salt: Mapped[bytes] = mapped_column(LargeBinary(32))


class DayCount(Table):
    """How often on one day: by a sender, about a listing, by one about the other, for one reason. Gone with it."""

    __tablename__ = "day_count"
    __table_args__ = ({"sqlite_with_rowid": False},)

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    count: Mapped[int] = mapped_column(Integer)


class SignIn(Table):
    """Attempts to sign in at the desk that came to nothing: how many from one sender today. Gone with the day."""

    __tablename__ = "sign_in"
    __table_args__ = ({"sqlite_with_rowid": False},)

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    sender: Mapped[str] = mapped_column(String(64), primary_key=True)
    attempts: Mapped[int] = mapped_column(Integer)
    wait_until: Mapped[datetime] = mapped_column(DateTime)
    """UTC."""


class Audit(Table):
    """What the programme's people did, at the desk or by command."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime)
    """UTC."""

    by: Mapped[str] = mapped_column(String(20), default="")
    """Who, as they said when they signed in; empty for a command."""

    what: Mapped[str] = mapped_column(String(40))
    """A state of a report, or one of `pwa.reports.desk_work.DONE`."""

    report: Mapped[UUID | None] = mapped_column(Uuid)
    detail: Mapped[str] = mapped_column(String(1000), default="")
