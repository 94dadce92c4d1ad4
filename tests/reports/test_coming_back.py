"""The tables are made whole, once, by whoever comes first: a server that starts, or a report after a bad start."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import Engine, event, inspect
from sqlalchemy.exc import DataError
from sqlalchemy.orm import Session

from pwa.config import ROOT, Settings
from pwa.reports.database import MIGRATIONS, Database, DatabaseError
from pwa.reports.desk_work import ReportError, of_id, resolve
from pwa.reports.intake import take_in
from pwa.reports.keeping import prepare_reports, purge_daily
from pwa.reports.report import Report
from pwa.reports.tables import StoredReport, Table
from tests.reports.trouble import Trouble, folder_away, stopped

SERVERS = 3
MAKE_THE_TABLES = """
import sys
from pwa.reports.database import Database
print("ready", flush=True)
sys.stdin.read()
Database(sys.argv[1]).upgrade()
"""


def report() -> Report:
    return Report(uuid4(), "a", "closed", "Closed.")


@pytest.fixture
def without_tables(address: str) -> Iterator[Database]:
    made = Database(address)
    yield made
    made.close()


def tables(address: str) -> set[str]:
    database = Database(address)
    try:
        return set(inspect(database.engine).get_table_names()) & Table.metadata.tables.keys()
    finally:
        database.close()


def test_where_the_database_is_away_at_the_start_the_first_report_after_makes_the_tables(
    without_tables: Database, address: str, request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> None:
    trouble: Trouble = stopped if "postgresql" in address else folder_away
    postgres = request.getfixturevalue("postgres") if "postgresql" in address else None
    app = Flask(__name__)
    app.extensions |= {"reports": without_tables, "settings": Settings()}
    purge_daily(app)
    with trouble(without_tables, postgres):
        prepare_reports(app)
        assert "No report can be taken" in caplog.text
        with pytest.raises(DatabaseError):
            take_in(without_tables, report(), "192.0.2.7")
    take_in(without_tables, report(), "192.0.2.7")
    assert tables(address) == Table.metadata.tables.keys()


def test_several_servers_that_start_at_once_make_the_tables_once(without_tables: Database, address: str) -> None:
    command = [sys.executable, "-c", MAKE_THE_TABLES, address]
    servers = [
        subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(SERVERS)
    ]
    for server in servers:
        assert server.stdout
        assert server.stdout.readline() == b"ready\n"
    for server in servers:
        assert server.stdin
        server.stdin.close()
        server.stdin = None
    assert [server.communicate()[1] for server in servers] == [b""] * SERVERS
    assert [server.returncode for server in servers] == [0] * SERVERS
    take_in(without_tables, report(), "192.0.2.7")


def test_tables_that_were_half_made_when_the_power_went_are_not_there(without_tables: Database, address: str) -> None:
    def fail(*arguments: object) -> None:
        if "CREATE TABLE audit" in str(arguments[2]):
            raise KeyboardInterrupt

    event.listen(Engine, "before_cursor_execute", fail)
    try:
        with pytest.raises(KeyboardInterrupt):
            without_tables.upgrade()
    finally:
        event.remove(Engine, "before_cursor_execute", fail)
    assert tables(address) == set()
    take_in(without_tables, report(), "192.0.2.7")


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_a_file_that_was_replaced_while_nobody_sent_is_not_written_to_any_more(database: Database) -> None:
    take_in(database, report(), "192.0.2.7")
    database.close()
    file = Path(str(database.url.database))
    copy = Path(shutil.copy(file, file.with_name("copy")))
    take_in(database, report(), "192.0.2.7")
    for name in ("-wal", "-shm"):
        file.with_name(file.name + name).unlink()
    copy.replace(file)
    sent = report()
    take_in(database, sent, "192.0.2.7")
    database.close()
    with database.session() as session:
        assert session.get(StoredReport, sent.id)


def test_a_refusal_says_nothing_against_a_database_that_is_tried(
    database: Database, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = Database(address)
    with pytest.raises(ReportError, match="no such report"), known.session() as session:
        of_id(session, uuid4())
    expect_that_it_is_well(known, monkeypatch)


def expect_that_it_is_well(known: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes a report with nobody trying it first, over the connection it has."""

    def fail(*_: object) -> None:
        raise AssertionError("it was taken for away")

    monkeypatch.setattr(known, "_make_tables", fail)
    event.listen(known.engine, "connect", fail)
    take_in(known, report(), "192.0.2.7")
    known.close()


def put_text_that_is_too_long(session: Session) -> None:
    session.add(StoredReport(**vars(report()) | {"text": "x" * 501}, received_on=date(2026, 1, 1), counts=True))
    session.flush()
    if session.get_bind().dialect.name == "sqlite":
        raise DataError("SQLite keeps texts of any length", None, Exception())


def put_a_reason_that_is_none(session: Session) -> None:
    session.add(StoredReport(**vars(report()) | {"kind": "stolen"}, received_on=date(2026, 1, 1), counts=True))


@pytest.mark.parametrize("put", [put_text_that_is_too_long, put_a_reason_that_is_none])
def test_what_the_database_will_not_keep_is_not_taken_for_an_outage(
    database: Database, monkeypatch: pytest.MonkeyPatch, put: Callable[[Session], None]
) -> None:
    with pytest.raises(DatabaseError), database.session() as session:
        put(session)
    expect_that_it_is_well(database, monkeypatch)


def test_a_note_that_postgresql_would_not_keep_is_refused_in_words(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_in(database, sent := report(), "192.0.2.7")
    with pytest.raises(ReportError, match="NUL"), database.session() as session:
        resolve(session, sent.id, "confirmed", "They \0 moved.")
    expect_that_it_is_well(database, monkeypatch)


@pytest.mark.parametrize(
    "url",
    [
        "postgres//user:SECRET@host/x",
        "postgresql://user:SECRET@host:abc/x",
        "postgresql://user:p@SECRET@host/x",
        "postgresql://user:p@SECRET?@host/x",
        "SECRET",
    ],
)
def test_a_wrong_address_is_refused_without_repeating_its_password(url: str) -> None:
    with pytest.raises(DatabaseError, match=r"^DATABASE_URL: ") as refused:
        Database(url)
    assert "SECRET" not in str(refused.value)


def test_the_name_of_a_database_holds_no_password() -> None:
    for url in ("postgresql://user:SECRET@host/x", "postgresql://host/x?user=me&password=SECRET"):
        assert "SECRET" not in Database(url).name
        assert "host/x" in Database(url).name


def test_the_folder_of_the_program_may_have_a_percent_sign_in_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "100%(sure)s"
    shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr("pwa.reports.database.MIGRATIONS", folder)
    database = Database(f"sqlite:///{folder / 'reports.sqlite3'}")
    database.upgrade()
    database.close()
