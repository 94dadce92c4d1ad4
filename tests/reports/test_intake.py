"""A report is taken in once and within limits, by every database alike, and says nothing of who sent it."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import psycopg
import pytest
from sqlalchemy import Connection, func, inspect, select

from pwa.reports import intake, limits
from pwa.reports.database import Database, DatabaseError
from pwa.reports.intake import take_in
from pwa.reports.keeping import prepare, purge
from pwa.reports.report import Refusal, Report
from pwa.reports.tables import DayCount, DaySalt, StoredReport, Table
from tests.reports.postgres import Postgres, need_postgres

TODAY = date(2026, 11, 28)


@pytest.fixture(autouse=True)
def day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "today", lambda: TODAY)


def report(service: str = "a", kind: str = "closed", id: UUID | None = None) -> Report:
    return Report(id or uuid4(), service, kind, "Closed.")  # type: ignore[arg-type]


def stored(database: Database) -> list[StoredReport]:
    with database.session() as session:
        return list(session.scalars(select(StoredReport)))


def counted(database: Database) -> int:
    with database.session() as session:
        return session.scalar(select(func.count()).select_from(DayCount)) or 0


def test_a_report_is_stored_with_its_day_and_nothing_of_its_sender(database: Database) -> None:
    sent = report()
    take_in(database, sent, "192.0.2.7")
    (found,) = stored(database)
    assert (found.id, found.service, found.kind, found.text) == (sent.id, "a", "closed", "Closed.")
    assert (found.received_on, found.state, found.counts) == (TODAY, "open", True)
    columns = {column.name: str(column.type) for column in StoredReport.__table__.columns}
    assert "DATETIME" not in columns.values()
    with database.session() as session:
        for count in session.scalars(select(DayCount)):
            assert "192.0.2.7" not in count.key


def test_the_same_report_twice_is_one_report(database: Database) -> None:
    sent = report()
    take_in(database, sent, "192.0.2.7")
    counts = counted(database)
    with pytest.raises(Refusal) as refused:
        take_in(database, replace(sent, text="Something else."), "192.0.2.8")
    assert refused.value.status == 409
    assert [found.text for found in stored(database)] == ["Closed."]
    assert counted(database) == counts, "a refusal counts nothing"


def test_the_same_report_twice_at_once_is_one_report(database: Database) -> None:
    sent, said, sender = report(), [], ""
    begun = threading.Barrier(4)

    def send() -> None:
        begun.wait()
        try:
            take_in(database, sent, sender)
            said.append(201)
        except Refusal as refused:
            said.append(refused.status)

    for number in range(10):
        sent, said, sender = report(), [], f"192.0.2.{number}"
        phones = [threading.Thread(target=send) for _ in range(begun.parties)]
        for phone in phones:
            phone.start()
        for phone in phones:
            phone.join()
        assert sorted(said) == [201, 409, 409, 409]


def test_those_who_send_at_once_share_one_limit(database: Database) -> None:
    """Over several connections: the database counts, and it takes back what it counted for the others."""
    with ThreadPoolExecutor(8) as phones:
        sent = [phones.submit(take_in, database, report(), "192.0.2.7") for _ in range(24)]
    refused = [found.status for each in sent if isinstance(found := each.exception(), Refusal)]
    assert refused == [429] * (24 - limits.BY_SENDER_ABOUT_LISTING)
    with database.session() as session:
        assert set(session.scalars(select(DayCount.count))) == {limits.BY_SENDER_ABOUT_LISTING}


def test_what_is_not_stored_leaves_nothing_in_the_log_of_postgresql(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who sends again and again would else fill its disk."""
    need_postgres()
    with Postgres(log="warning") as server:  # As PostgreSQL does where nobody has said otherwise.
        database = Database(server.url)
        database.upgrade()
        monkeypatch.setattr(limits, "BY_SENDER_ABOUT_LISTING", 1)
        take_in(database, sent := replace(report(), text="zqxjkv"), "192.0.2.7")
        said = []
        for again in (sent, report()):
            with pytest.raises(Refusal) as refused:
                take_in(database, again, "192.0.2.7")
            said.append(refused.value.status)
        database.close()
        with psycopg.connect(server.url) as other, pytest.raises(psycopg.errors.UndefinedTable):
            other.execute("SELECT FROM nowhere")
        server.stop()
    assert said == [409, 429]
    assert server.log.count("ERROR:") == 1, "ours, which shows that errors are logged"
    assert "zqxjkv" not in server.log
    assert "day_count" not in server.log


