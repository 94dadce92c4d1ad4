"""Whatever happens to the database: the phone keeps its report, the site goes on, nobody has to restart it."""

import json
from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID, uuid4

import psycopg
import pytest
from flask import Flask
from sqlalchemy import Connection, event, func, select
from sqlalchemy.exc import OperationalError
from werkzeug.security import generate_password_hash
from werkzeug.test import TestResponse

from pwa import create_app
from pwa.config import Settings
from pwa.reports import intake
from pwa.reports.database import Database, DatabaseError
from pwa.reports.intake import take_in
from pwa.reports.keeping import prepare_reports
from pwa.reports.report import Report
from pwa.reports.storing import Row, store
from pwa.reports.tables import DayCount, StoredReport
from tests.reports.at_the_desk import HTTPS, PASSWORD, come_in, get, post
from tests.reports.postgres import Postgres
from tests.reports.trouble import OF_POSTGRESQL, OF_SQLITE, Trouble, frozen
from tests.site_copies import Browser, browse

PLACE = "nbox-pulaski"
TEXT = "\U0001f6aa" * 500
"""2,000 bytes: SQLite needs a new page for these words alone, and finds none on a full disk."""

SENTENCES = {
    "en": "We cannot take it right now. Try again later, please.",
    "es": "Ahora no podemos recibirlo. Inténtelo más tarde, por favor.",
}
AT_THE_DESK = "The database does not answer. Nothing was changed. Try again later."
PAGES = (
    "/en/overdose",
    "/es/services",
    "/en/",
    "/es/about",
    "/healthz",
    "/version",
    "/en/report",
    "/es/report",
    "/desk/en/sign-in",
)
EACH = [("sqlite", trouble) for trouble in OF_SQLITE] + [("postgresql", trouble) for trouble in OF_POSTGRESQL]
each_trouble = pytest.mark.parametrize(("address", "trouble"), EACH, indirect=["address"])


@pytest.fixture
def cluster(database: Database, request: pytest.FixtureRequest) -> Postgres | None:
    """The PostgreSQL behind the database, where there is one."""
    return None if database.url.drivername == "sqlite" else request.getfixturevalue("postgres")


@pytest.fixture(scope="module")
def site_with_desk(settings: Settings) -> Flask:
    password = generate_password_hash(PASSWORD, "scrypt:1024:8:1")
    return create_app(replace(settings, reports=True, desk=password, database="sqlite:///never-opened"))


@pytest.fixture
def server(site_with_desk: Flask, address: str, database: Database) -> Iterator[Flask]:
    """The site as it runs, with a database that is well."""
    site_with_desk.extensions["reports"] = ours = Database(address)
    prepare_reports(site_with_desk)
    yield site_with_desk
    ours.close()


def send(app: Flask, id: UUID, code: str = "en") -> TestResponse:
    body = json.dumps({"id": str(id), "service": PLACE, "kind": "closed", "text": TEXT}, ensure_ascii=False)
    return browse(app).post(f"/{code}/report", data=body.encode(), content_type="application/json")


def statuses(app: Flask, *ids: UUID) -> list[int]:
    return [send(app, id).status_code for id in ids]


def counts(database: Database) -> list[tuple[str, int]]:
    with database.session() as session:
        return sorted((row.key, row.count) for row in session.scalars(select(DayCount)))


def stored(database: Database, id: UUID) -> int:
    with database.session() as session:
        return session.scalar(select(func.count()).where(StoredReport.id == id)) or 0


@each_trouble
def test_the_phone_is_told_to_come_again_and_is_thanked_once_it_is_over(
    server: Flask, database: Database, cluster: Postgres | None, trouble: Trouble
) -> None:
    before, id = uuid4(), uuid4()
    assert statuses(server, before) == [201]
    with trouble(server.extensions["reports"], cluster):
        for code in SENTENCES:
            answer = send(server, id, code)
            assert answer.status_code == 503
            assert answer.get_json() == {"message": SENTENCES[code]}
            assert answer.headers["Retry-After"] == "60"
    arrived, *again = statuses(server, id, id, before)
    assert arrived == 201 or (arrived == 409 and trouble is frozen), "who was asked and froze may store it later"
    assert again == [409, 409]
    assert stored(database, id) == 1
    mine = {count for key, count in counts(database) if key == f"listing {PLACE}"}
    assert mine == {2}, "what was not stored did not count"


