"""Reports a second that the production server takes, beside a bare Flask view with one INSERT, for both databases.

The same server, processes, threads and database settings; wrk sends to each in turns, over connections kept open.
Only 201 counts, and at the end as many reports must be in the database as were thanked for.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import NamedTuple

from sqlalchemy import create_engine, text

from pwa import create_app
from pwa.config import ROOT, Settings
from tests.bench.figures import Figure
from tests.bench.programs import free_port, running
from tests.bench.serving import MS
from tests.reports.postgres import Postgres

ROUNDS = 3
SECONDS = 4
CLIENTS = (1, 16, 64)
TARGET = 0.8
SCRIPT = Path(__file__).with_name("reports.lua")


class Pace(NamedTuple):
    """What wrk saw: reports taken a second, the time of half of the answers and of 99 of 100, and refusals."""

    per_s: float
    p50_ms: float
    p99_ms: float
    refused: float


class Sender:
    """Sends reports about `places`, never the same one twice, and counts those it was thanked for."""

    def __init__(self, places: list[str]) -> None:
        self._places = places
        self._seed = 0
        self.thanked: dict[str, int] = {}

    def pace(self, address: str, clients: int, seconds: float) -> Pace:
        """Send for so long."""
        self._seed += 1
        how = ["-t1", f"-c{clients}", f"-d{seconds}s", "--timeout", "60s", "--latency", "-s", str(SCRIPT)]
        command = ["wrk", *how, f"{address}/en/report", "--", str(self._seed), *self._places]
        said = subprocess.run(command, capture_output=True, check=True, text=True).stdout
        if fault := re.search(r"Socket errors.*", said):
            raise RuntimeError(f"{address}: found {fault[0]}, expected every report to be answered")
        refused = sum(map(int, re.findall(r"Non-2xx or 3xx responses: (\d+)", said)))
        ((answered, took),) = re.findall(r"(\d+) requests in +([\d.]+)s", said)
        taken = int(answered) - refused
        self.thanked[address] = self.thanked.get(address, 0) + taken
        return Pace(taken / float(took), _latency(said, "50"), _latency(said, "99"), refused)


def _latency(said: str, share: str) -> float:
    ((amount, unit),) = re.findall(rf"{share}% +([\d.]+)(us|ms|s)\b", said)
    return float(amount) * MS[unit]


@contextmanager
def receiver(which: str, build: Path, url: str) -> Iterator[str]:
    """The address of the production server with our site, or with the bare view."""
    port = free_port()
    settings = {
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "DATABASE_URL": url,
        "RESPIRA_BUILD": str(build),
        "RESPIRA_REPORTS": "yes",
        "RESPIRA_PROXIES": "1",
    }
    with running([sys.executable, "-m", "tests.bench.receiver", which], b"Respira is at", ROOT, **settings):
        yield f"http://127.0.0.1:{port}"


def stored(url: str, table: str) -> int:
    """How many there are."""
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as connection:
        found: int = connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()  # noqa: S608 - ours
    engine.dispose()
    return found


def taking(build: Path, folder: Path) -> tuple[list[tuple[str, str, str]], list[Figure]]:
    """Reports a second for each number of clients and each database; medians of `ROUNDS`."""
    site = create_app(Settings(build=build)).extensions["site"]
    places = sorted(site.shown_services)
    rows, figures = [], []
    with Postgres() as postgres:
        for database, ours, other in (
            ("SQLite", f"sqlite:///{folder / 'ours.sqlite3'}", f"sqlite:///{folder / 'bare.sqlite3'}"),
            ("PostgreSQL", postgres.url, postgres.url),
        ):
            with receiver("ours", build, ours) as our_address, receiver("bare", build, other) as bare_address:
                sender = Sender(places)
                for clients in CLIENTS:
                    found = _in_turns(sender, {"our server": our_address, "a bare view": bare_address}, clients)
                    for name, pace in found.items():
                        times = f"p50 {pace.p50_ms:.1f} ms, p99 {pace.p99_ms:.1f} ms"
                        times += f", {pace.refused:.0f} refused" if pace.refused else ""
                        rows.append((f"{database}, {clients} clients: {name}", f"{pace.per_s:,.0f}/s", times))
                    title = f"reports a second: {database}, {clients} clients, to a bare view"
                    paces = (found["our server"].per_s, found["a bare view"].per_s)
                    figures.append(Figure(title, *paces, "/s", TARGET, more_is_better=True))
            if (there := stored(ours, "report")) < sender.thanked[our_address]:
                raise RuntimeError(f"found {there} reports, expected the {sender.thanked[our_address]} thanked for")
    return rows, figures


def _in_turns(sender: Sender, addresses: dict[str, str], clients: int) -> dict[str, Pace]:
    paces: dict[str, list[Pace]] = {name: [] for name in addresses}
    for address in addresses.values():
        sender.pace(address, clients, 1)  # Connections, caches: not counted.
    for _ in range(ROUNDS):
        for name, address in addresses.items():
            paces[name].append(sender.pace(address, clients, SECONDS))
    return {name: Pace(*(median(column) for column in zip(*each, strict=True))) for name, each in paces.items()}