def test_one_sender_can_send_so_many_a_day_and_again_tomorrow(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(limits.BY_SENDER):
        take_in(database, last := report(f"place-{number}"), "192.0.2.7")
    with pytest.raises(Refusal) as refused:
        take_in(database, report("one-more"), "192.0.2.7")
    assert refused.value.status == 429
    with pytest.raises(Refusal) as refused:
        take_in(database, last, "192.0.2.7")
    assert refused.value.status == 409, "what is here need not come again tomorrow"
    take_in(database, report("one-more"), "192.0.2.8")
    monkeypatch.setattr(intake, "today", lambda: TODAY + timedelta(days=1))
    take_in(database, report("one-more"), "192.0.2.7")
    assert len(stored(database)) == limits.BY_SENDER + 2


def test_about_one_listing_so_many_are_taken_a_day(database: Database) -> None:
    for number in range(limits.ABOUT_LISTING):
        take_in(database, report(), f"192.0.2.{number}")
    with pytest.raises(Refusal) as refused:
        take_in(database, report(), "198.51.100.1")
    assert refused.value.status == 429
    take_in(database, report("b"), "198.51.100.1")


def test_one_sender_cannot_use_up_what_may_be_said_of_a_listing(database: Database) -> None:
    for _ in range(limits.BY_SENDER_ABOUT_LISTING):
        take_in(database, report(), "192.0.2.7")
    with pytest.raises(Refusal) as refused:
        take_in(database, report(), "192.0.2.7")
    assert refused.value.status == 429
    take_in(database, report(), "192.0.2.8")
    take_in(database, report("b"), "192.0.2.7")


def test_who_waited_past_midnight_has_sent_on_the_new_day(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    tomorrow, connected = TODAY + timedelta(days=1), database.connected

    @contextmanager
    def connected_after_a_while() -> Iterator[Connection]:
        with connected() as ours:
            monkeypatch.setattr(intake, "today", lambda: tomorrow)
            yield ours

    monkeypatch.setattr(database, "connected", connected_after_a_while)
    take_in(database, report(), "192.0.2.7")
    assert [found.received_on for found in stored(database)] == [tomorrow]


def test_a_second_report_of_one_sender_about_one_listing_is_kept_but_does_not_count(database: Database) -> None:
    for address in ("192.0.2.7", "192.0.2.7", "192.0.2.8"):
        take_in(database, report(), address)
    assert sorted(found.counts for found in stored(database)) == [False, True, True]


def test_only_the_same_reason_was_said_before(database: Database) -> None:
    sent = [report(kind="hours"), report(), report()]
    for each in sent:
        take_in(database, each, "192.0.2.7")
    counts = {found.id: found.counts for found in stored(database)}
    assert [counts[each.id] for each in sent] == [True, True, False]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.7", "192.0.2.7", True),
        ("192.0.2.7", "192.0.2.8", False),
        ("", "", True),
    ],
)
def test_who_is_one_sender(database: Database, one: str, other: str, same: bool) -> None:
    with database.connection() as connection:
        keys = {limits.sender_key(connection, address, TODAY) for address in (one, other)}
    assert (len(keys) == 1) is same


def test_what_stands_for_a_sender_is_another_each_day_and_is_forgotten(database: Database) -> None:
    with database.connection() as connection:
        before = limits.sender_key(connection, "192.0.2.7", TODAY)
    with database.session() as session:
        after = limits.sender_key(session.connection(), "192.0.2.7", TODAY + timedelta(days=1))
        assert session.scalars(select(DaySalt.day)).all() == [TODAY + timedelta(days=1)]
        assert session.scalars(select(DayCount.day)).all() == []
    assert before != after


def test_old_reports_are_purged_by_command_and_at_the_start(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    for days in (0, 180, 181, 400):
        monkeypatch.setattr(intake, "today", lambda days=days: TODAY - timedelta(days=days))
        take_in(database, report(), "192.0.2.7")
    assert purge(database, TODAY, 180) == 2
    assert sorted(TODAY - found.received_on for found in stored(database)) == [timedelta(0), timedelta(days=180)]
    prepare(database, TODAY, 30)
    assert [found.received_on for found in stored(database)] == [TODAY]


def test_what_was_purged_is_not_in_the_file_any_more(tmp_path) -> None:
    file = tmp_path / "reports.sqlite3"
    database = Database(f"sqlite:///{file}")
    database.upgrade()
    take_in(database, Report(uuid4(), "zqxjkv-place", "closed", "zqxjkv words"), "192.0.2.7")
    purge(database, TODAY + timedelta(days=1), 0)
    database.close()
    left = b"".join(each.read_bytes() for each in tmp_path.iterdir())
    assert b"zqxjkv" not in left


def test_the_migrations_make_the_tables_that_the_program_knows(database: Database) -> None:
    dialect = database.engine.dialect
    for name, table in Table.metadata.tables.items():
        made = inspect(database.engine).get_columns(name)
        found = {each["name"]: (each["type"].compile(dialect), each["nullable"]) for each in made}
        known = {each.name: (each.type.compile(dialect), each.nullable) for each in table.columns}
        assert found == known, name
    database.upgrade()  # A second time changes nothing.


@pytest.mark.parametrize("url", ["mysql://localhost/x", "reports.db", "sqlite+aiosqlite:///x", "sqlite://"])
def test_an_address_of_no_database_we_know_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(DatabaseError, match=r"DATABASE_URL: found .*, expected an address such as"):
        Database(url)


def test_a_database_that_is_away_is_one_sentence_without_the_password() -> None:
    away = Database("postgresql://respira:secret@127.0.0.1:1/respira")
    with pytest.raises(DatabaseError) as failed:
        take_in(away, report(), "192.0.2.7")
    assert "secret" not in str(failed.value)
    assert "\n" not in str(failed.value)


def test_a_file_that_somebody_else_is_writing_is_waited_for_and_then_given_up(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("pwa.reports.engines.WAIT_S", 0.1)
    database, other = (Database(f"sqlite:///{tmp_path / 'reports.sqlite3'}") for _ in range(2))
    database.upgrade()
    with other.session() as session:
        session.add(DaySalt(day=TODAY, salt=b"x"))
        session.flush()
        with pytest.raises(DatabaseError, match="locked"):
            take_in(database, report(), "192.0.2.7")
    take_in(database, report(), "192.0.2.7")
    database.close()
    other.close()
