"""The database of a deployment: transactions, tables, and how it comes back after trouble. Opened when needed."""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import (
    ArgumentError,
    DataError,
    DBAPIError,
    DisconnectionError,
    IntegrityError,
    OperationalError,
    SQLAlchemyError,
)
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.pool import NullPool

from pwa.model.errors import SiteError
from pwa.reports import engines
from pwa.reports.engines import ONLY_READS, make_engine
from pwa.reports.tables import Table

MIGRATIONS = Path(__file__).parent / "migrations"

COMMAND_S = 60
"""How long PostgreSQL may work at one statement of a migration or of a command, which keeps no reader waiting."""

AGAIN_S = 60
"""When a phone, or a person, may ask again while the database is away."""

WRITE_ANEW = f"VACUUM (FULL, SKIP_LOCKED) {', '.join(Table.metadata.tables)}"
"""PostgreSQL writes these small tables into new files. Without `FULL`, bytes of what was deleted stay in the old."""

_one_migration_at_a_time = threading.Lock()
"""Alembic keeps what it is doing in its modules."""


NO_TROUBLE = (DataError, IntegrityError, StaleDataError)
"""What the database will not take from this one: it is well, and so is every connection."""


class DatabaseError(SiteError):
    """The database cannot be used. The message says which and why, without a password."""


class Database:
    """The reports of one deployment, at an address as SQLAlchemy writes it; PostgreSQL is reached by psycopg 3."""

    def __init__(self, url: str, *, answer_s: float | None = None) -> None:
        """PostgreSQL may work `answer_s` at one statement, or as long as a lock is waited for. Connects to nothing.

        Raises `DatabaseError` for an address of no kind we know.
        """
        try:
            found = make_url(url)
        except (ArgumentError, ValueError):  # What was found is not said: a password may stand anywhere in it.
            raise DatabaseError(f"DATABASE_URL: found no address of a database, expected {EXPECTED}.") from None
        if found.drivername != "sqlite" and url.count("@") > 1:
            raise DatabaseError("DATABASE_URL: found @ more than once; write that of a password as %40.")
        if found.drivername in ("postgres", "postgresql"):
            found = found.set(drivername="postgresql+psycopg")
        if found.drivername not in ("sqlite", "postgresql+psycopg"):
            raise DatabaseError(f'DATABASE_URL: found "{found.drivername}", expected {EXPECTED}.')
        if found.drivername == "sqlite" and found.database in (None, "", ":memory:"):
            raise DatabaseError(f"DATABASE_URL: found SQLite without a file, expected {EXPECTED}.")
        self.url = found
        # Of `?password=…` SQLAlchemy hides nothing.
        self.name = found.set(query={}).render_as_string(hide_password=True)
        self._engine: tuple[int, Engine] | None = None
        self._answer_s = answer_s
        self._is_well = False
        self._troubles = 0
        self._making, self._trying, self._writing = threading.Lock(), threading.Lock(), threading.Lock()

    @property
    def engine(self) -> Engine:
        """The engine of this process: a connection must not be shared with a child."""
        with self._making:
            if self._engine is None or self._engine[0] != os.getpid():
                self._engine = os.getpid(), self._make_engine()
            return self._engine[1]

    def _make_engine(self) -> Engine:
        engine = make_engine(self.url, answer_s=self._answer_s, pool_size=8, pool_timeout=engines.WAIT_S)

        def remember(_: Any, record: Any) -> None:
            record.info["troubles"] = self._troubles

        def is_of_now(_: Any, record: Any, __: Any) -> None:
            if record.info["troubles"] != self._troubles:
                raise DisconnectionError("it was made before the last trouble")

        event.listen(engine, "connect", remember)
        event.listen(engine, "checkout", is_of_now)
        return engine

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """One transaction: committed at the end of the block, rolled back by an error. Raises `DatabaseError`."""
        with self._turn(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def connected(self) -> Iterator[Connection]:
        """The same without a transaction around the block: for a report, which is stored faster without one."""
        with self._turn(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def session(self) -> Iterator[Session]:
        """The same with the objects of `pwa.reports.tables`, which take more time."""
        with self._turn(), Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that only reads, however long: reports are taken meanwhile. Raises `DatabaseError`."""
        with self._turn(writes=False):
            engine = self.engine.execution_options(**{ONLY_READS: True})
            with Session(engine, expire_on_commit=False) as session, session.begin():
                yield session

    @contextmanager
    def _turn(self, *, writes: bool = True) -> Iterator[None]:
        """The right to use the database now.

        After trouble, and where nobody has made the tables yet, one thread at a time finds out whether the database
        is back. The others need not wait for it: readers' pages are answered by the same threads.
        """
        if self._is_well:
            with self._one_writer(writes), self._trouble_noted():
                yield
            return
        if not self._trying.acquire(blocking=False):
            raise DatabaseError(f"{self.name}: it was away, and somebody else is trying it.")
        try:
            self._make_tables(engines.WAIT_S)
            troubles = self._troubles
            try:
                with self._one_writer(writes), self._trouble_noted():
                    yield
            finally:  # A refusal that ends the block says nothing against the database.
                self._is_well = self._troubles == troubles
        finally:
            self._trying.release()

    @contextmanager
    def _one_writer(self, writes: bool) -> Iterator[None]:
        """SQLite has one writer: threads of a process queue here, where nobody asks again and again."""
        if not writes or self.url.drivername != "sqlite":
            yield
        elif self._writing.acquire(timeout=engines.WAIT_S):
            try:
                yield
            finally:
                self._writing.release()
        else:
            raise DatabaseError(f"{self.name}: locked by other threads for too long.")

    @contextmanager
    def _trouble_noted(self) -> Iterator[None]:
        """`DatabaseError` for whatever happens; after trouble, no connection made before is used again."""
        try:
            yield
        except NO_TROUBLE as error:
            raise DatabaseError(f"{self.name}: {_reason(error)}") from error
        except (SQLAlchemyError, CommandError, sqlite3.Error) as error:
            self._troubles += 1
            self._is_well = False
            raise DatabaseError(f"{self.name}: {_reason(error)}") from error

    def overwrite_deleted(self) -> None:
        """Take what was deleted out of the files of the tables: where somebody uses one just now, the next time.

        PostgreSQL's log of changes (WAL) and copies of its files keep it longer. Raises `DatabaseError`.
        """
        if self.url.drivername == "sqlite":
            with self._trouble_noted(), closing(self.engine.raw_connection()) as connection:
                connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]
        else:
            with self._trouble_noted(), self.engine.connect() as postgres, suppress(OperationalError):
                # What takes longer than an answer may is done another day.
                postgres.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql(WRITE_ANEW)

    def close(self) -> None:
        """Let go of every connection of this process, and of the salt that each remembers."""
        with self._making:
            engine, self._engine = self._engine, None
        if engine:
            engine[1].dispose()

    def upgrade(self) -> None:
        """Bring the tables to the form this program knows. Raises `DatabaseError`."""
        self._make_tables(COMMAND_S)
        self._is_well = True

    def _make_tables(self, answer_s: float) -> None:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
        engine = make_engine(self.url, answer_s=answer_s, poolclass=NullPool)
        with _one_migration_at_a_time, self._trouble_noted(), engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


EXPECTED = "an address such as sqlite:////srv/respira/reports.db or postgresql://respira@localhost/respira"


def _reason(error: Exception) -> str:
    found = error.orig if isinstance(error, DBAPIError) and error.orig else error
    return " ".join(str(found).split()) or type(found).__name__