@each_trouble
def test_pages_are_there_meanwhile_and_the_desk_says_what_is_the_matter(
    server: Flask, cluster: Postgres | None, trouble: Trouble
) -> None:
    desk = Browser(server, server.response_class)
    assert come_in(desk).status_code == 303
    id = uuid4()
    assert statuses(server, id) == [201]
    with trouble(server.extensions["reports"], cluster):
        assert statuses(server, uuid4()) == [503]
        assert {path: desk.get(path, base_url=HTTPS).status_code for path in PAGES} == dict.fromkeys(PAGES, 200)
        answers = [get(desk, f"en/{path}") for path in ("", f"reports/{id}", "done")]
        answers.append(come_in(Browser(server, server.response_class)))
        answers.append(post(desk, f"en/reports/{id}", "en/sign-in", state="confirmed", note=""))
        for answer in answers:
            if answer.status_code not in (200, 303):  # Some troubles let us read, and even write a little.
                assert answer.status_code == 503
                assert AT_THE_DESK in answer.get_data(as_text=True)
                assert answer.headers["Retry-After"] == "60"
    assert get(desk, "en/").status_code == 200


@pytest.mark.parametrize("address", ["postgresql"], indirect=True)
def test_connections_that_postgresql_has_closed_are_not_used(server: Flask, postgres: Postgres) -> None:
    assert statuses(server, uuid4()) == [201]
    end_other_connections(postgres)
    assert statuses(server, uuid4()) == [201]


def end_other_connections(postgres: Postgres) -> None:
    with psycopg.connect(postgres.url, autocommit=True) as other:
        other.execute("""SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
            WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()""")


@pytest.mark.parametrize("address", ["postgresql"], indirect=True)
def test_a_connection_that_is_lost_in_the_middle_leaves_nothing(
    server: Flask, database: Database, postgres: Postgres
) -> None:
    id = uuid4()
    assert statuses(server, uuid4()) == [201]
    before = counts(database)
    engine = server.extensions["reports"].engine

    def lose(*_: object) -> None:
        end_other_connections(postgres)

    event.listen(engine, "commit", lose)
    assert statuses(server, id) == [503]
    event.remove(engine, "commit", lose)
    assert counts(database) == before
    assert statuses(server, id, id) == [201, 409]


@pytest.mark.parametrize("arrived", [False, True], ids=["was lost", "arrived"])
def test_where_nobody_knows_whether_the_commit_arrived_the_phone_sends_again_and_it_is_there_once(
    server: Flask, database: Database, monkeypatch: pytest.MonkeyPatch, arrived: bool
) -> None:
    id = uuid4()
    assert statuses(server, uuid4()) == [201]

    def store_and_lose_the_answer(connection: Connection, row: Row) -> bool:
        if arrived:
            store(connection, row)
        connection.invalidate()
        raise OperationalError(None, None, Exception("server closed the connection unexpectedly"))

    with monkeypatch.context() as patch:
        patch.setattr(intake, "store", store_and_lose_the_answer)
        assert statuses(server, id) == [503]
    assert statuses(server, id, id) == ([409, 409] if arrived else [201, 409])
    assert stored(database, id) == 1


def test_one_thread_alone_tries_a_database_that_was_away_and_the_others_answer_readers(
    database: Database, address: str
) -> None:
    known = Database(address)
    with known.session(), pytest.raises(DatabaseError, match="somebody else is trying"):
        take_in(known, Report(uuid4(), PLACE, "closed"), "192.0.2.7")
    take_in(known, Report(uuid4(), PLACE, "closed"), "192.0.2.7")
    known.close()
