"""Guessing the desk's password: counted before it is looked at, in the database, and slower each time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from pwa.reports.database import Database
from pwa.reports.guessing import FREE, LONGEST_WAIT, TooSoon, count_attempt, forget_attempts, waiting_time
from pwa.reports.keeping import purge
from pwa.reports.tables import DaySalt, SignIn

NOW = datetime(2026, 11, 28, 12, 0, 0)
GUESSER = "192.0.2.66"


def tries(database: Database, now: datetime, address: str = GUESSER) -> bool:
    """Whether one more try is let through."""
    try:
        with database.session() as session:
            count_attempt(session, address, now)
    except TooSoon:
        return False
    return True


def test_three_tries_are_free_then_each_wait_is_twice_the_one_before() -> None:
    waits = [waiting_time(number).total_seconds() for number in range(1, 15)]
    assert waits[:7] == [0, 0, 5, 10, 20, 40, 80]
    assert waits[-1] == waiting_time(10**6).total_seconds() == LONGEST_WAIT.total_seconds()


def test_who_guesses_waits_and_nobody_else_does(database: Database) -> None:
    assert [tries(database, NOW) for _ in range(5)] == [True] * FREE + [False] * 2
    assert tries(database, NOW, "192.0.2.1")
    assert not tries(database, NOW + timedelta(seconds=4))
    assert tries(database, NOW + timedelta(seconds=5))
    assert not tries(database, NOW + timedelta(seconds=14))


def test_who_waits_is_not_made_to_wait_longer_by_trying(database: Database) -> None:
    assert [tries(database, NOW) for _ in range(FREE)] == [True] * FREE
    assert [tries(database, NOW + timedelta(seconds=second)) for second in range(5)] == [False] * 5
    assert tries(database, NOW + timedelta(seconds=5))


def test_a_hundred_tries_at_once_are_a_hundred(database: Database) -> None:
    with ThreadPoolExecutor(8) as pool:
        let_through = list(pool.map(lambda _: tries(database, NOW), range(100)))
    assert sum(let_through) == FREE


def test_the_right_password_ends_the_counting(database: Database) -> None:
    for _ in range(FREE):
        tries(database, NOW)
    with database.session() as session:
        forget_attempts(session, GUESSER, NOW.date())
    assert tries(database, NOW)


def test_nothing_says_who_tried_and_the_next_day_nothing_is_left(database: Database) -> None:
    tries(database, NOW)
    with database.session() as session:
        (found,) = session.scalars(select(SignIn))
        assert GUESSER not in found.sender
    purge(database, NOW.date() + timedelta(days=1), 180)
    with database.session() as session:
        assert [*session.scalars(select(SignIn)), *session.scalars(select(DaySalt))] == []


@pytest.mark.parametrize("first", ["2001:db8:1:2::1"])
def test_one_household_is_one_guesser(database: Database, first: str) -> None:
    assert [tries(database, NOW, first) for _ in range(FREE)] == [True] * FREE
    assert not tries(database, NOW, "2001:db8:1:2:ffff::9")
