"""Two readers put "Reported as closed. Being checked." on a listing, never more than a twentieth; people decide."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from pwa.model.flags import Flag, read_flags
from pwa.model.reader import ContentError
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


def reported(database: Database) -> dict[str, date]:
    with database.session() as session:
        return reported_closed(session, TODAY)


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


def test_a_flag_of_a_listing_that_is_gone_says_what_to_do(tmp_path) -> None:
    (tmp_path / "flags.toml").write_text(as_toml({"gone": STAFF}), "utf-8")
    with pytest.raises(ContentError, match=r"flags\.toml: flag\.gone: .* take these lines out"):
        read_flags(tmp_path, SHOWN)
