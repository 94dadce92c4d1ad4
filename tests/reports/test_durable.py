"""201 means: there, once, whatever happens next. The server is killed a hundred times while phones send."""

import json
import random
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.client import HTTPConnection, HTTPException
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from pwa.config import ROOT
from pwa.reports.database import Database
from pwa.reports.tables import StoredReport
from pwa.site import Site

KILLS = 100
PHONES = 6
SEED = 1
AGAIN = (None, 503)
"""A phone keeps its report after no answer, and after one that asks it to come again: a busy machine may say so."""


class Phones:
    """Phones that send one report after another, each until it is answered; what was sent, and thanked for."""

    def __init__(self, port: int, places: list[str]) -> None:
        self._port = port
        self._places = places
        self._numbers = count()
        self._end = threading.Event()
        self.news = threading.Condition()
        self.sent: set[UUID] = set()
        self.thanked: list[UUID] = []
        self.unanswered = 0
        self.odd: list[Any] = []
        self._threads = [threading.Thread(target=self._run) for _ in range(PHONES)]
        for thread in self._threads:
            thread.start()

    def finish(self) -> None:
        """Let each phone send what it has, until it is answered."""
        self._end.set()
        for thread in self._threads:
            thread.join()

    def have_sent(self, enough: int) -> bool:
        """Whether so many were thanked for, or an answer was odd."""
        return len(self.thanked) >= enough or bool(self.odd)

    def _run(self) -> None:
        while not self._end.is_set() and not self.odd:
            number = next(self._numbers)
            id = uuid4()
            self.sent.add(id)
            place = self._places[number % len(self._places)]
            body = json.dumps({"id": str(id), "service": place, "kind": "hours", "text": "Closed on Mondays."})
            while (status := self._ask(number, body)) in AGAIN:
                self.unanswered += status is None
            if status not in (201, 409):
                self.odd.append(status)
            with self.news:
                self.thanked.append(id)
                self.news.notify()

    def _ask(self, number: int, body: str) -> int | None:
        connection = HTTPConnection("127.0.0.1", self._port, timeout=60)
        sender = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        try:
            headers = {"Content-Type": "application/json", "X-Forwarded-For": sender}
            connection.request("POST", "/en/report", body, headers)
            return connection.getresponse().status
        except (OSError, HTTPException):
            return None
        finally:
            connection.close()


@pytest.fixture
def mortal(database: Database) -> Iterator[subprocess.Popen[str]]:
    url = database.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "tests.reports.mortal", url]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True
    ) as process:
        yield process
        assert process.stdin
        process.stdin.close()


def test_what_was_thanked_for_is_there_once_and_what_was_not_arrives_once(
    mortal: subprocess.Popen[str], database: Database, site: Site
) -> None:
    assert mortal.stdin
    assert mortal.stdout
    places = [name for name, service in site.library.directory.services.items() if service.is_shown]
    phones = Phones(int(mortal.stdout.readline()), places)
    chance = random.Random(SEED)  # noqa: S311 - no secret
    for _ in range(KILLS):
        with phones.news:
            enough = len(phones.thanked) + chance.randrange(12)
            phones.news.wait_for(partial(phones.have_sent, enough), timeout=60)
        mortal.stdin.write("kill\n")
        mortal.stdin.flush()
        assert mortal.stdout.readline() == "again\n"
    phones.finish()
    assert phones.odd == [], "every answer is thanks"
    with database.session() as session:
        there = list(session.scalars(select(StoredReport.id)))
    assert len(there) == len(set(there))
    assert set(phones.thanked) <= set(there)
    assert set(there) == phones.sent
    assert phones.unanswered > KILLS / 4, "it was killed while it answered"
