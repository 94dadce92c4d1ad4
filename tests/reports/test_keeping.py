"""Reports are kept as long as the programme says, also by a server that nobody starts anew for months."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select

from pwa import create_app
from pwa.config import ROOT, Settings
from pwa.reports import keeping
from pwa.reports.database import Database
from pwa.reports.desk_work import of_id
from pwa.reports.intake import take_in, today
from pwa.reports.keeping import prepare_reports, purge
from pwa.reports.report import Report
from pwa.reports.tables import DaySalt, StoredReport
from tests.reports.postgres import Postgres
from tests.site_copies import browse

PLACE = "nbox-pulaski"


def on(day: date, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "today", lambda: day)


def test_the_first_answer_of_a_new_day_deletes_what_is_too_old(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = create_app(replace(settings, database=f"sqlite:///{tmp_path / 'reports.sqlite3'}", reports_days=30))
    database = app.extensions["reports"]
    database.upgrade()
    take_in(database, Report(uuid4(), PLACE, "closed", ""), "192.0.2.1")

    def left() -> tuple[int, int]:
        with database.session() as session:
            return len(session.scalars(select(StoredReport)).all()), len(session.scalars(select(DaySalt)).all())

    client = browse(app)
    on(today() + timedelta(days=30), monkeypatch)
    assert client.get("/healthz").status_code == 200
    assert left() == (1, 0), "the last day it is kept; what stood for senders is gone"
    on(today() + timedelta(days=31), monkeypatch)
    assert client.get("/healthz").status_code == 200
    assert left() == (0, 0)
    database.close()


def test_a_database_that_is_away_keeps_nobody_from_the_guide_on_a_new_day(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    app = create_app(replace(settings, database=f"sqlite:///{tmp_path / 'no' / 'reports.sqlite3'}"))
    on(today() + timedelta(days=1), monkeypatch)
    assert browse(app).get("/en/overdose").status_code == 200
    assert "Old reports could not be deleted" in caplog.text


def test_what_could_not_be_deleted_is_tried_again_a_minute_later(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """After a failed start, and after a failure in the middle of a day."""
    folder = tmp_path / "not-mounted"
    app = create_app(replace(settings, database=f"sqlite:///{folder / 'reports.sqlite3'}"))
    client, clock_s = browse(app), [1000.0]
    monkeypatch.setattr(keeping, "monotonic", lambda: clock_s[0])
    prepare_reports(app)

    def tried(after_s: float) -> bool:
        """Whether the answer after so many seconds made it try."""
        clock_s[0] += after_s
        tries.clear()
        assert client.get("/healthz").status_code == 200
        return bool(tries)

    tries: list[Database] = []
    delete = keeping.purge

    def count(database: Database, day: date, days: int) -> int:
        tries.append(database)
        return delete(database, day, days)

    monkeypatch.setattr(keeping, "purge", count)
    assert [tried(0), tried(59), tried(1)] == [True, False, True]
    folder.mkdir()
    assert [tried(59), tried(1), tried(60)] == [False, True, False], "once a day is enough"
    assert caplog.text.count("Old reports could not be deleted") == 2
    app.extensions["reports"].close()


@pytest.mark.parametrize("address", ["postgresql"], indirect=True)
def test_what_was_purged_is_in_no_table_of_postgresql_any_more(postgres: Postgres, database: Database) -> None:
    """Also where something is left on the same page of a table: deleted rows would else stay beside it."""
    for number, days in enumerate((0, 1, 1, 0)):
        report = Report(uuid4(), PLACE, "closed", f"zqxjkv {days}")
        take_in(database, report, f"192.0.2.{number}")
        with database.session() as session:
            of_id(session, report.id).received_on -= timedelta(days=days)
    purge(database, today(), 0)
    with database.session() as session:
        assert len(session.scalars(select(StoredReport)).all()) == 2
    found = {words: postgres.is_in_a_table(words) for words in (b"zqxjkv 0", b"zqxjkv 1")}
    assert found == {b"zqxjkv 0": True, b"zqxjkv 1": False}


def test_with_the_day_its_salt_goes_from_memory_too(database: Database) -> None:
    for number in range(2):
        take_in(database, Report(uuid4(), PLACE, "closed"), f"192.0.2.{number}")

    def remembered() -> bool:
        with database.connected() as connection:
            return "salt" in connection.info

    assert remembered()
    purge(database, today() + timedelta(days=1), 30)
    assert not remembered()


def start(file: Path, *command: str) -> None:
    """Run this Python with a database in `file`."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("RESPIRA_")}
    environment = ours | {"DATABASE_URL": f"sqlite:///{file}", "RESPIRA_REPORTS_DAYS": "30"}
    subprocess.run([sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, check=True)


@pytest.mark.parametrize("words", [("--help",), ("routes",)])
def test_a_command_makes_no_database_and_deletes_nothing_a_server_does(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    file, report = tmp_path / "reports.sqlite3", Report(uuid4(), PLACE, "closed")
    start(file, "-m", "flask", *words)
    assert not file.exists()
    database = Database(f"sqlite:///{file}")
    database.upgrade()
    take_in(database, report, "192.0.2.1")
    with database.session() as session:
        of_id(session, report.id).received_on = today() - timedelta(days=31)
    start(file, "-m", "flask", *words)
    with database.session() as session:
        assert session.get(StoredReport, report.id)
    start(file, "-c", "import wsgi")
    with database.session() as session:
        assert session.get(StoredReport, report.id) is None
    database.close()
