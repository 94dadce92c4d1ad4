"""Two readers put "Reported as closed. Being checked." on a listing, never more than a twentieth; people decide."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from pwa.model.flags import Flag, read_flags
from pwa.reports import intake
from pwa.reports.database import Database
from pwa.reports.desk_work import resolve
from pwa.reports.flags import SHARE, as_toml, flagging, reported_closed
from pwa.reports.intake import take_in
from pwa.reports.report import Report

TODAY = date(2026, 11, 28)
SHOWN = [f"place-{number:02}" for number in range(60)]
READERS = Flag(since=TODAY, by="readers")
STAFF = Flag(since=TODAY, by="staff")


@pytest.fixture
def say(database: Database, monkeypatch: pytest.MonkeyPatch):
    """Say that a listing is closed, so many days ago, from an address."""

    def send(service: str, days: int = 0, address: str = "192.0.2.1", kind: str = "closed") -> UUID:
        monkeypatch.setattr(intake, "today", lambda: TODAY - timedelta(days=days))
        report = Report(uuid4(), service, kind)  # type: ignore[arg-type]
        take_in(database, report, address)
        return report.id

    return send


def reported(database: Database, checked: dict[str, date] | None = None) -> dict[str, date]:
    with database.session() as session:
        return reported_closed(session, TODAY, checked or {})


def test_two_readers_within_30_days_are_enough_and_one_is_not(database: Database, say) -> None:
    say("a", days=29)
    assert reported(database) == {}
    say("a", address="192.0.2.2")
    assert reported(database) == {"a": TODAY}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"days": 30}, {}),
        ({}, {"address": "192.0.2.1"}),
        ({}, {"kind": "hours", "address": "192.0.2.2"}),
        ({}, {"service": "b", "address": "192.0.2.2"}),
    ],
    ids=["too long ago", "the same sender on the same day", "another reason", "another listing"],
)
def test_these_two_are_not_enough(database: Database, say, first, second) -> None:
    say(**{"service": "a", **first})
    say(**{"service": "a", **second})
    assert reported(database) == {}


def test_who_said_something_else_of_the_listing_that_day_still_counts(database: Database, say) -> None:
    say("a", kind="hours")
    say("a")
    say("a", address="192.0.2.2")
    assert reported(database) == {"a": TODAY}


def test_what_was_reported_until_a_check_is_answered_by_it_and_what_comes_later_is_not(
    database: Database, say
) -> None:
    for days in (5, 4, 2, 1):
        say("a", days=days)
    assert reported(database, {"a": TODAY - timedelta(days=2), "b": TODAY}) == {}
    assert reported(database, {"a": TODAY - timedelta(days=3)}) == {"a": TODAY - timedelta(days=1)}


def test_a_dismissed_report_counts_no_more_and_a_confirmed_one_does(database: Database, say) -> None:
    ids = [say("a", address=f"192.0.2.{number}") for number in range(2)]
    with database.session() as session:
        resolve(session, ids[0], "confirmed", "called", by="command")
    assert list(reported(database)) == ["a"]
    with database.session() as session:
        resolve(session, ids[1], "dismissed", "open as ever", by="command")
    assert reported(database) == {}


def test_the_oldest_are_flagged_until_a_twentieth_is_and_the_rest_is_named() -> None:
    told = {name: TODAY + timedelta(days=number) for number, name in enumerate(SHOWN[:5])}
    made = flagging(told, SHOWN, {})
    assert list(made.flags) == SHOWN[:3]
    assert len(made.flags) == len(SHOWN) * SHARE
    assert list(made.waiting) == SHOWN[3:5]


def test_what_a_person_flagged_stays_and_takes_nobodys_place() -> None:
    told = dict.fromkeys(SHOWN[:3], TODAY)
    made = flagging(told, SHOWN, {SHOWN[10]: STAFF, SHOWN[11]: READERS, "gone": STAFF})
    assert made.flags == {SHOWN[10]: STAFF, **dict.fromkeys(SHOWN[:3], READERS)}


def test_a_short_list_flags_nothing_by_itself() -> None:
    made = flagging({"a": TODAY}, ["a", "b"], {})
    assert (made.flags, list(made.waiting)) == ({}, ["a"])


def test_the_build_reads_what_the_command_writes(tmp_path) -> None:
    flags = {"place-b": STAFF, "place-a": READERS}
    (tmp_path / "flags.toml").write_text(as_toml(flags), "utf-8")
    assert read_flags(tmp_path, [*SHOWN, "place-a", "place-b"]) == flags


def test_a_flag_of_a_listing_that_is_gone_is_left_out_and_says_what_to_do(tmp_path, caplog) -> None:
    (tmp_path / "flags.toml").write_text(as_toml({"gone": STAFF, SHOWN[0]: READERS}), "utf-8")
    assert read_flags(tmp_path, SHOWN) == {SHOWN[0]: READERS}
    (said,) = caplog.messages
    assert said.startswith(f"{tmp_path / 'flags.toml'}: flag.gone: found no such listing. Run flask reports flags")
