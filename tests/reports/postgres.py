"""A PostgreSQL of a test's own: a new cluster in a folder of its own, on a free port of this machine."""

import glob
import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

import psycopg
import pytest

from tests.closing import Closing

NOBODY = "postgres"
"""PostgreSQL refuses to run as root; Debian's package brings this user."""


def programs() -> Path | None:
    """Where its programs are, the newest version's; None where it is not installed."""
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda name: float(name.split("/")[-2]))
    if found:
        return Path(found[-1])
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


def need_postgres() -> None:
    """Skip the test where PostgreSQL is not installed."""
    if not programs():
        pytest.skip("there is no PostgreSQL here; make test installs it on Debian and Ubuntu")


class Postgres(Closing):
    """A server that answers when this returns."""

    def __init__(self, log: str = "log") -> None:
        """`log` is its `log_min_messages`: without errors, little enough for the pipe that is read in the end."""
        self._level, self.log = log, ""
        there = programs()
        assert there
        self._there = there
        self._folder = tempfile.TemporaryDirectory(prefix="respira-postgres-")
        self._data = Path(self._folder.name) / "data"
        self._as = ["setpriv", "--pdeathsig", "KILL"] if shutil.which("setpriv") else []
        if os.geteuid() == 0:
            shutil.chown(self._folder.name, NOBODY)
            self._as += [f"--reuid={NOBODY}", f"--regid={NOBODY}", "--init-groups"]
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self._process: subprocess.Popen[bytes] | None = None
        make = self._command("initdb", "--username", "respira", "--auth", "trust", "--no-sync", "--encoding", "UTF8")
        subprocess.run(make, stdout=subprocess.DEVNULL, check=True, cwd="/")
        self.start()

    @property
    def url(self) -> str:
        """As `DATABASE_URL` says it."""
        return f"postgresql://respira@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Start, and wait until it answers."""
        facts = {
            "port": self.port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": self._data,
            "log_min_messages": self._level,
        }
        words = [word for name, value in facts.items() for word in ("-c", f"{name}={value}")]
        self._process = subprocess.Popen(self._command("postgres", *words), stderr=subprocess.PIPE, cwd="/")
        assert self._process.stderr
        said = []
        for line in self._process.stderr:
            said.append(line.decode("utf-8", "replace"))
            if b"ready to accept connections" in line:
                return
        self.close()
        raise RuntimeError(f"PostgreSQL did not start: {''.join(said)}")

    def processes(self) -> list[int]:
        """The server's first process, and those it made for each connection and for itself."""
        assert self._process
        first = self._process.pid
        children = Path(f"/proc/{first}/task/{first}/children").read_text("ascii")
        return [first, *map(int, children.split())]

    def is_in_a_table(self, words: bytes) -> bool:
        """Whether the files of the tables have `words`, also of rows that were deleted."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute("CHECKPOINT")
        return any(words in file.read_bytes() for file in (self._data / "base").rglob("*") if file.is_file())

    def stop(self) -> None:
        """End it as a power cut would."""
        if self._process:
            self._process.kill()
            self.log += self._process.communicate()[1].decode("utf-8", "replace")
            self._process = None

    def close(self) -> None:
        """Stop it and remove its folder."""
        self.stop()
        self._folder.cleanup()

    def _command(self, program: str, *words: str) -> list[str]:
        return [*self._as, str(self._there / program), "-D", str(self._data), *words]
