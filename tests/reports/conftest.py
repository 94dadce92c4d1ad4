"""A database for each test: SQLite in a file, and PostgreSQL where it is installed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from pwa.reports.database import Database
from pwa.reports.tables import Table
from tests.reports.postgres import Postgres, programs


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One PostgreSQL for all tests."""
    if not programs():
        pytest.skip("there is no PostgreSQL here; make test installs it on Debian and Ubuntu")
    with Postgres() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database with its tables."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'reports.sqlite3'}"
    else:
        url = request.getfixturevalue("postgres").url
    made = Database(url)
    made.upgrade()
    yield made
    if request.param == "postgresql":
        with made.session() as session:
            for table in (*Table.metadata.tables, "alembic_version"):
                session.execute(text(f"DROP TABLE {table}"))
    made.close()
