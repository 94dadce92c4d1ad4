"""Requests a second of the production server, beside Debian's nginx handing out the same bytes on the same machine.

nginx is asked twice: with the files alone, and with the rules of our export, which find pages without an extension
and send all our headers. wrk asks, with `CONNECTIONS` connections kept open, in turns. Both sides send the gzip form:
Debian's nginx knows no brotli.
"""

import re
import subprocess
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from typing import NamedTuple

from pwa.build import on_disk
from pwa.built import Build
from pwa.export import export_site
from tests.bench.figures import Figure
from tests.bench.programs import nginx, our_server

ROUNDS = 3
SECONDS = 5
CONNECTIONS = 16
GZIP = {"Accept-Encoding": "gzip"}
FAULT = re.compile(r"Non-2xx.*|Socket errors.*")
MS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


class Pace(NamedTuple):
    """What wrk saw: requests a second, and what 99 of 100 answers took at most."""

    per_s: float
    p99_ms: float


def pace(address: str) -> Pace:
    """Ask for one address as often as it is answered; an answer that is not 200 raises."""
    wrk = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "--latency", "-H", "Accept-Encoding: gzip", address]
    said = subprocess.run(wrk, capture_output=True, check=True, text=True).stdout
    if fault := FAULT.search(said):
        raise RuntimeError(f"{address}: found {fault[0]}, expected every answer to be whole")
    (per_s,) = re.findall(r"Requests/sec: +([\d.]+)", said)
    ((amount, unit),) = re.findall(r"99% +([\d.]+)(us|ms|s)\b", said)
    return Pace(float(per_s), float(amount) * MS[unit])


def body_of(address: str) -> bytes:
    """The body as it comes over the wire."""
    host, _, path = address.removeprefix("http://").partition("/")
    connection = HTTPConnection(host, timeout=30)
    connection.request("GET", f"/{path}", headers=GZIP)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    if answer.status != 200:
        raise RuntimeError(f"{address}: found status {answer.status}, expected 200")
    return body


def serving(build: Path, made: Build, folder: Path) -> tuple[list[tuple[str, str, str]], list[Figure]]:
    """Requests a second and the slowest hundredth, for a page and for a script; medians of `ROUNDS`."""
    export_site(build, folder / "export")
    script = next(address for address in made.entries if "/js/app." in address)
    rows, figures = [], []
    with our_server(build) as ours, nginx(folder / "export", folder) as (bare, ruled):
        for what, address in (("page", "/en/overdose"), ("script", script)):
            asked = {
                "our server": ours + address,
                "nginx, the export": ruled + address,
                "nginx, files alone": f"{bare}/{on_disk(address)}",
            }
            if len(bodies := {body_of(each) for each in asked.values()}) > 1:
                raise RuntimeError(f"{address}: found {len(bodies)} bodies, expected the same bytes from all")
            paces: dict[str, list[Pace]] = {name: [] for name in asked}
            for _ in range(ROUNDS):
                for name, each in asked.items():
                    paces[name].append(pace(each))
            size = len(bodies.pop())
            found = {
                name: Pace(*(median(column) for column in zip(*all_of, strict=True)))
                for name, all_of in paces.items()
            }
            for name, (per_s, p99_ms) in found.items():
                rows.append((f"{name}: {what}, {size:,} bytes", f"{per_s:,.0f}/s", f"p99 {p99_ms:.1f} ms"))
            control = found["nginx, files alone"].per_s
            for name, target in (("our server", 0.2), ("nginx, the export", 1.0)):
                title = f"requests a second: {what}, {name} to nginx"
                figures.append(Figure(title, found[name].per_s, control, "/s", target, more_is_better=True))
    return rows, figures
