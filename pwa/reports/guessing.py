"""Slows down whoever guesses the desk's password: an attempt is counted before the password is looked at."""

from datetime import date, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from pwa.reports.limits import insert_into, sender_key
from pwa.reports.tables import SignIn

FREE = 3
"""Attempts of a day without any waiting."""

FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(hours=1)


class TooSoon(Exception):
    """This sender has to wait before the next attempt. `wait` says how long."""

    def __init__(self, wait: timedelta) -> None:
        """`wait` is more than nothing."""
        super().__init__(wait)
        self.wait = wait


def waiting_time(attempts: int) -> timedelta:
    """How long to wait after so many attempts that came to nothing: twice as long each time."""
    if attempts < FREE:
        return timedelta()
    doublings = min(attempts - FREE, 20)
    wait: timedelta = min(FIRST_WAIT * 2**doublings, LONGEST_WAIT)
    return wait


def count_attempt(session: Session, address: str, now: datetime) -> None:
    """Count one attempt from `address`, which is not kept, at `now` (UTC). Raises `TooSoon` and counts nothing.

    Commit before the password is looked at: then attempts made at once are counted one after another.
    """
    today = now.date()
    sender = sender_key(session.connection(), address, today)
    nothing_yet = insert_into(session.get_bind().dialect.name)(SignIn).values(
        day=today, sender=sender, attempts=0, wait_until=now
    )
    session.execute(nothing_yet.on_conflict_do_nothing())
    found = select(SignIn).where(SignIn.day == today, SignIn.sender == sender)
    row = session.scalars(found.with_for_update()).one()
    if row.wait_until > now:
        raise TooSoon(row.wait_until - now)
    row.attempts += 1
    row.wait_until = now + waiting_time(row.attempts)


def forget_attempts(session: Session, address: str, today: date) -> None:
    """The password was right: what was counted before no longer counts."""
    sender = sender_key(session.connection(), address, today)
    session.execute(delete(SignIn).where(SignIn.day == today, SignIn.sender == sender))
