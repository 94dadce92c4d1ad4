"""What can happen to a database, while a block lasts."""

import os
import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import event

from pwa.reports.database import Database
from pwa.reports.intake import take_in
from pwa.reports.report import Report
from tests.reports.postgres import Postgres

Trouble = Callable[[Database, Any], AbstractContextManager[None]]
"""Given the database that the server uses, it is away until the block ends.

The second is the `Postgres` of the test; None for SQLite.
"""


def _file(database: Database) -> Path:
    return Path(database.url.database or "")


@contextmanager
def with_every_connection(database: Database, words: str) -> Iterator[None]:
    """SQLite is told `words` whenever a connection is made, and all that are here now are made anew, now and then."""

    def tell(connection: sqlite3.Connection, _: object) -> None:
        connection.execute(words)

    database.close()
    event.listen(engine := database.engine, "connect", tell)
    yield
    event.remove(engine, "connect", tell)
    database.close()


@contextmanager
def impatient(database: Database) -> Iterator[None]:
    """Nobody waits long. Only where waiting is in vain: a busy machine needs longer than this for its work."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pwa.reports.engines.WAIT_S", 0.1)
        database.close()
        yield
    database.close()


@contextmanager
def another_writer(database: Database, _: None) -> Iterator[None]:
    """Somebody else writes into the file, for longer than anybody waits."""
    with impatient(database), closing(sqlite3.connect(_file(database), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


@contextmanager
def disk_full(database: Database, _: None) -> Iterator[None]:
    """SQLite gets no page more than it has."""
    with with_every_connection(database, "PRAGMA max_page_count=1"):
        yield


@contextmanager
def read_only(database: Database, _: None) -> Iterator[None]:
    """The file can be read, and not written."""
    with with_every_connection(database, "PRAGMA query_only=ON"):
        yield


@contextmanager
def folder_away(database: Database, _: None) -> Iterator[None]:
    """The disk with the file is not mounted."""
    folder = _file(database).parent
    elsewhere = folder.rename(folder.with_name("elsewhere"))
    yield
    elsewhere.rename(folder)


@contextmanager
def file_of_rubbish(database: Database, _: None) -> Iterator[None]:
    """Somebody has put something else there; in the end the copy is put back."""
    file = _file(database)
    database.close()  # What is in its log comes into the file.
    copy = file.rename(file.with_name("copy"))
    file.write_bytes(b"This is no database. " * 1000)
    yield
    copy.replace(file)


@contextmanager
def damaged(database: Database, _: None) -> Iterator[None]:
    """A part of the file was lost on the disk; in the end the copy is put back."""
    file = _file(database)
    database.close()
    whole = file.read_bytes()
    file.write_bytes(whole[:4096] + bytes(len(whole) - 4096))
    yield
    copy = file.with_name("copy")
    copy.write_bytes(whole)
    copy.replace(file)


@contextmanager
def stopped(_: Database, postgres: Postgres) -> Iterator[None]:
    """PostgreSQL is not there."""
    postgres.stop()
    try:
        yield
    finally:
        postgres.start()


@contextmanager
def frozen(database: Database, postgres: Postgres) -> Iterator[None]:
    """PostgreSQL takes connections and questions, and answers nothing."""
    with impatient(database):
        take_in(database, Report(uuid4(), "somewhere", "other"), "192.0.2.9")  # Over a connection that stays.
        with _asleep(postgres.processes()):
            yield


@contextmanager
def _asleep(processes: list[int]) -> Iterator[None]:
    for each in processes:
        os.kill(each, signal.SIGSTOP)
    try:
        yield
    finally:
        for each in processes:
            os.kill(each, signal.SIGCONT)


@contextmanager
def table_locked(database: Database, postgres: Postgres) -> Iterator[None]:
    """Somebody works at the table and lets nobody else."""
    with impatient(database), psycopg.connect(postgres.url) as other:
        other.execute("LOCK TABLE report IN ACCESS EXCLUSIVE MODE")
        yield


@contextmanager
def no_connection_left(database: Database, postgres: Postgres) -> Iterator[None]:
    """Others have all connections that PostgreSQL gives."""
    database.close()
    with ExitStack() as others:
        with pytest.raises(psycopg.OperationalError, match="too many clients"):
            connect_for_ever(postgres, others)
        yield


def connect_for_ever(postgres: Postgres, connections: ExitStack) -> None:
    while True:
        connections.enter_context(closing(psycopg.connect(postgres.url)))


@contextmanager
def disk_of_postgres_full(_: Database, postgres: Postgres) -> Iterator[None]:
    """PostgreSQL says what it says when its disk is full, at the last moment: when a transaction ends."""
    with psycopg.connect(postgres.url, autocommit=True) as other:
        other.execute("""CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$""")
        other.execute("""CREATE CONSTRAINT TRIGGER full_disk AFTER INSERT ON report
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION full_disk()""")
        yield
        other.execute("DROP FUNCTION full_disk CASCADE")


OF_SQLITE: list[Trouble] = [another_writer, disk_full, read_only, folder_away, file_of_rubbish, damaged]
OF_POSTGRESQL: list[Trouble] = [stopped, frozen, table_locked, no_connection_left, disk_of_postgres_full]
