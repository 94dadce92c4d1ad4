"""A database for each test: SQLite in a file, and PostgreSQL where it is installed; and a desk."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest
from flask.testing import FlaskClient
from werkzeug.security import generate_password_hash

from pwa import create_app
from pwa.config import Settings
from pwa.reports.database import Database
from pwa.reports.intake import take_in
from pwa.reports.report import Report
from pwa.reports.tables import Table
from tests.reports.at_the_desk import PASSWORD, PLACE, database_of
from tests.reports.postgres import Postgres, need_postgres
from tests.site_copies import Browser


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One PostgreSQL for all tests."""
    need_postgres()
    with Postgres() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a database without tables is."""
    if request.param == "sqlite":
        (tmp_path / "disk").mkdir()
        yield f"sqlite:///{tmp_path / 'disk' / 'reports.sqlite3'}"
        return
    url = request.getfixturevalue("postgres").url
    yield url
    with psycopg.connect(url) as connection:
        for table in (*Table.metadata.tables, "alembic_version"):
            connection.execute(f'DROP TABLE IF EXISTS "{table}"'.encode())


@pytest.fixture
def database(address: str) -> Iterator[Database]:
    """An empty database with its tables."""
    made = Database(address)
    made.upgrade()
    yield made
    made.close()


@pytest.fixture(scope="module")
def with_desk(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    # The fewest rounds: how slow scrypt is has no test here.
    return replace(settings, reports=True, desk=generate_password_hash(PASSWORD, "scrypt:1024:8:1"))


@pytest.fixture
def desk(with_desk: Settings, tmp_path) -> Iterator[FlaskClient]:
    """A browser that keeps cookies, before anybody has signed in."""
    app = create_app(replace(with_desk, database=f"sqlite:///{tmp_path / 'reports.sqlite3'}"))
    app.extensions["reports"].upgrade()
    yield Browser(app, app.response_class)
    app.extensions["reports"].close()


@pytest.fixture
def sent(desk: FlaskClient) -> list[UUID]:
    """Three reports: two about one place."""
    reports = [
        Report(uuid4(), PLACE, "closed", "The door is <locked>."),
        Report(uuid4(), PLACE, "hours", ""),
        Report(uuid4(), "nbox-easthampton", "unwelcome", "They laughed."),
    ]
    for number, report in enumerate(reports):
        take_in(database_of(desk), report, f"192.0.2.{number}")
    return [report.id for report in reports]
