"""The site as the README says to serve it: `serve.py` in a process of its own, asked with raw bytes."""

import errno
import os
import re
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Self

from pwa.config import ROOT, Settings
from tests.closing import Closing

PATIENCE_S = 60
IDLE_S = 0.5
READY = b"Respira is at http://"


class Production(Closing):
    """Our server on 127.0.0.1 with a build. It is ready when the `with` block begins, and gone after it.

    `through` is a command that starts the command given to it, such as `("nice",)`.
    """

    def __init__(self, settings: Settings, folder: Path, through: Sequence[str] = (), **environment: str) -> None:
        """`folder` is where it writes what it says; `environment` is added to its variables."""
        self._reservation = socket.socket()
        self._reservation.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._reservation.bind(("127.0.0.1", 0))
        self.port: int = self._reservation.getsockname()[1]
        if sys.platform != "linux":
            self._reservation.close()  # Elsewhere a bound socket would keep the port from the server too.
        ours = {name: value for name, value in os.environ.items() if not name.startswith("RESPIRA_")}
        places = {f"RESPIRA_{name.upper()}": str(getattr(settings, name)) for name in ("build", "packs", "cache")}
        chosen = {"HOST": "127.0.0.1", "PORT": str(self.port), "RESPIRA_CENSUS": "no", **environment}
        chosen.setdefault("DATABASE_URL", settings.database)
        self._said = folder / "said"
        self._stdout = b""
        with self._said.open("wb") as errors:
            self.process = subprocess.Popen(
                [*through, sys.executable, "serve.py"],
                cwd=ROOT,
                env=ours | places | chosen,
                stdout=subprocess.PIPE,
                stderr=errors,
            )

    def __enter__(self) -> Self:
        try:
            self._wait(lambda: READY in self._stdout)
        except BaseException:
            self.stop()
            raise
        return self

    def close(self) -> None:
        """Stop it."""
        self.stop()

    def _wait(self, done: Callable[[], bool]) -> None:
        assert self.process.stdout
        stream = self.process.stdout.fileno()
        ends = time.monotonic() + PATIENCE_S
        while not done():
            assert time.monotonic() < ends, f"it said nothing of that in {PATIENCE_S} s: {self.said()}"
            if select.select([stream], [], [], 0.1)[0]:
                piece = os.read(stream, 65536)
                assert piece, f"it ended: {self.said()}"
                self._stdout += piece

    def said(self) -> str:
        """Everything it wrote so far, to standard output and standard error."""
        return (self._stdout + self._said.read_bytes()).decode()

    def stop(self) -> int:
        """Tell it to stop as a service manager does, and wait; the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self._stdout += self.process.communicate(timeout=PATIENCE_S)[0] or b""
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()  # A child that outlives it may hold its output: nothing more is read.
        self._reservation.close()
        return int(self.process.returncode)

    def connect(self) -> socket.socket:
        """A new connection."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_S)

    def ask(self, sent: bytes) -> bytes:
        """All that is answered to these bytes on a connection of their own, after which nothing more is sent.

        Who hangs up is not answered any more: the line stays open as long as something comes, and `IDLE_S` longer.
        """
        answer = b""
        with self.connect() as line:
            try:
                line.sendall(sent)
                while select.select([line], [], [], IDLE_S)[0]:
                    if not (piece := line.recv(65536)):
                        return answer
                    answer += piece
                line.shutdown(socket.SHUT_WR)
                while piece := line.recv(65536):
                    answer += piece
            except OSError as error:
                # It may hang up before it has read everything.
                if error.errno not in (errno.ECONNRESET, errno.EPIPE, errno.ENOTCONN):
                    raise
        return answer

    def get(self, address: str) -> bytes:
        """All that is answered to a plain request, however long that takes: the server ends the line."""
        with self.connect() as line:
            line.sendall(f"GET {address} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode())
            return b"".join(iter(lambda: line.recv(65536), b""))

    def workers(self) -> list[int]:
        """The processes that answer."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(each) for each in children.split()]


def statuses(answer: bytes) -> list[int]:
    """The status of each answer in what came over one connection."""
    return [int(each) for each in re.findall(rb"HTTP/1\.[01] (\d{3}) ", answer)]
