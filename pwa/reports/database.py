"""The engine: SQLite in one file, or PostgreSQL, by one address. Nothing is opened before it is needed."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, TimeoutError
from sqlalchemy.orm import Session

from pwa.model.errors import SiteError

MIGRATIONS = Path(__file__).parent / "migrations"

WAIT_S = 2
"""How long a writer waits for another, or for a connection, before the phone is asked to come again."""


class DatabaseError(SiteError):
    """The database cannot be used. The message says which and why, without a password."""


class Database:
    """The reports of one deployment, at an address as SQLAlchemy writes it; PostgreSQL is reached by psycopg 3."""

    def __init__(self, url: str) -> None:
        """Raises `DatabaseError` for an address of no kind we know; connects to nothing."""
        try:
            found = make_url(url)
        except ArgumentError:
            raise DatabaseError(f"DATABASE_URL: found {url!r}, expected {EXPECTED}.") from None
        if found.drivername in ("postgres", "postgresql"):
            found = found.set(drivername="postgresql+psycopg")
        if found.drivername not in ("sqlite", "postgresql+psycopg"):
            raise DatabaseError(f'DATABASE_URL: found "{found.drivername}", expected {EXPECTED}.')
        self.url = found
        self.name = found.render_as_string(hide_password=True)
        self._engine: tuple[int, Engine] | None = None

    @property
    def engine(self) -> Engine:
        """The engine of this process: a connection must not be shared with a child."""
        if self._engine is None or self._engine[0] != os.getpid():
            self._engine = os.getpid(), self._make_engine()
        return self._engine[1]

    def _make_engine(self) -> Engine:
        if self.url.drivername == "sqlite":
            engine = create_engine(self.url, connect_args={"timeout": WAIT_S}, pool_reset_on_return=None)
            event.listen(engine, "connect", _prepare_sqlite)
            event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
            return engine
        return create_engine(
            self.url,
            pool_size=8,
            pool_timeout=WAIT_S,
            pool_pre_ping=True,
            connect_args={
                "connect_timeout": WAIT_S,
                "options": f"-c lock_timeout={WAIT_S}s -c statement_timeout={WAIT_S}s",
            },
        )

    @contextmanager
    def session(self) -> Iterator[Session]:
        """One transaction: committed at the end of the block, rolled back by an error. Raises `DatabaseError`."""
        try:
            with Session(self.engine, expire_on_commit=False) as session, session.begin():
                yield session
        except (DBAPIError, TimeoutError) as error:
            raise DatabaseError(f"{self.name}: {_reason(error)}") from error

    def overwrite_deleted(self) -> None:
        """Bring the file of SQLite up to its log, which else keeps what was deleted. Where somebody reads, later."""
        if self.url.drivername == "sqlite":
            raw = self.engine.raw_connection()
            try:
                raw.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]
            finally:
                raw.close()

    def close(self) -> None:
        """Let go of every connection of this process."""
        if self._engine:
            self._engine[1].dispose()
            self._engine = None

    def upgrade(self) -> None:
        """Bring the tables to the form this program knows. Raises `DatabaseError`."""
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["url"] = self.url
        try:
            command.upgrade(config, "head")
        except Exception as error:
            raise DatabaseError(f"{self.name}: {_reason(error)}") from error


EXPECTED = "an address such as sqlite:////srv/respira/reports.db or postgresql://respira@localhost/respira"


def _prepare_sqlite(connection: Any, _: object) -> None:
    """WAL: readers do not wait. FULL: what is committed survives a power cut. What is deleted is overwritten."""
    connection.isolation_level = None  # SQLAlchemy begins transactions, in `begin`.
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _reason(error: Exception) -> str:
    found = error.orig if isinstance(error, DBAPIError) and error.orig else error
    return " ".join(str(found).split()) or type(found).__name__
