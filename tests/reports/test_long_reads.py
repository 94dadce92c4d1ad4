"""Whoever reads the reports, for however long, keeps nobody from sending one."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text

from pwa.reports import desk_work
from pwa.reports.database import Database, DatabaseError
from pwa.reports.intake import take_in
from pwa.reports.report import Report
from pwa.reports.tables import StoredReport
from tests.reports.at_the_desk import PLACE, come_in, get
from tests.test_catalogue import flask


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for what does not come."""
    monkeypatch.setattr("pwa.reports.engines.WAIT_S", 0.1)


def test_a_report_is_taken_while_a_long_read_is_under_way(database: Database, address: str) -> None:
    """By the process that reads, and by another."""
    other = Database(address)
    with database.reading() as session:
        assert session.scalars(select(StoredReport)).all() == []
        for number, each in enumerate((database, other)):
            take_in(each, Report(uuid4(), PLACE, "closed"), f"192.0.2.{number}")
    with database.reading() as session:
        assert len(session.scalars(select(StoredReport)).all()) == 2
    other.close()


@pytest.mark.parametrize("address", ["postgresql"], indirect=True)
def test_a_command_may_read_for_longer_than_a_reader_waits(database: Database, address: str) -> None:
    patient = Database(address, answer_s=10)
    with patient.reading() as session:
        session.execute(text("SELECT pg_sleep(0.5)"))
    with pytest.raises(DatabaseError, match="timeout"), database.reading() as session:
        session.execute(text("SELECT pg_sleep(0.5)"))
    patient.close()


def and_one_is_sent(do: Callable[..., Any], address: str, new: list[UUID]) -> Callable[..., Any]:
    """The same as `do`, in the middle of which somebody sends a report to the database at `address`."""

    def done(*values: Any, **named: Any) -> Any:
        found = do(*values, **named)
        database = Database(address)
        new.append(uuid4())
        take_in(database, Report(new[-1], PLACE, "hours"), f"192.0.2.{len(new) + 50}")
        database.close()
        return found

    return done


@pytest.mark.parametrize(
    ("part", "words"),
    [("find", ("list", "--state", "all")), ("find", ("export", "{folder}/reports.csv")), ("of_id", ("show", "{id}"))],
)
def test_a_report_is_taken_while_a_command_reads(
    desk: FlaskClient, sent: list[UUID], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: str, words: Any
) -> None:
    settings, new = desk.application.extensions["settings"], list[UUID]()
    monkeypatch.setattr(f"pwa.reports_cli.{part}", and_one_is_sent(getattr(desk_work, part), settings.database, new))
    done = flask(settings, "reports", *(word.format(folder=tmp_path, id=sent[0]) for word in words))
    assert (done.exit_code, len(new)) == (0, 1), done.output


@pytest.mark.parametrize(
    ("part", "path"),
    [("find", ""), ("find", "reports/{id}"), ("of_id", "reports/{id}/correction?how=visit"), ("trail", "done")],
)
def test_a_report_is_taken_while_the_desk_reads(
    desk: FlaskClient, sent: list[UUID], monkeypatch: pytest.MonkeyPatch, part: str, path: str
) -> None:
    come_in(desk)
    new = list[UUID]()
    address = desk.application.extensions["settings"].database
    monkeypatch.setattr(f"pwa.views.desk.{part}", and_one_is_sent(getattr(desk_work, part), address, new))
    answer = get(desk, f"en/{path.format(id=sent[1])}")
    assert (answer.status_code, len(new)) == (200, 1)
