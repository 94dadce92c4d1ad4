"""What a test holds: starts the server's process, gives it orders, kills it."""

import errno
import json
import os
import select
import shutil
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any, Self

from tests.chaos.faults import read_mode
from tests.chaos.journal import Request
from tests.closing import Closing

REPOSITORY = Path(__file__).parents[2]
PRODUCTION = "tests.chaos.sites:production"
FILES_ALONE = "tests.chaos.sites:files_alone"
STAND_IN = "tests.chaos.sites:stand_in"
EXPORTED = "tests.chaos.sites:exported"
ASKED_FOR = os.environ.get("RESPIRA_TEST_HOST", "nginx" if shutil.which("nginx") else "own")
USUAL = {"own": PRODUCTION, "nginx": EXPORTED}[ASKED_FOR]
"""Who answers where a test does not say: nginx with the export, where there is one; else our own server.

`tests/test_hosts.py` compares the two, address by address. `RESPIRA_TEST_HOST=own` tests ours in a browser too.
"""

PATIENCE_S = 30


class ChaosError(Exception):
    """The server could not do what it was told; the message is its own."""


class ChaosServer(Closing):
    """A site on 127.0.0.1 that fails when told to. Its port stays the same, and ours, through every restart.

    `start` and every order return only when the server has done it, so nothing needs to be waited for.
    """

    def __init__(self, site: Path, app: str = USUAL) -> None:
        self.site = site
        self._app = app
        self._process: subprocess.Popen[bytes] | None = None
        self._unread = b""
        self._turn = threading.Lock()
        self._before: list[Request] = []
        self._reservation = socket.socket()
        self._reservation.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._reservation.bind(("127.0.0.1", 0))
        self.port: int = self._reservation.getsockname()[1]
        if sys.platform != "linux":
            # On Linux this socket, bound but never listening, keeps the port ours while the server is dead.
            # Other systems would refuse it to the server too; there it is only likely to be free still.
            self._reservation.close()

    @classmethod
    def start(cls, site: Path, app: str = USUAL) -> Self:
        """A server that already answers. `app` is the `module:function` that makes a WSGI app of a folder."""
        server = cls(site, app)
        try:
            server.restart()
        except BaseException:
            server.close()
            raise
        return server

    @property
    def origin(self) -> str:
        """The origin, without a slash at the end. Loopback is trustworthy: service workers work here."""
        return f"http://127.0.0.1:{self.port}"

    def url(self, path: str = "/") -> str:
        """The whole address of a path."""
        return self.origin + path

    @property
    def pid(self) -> int | None:
        """The process, or None while it is dead."""
        return self._process.pid if self._process else None

    def set(self, path: str, mode: str, times: int | None = None) -> None:
        """From now on answer this path by this mode; after `times` requests as if it had never been set.

        `path` is exact, or has `*` for any characters; a query does not matter; the more specific rule wins.
        - `pass`: the truth, for an exception from a wider rule.
        - `hang`: read the request and say nothing, until the path is set again or everything is cleared.
        - `status N`: that status and a short page; the site is not asked.
        - `truncate N`: N bytes of body, no length, a clean end: looks complete to any browser.
        - `truncate-length N`: the whole length promised, N bytes sent: looks broken to any browser. These two
          never say "not modified", which has no body to cut short.
        - `captive302`, `captive200`: the Wi-Fi login page, behind a redirect or in place of what was asked.
        - `reset`: the connection breaks (RST) without an answer. Browsers quietly ask once more where the
          connection was not new, so one time may not be enough to be noticed.
        - `slow N`: the body at N bytes a second, all of what is left after a minute.
        """
        read_mode(mode)
        self._order(do="set", path=path, mode=mode, times=times)

    def clear(self) -> None:
        """Answer everything truthfully again, beginning with those who were kept waiting."""
        self._order(do="clear")

    def deploy(self, site: Path) -> None:
        """Serve another folder from the next request on; while the server is dead, from its restart on.

        A folder that cannot be served raises, and the old one goes on.
        """
        if self._process:
            self._order(do="deploy", site=str(site.resolve()))
        self.site = site

    def requests(self, since: int = 0) -> list[Request]:
        """The requests after this mark, oldest first, those before a restart included."""
        live = [Request(**fields) for fields in self._order(do="requests", since=since)] if self._process else []
        return [request for request in self._before if request.number > since] + live

    def mark(self) -> int:
        """The number of the last request, to ask for those `since`."""
        if self._process:
            return int(self._order(do="mark"))
        return self._before[-1].number if self._before else 0

    def wait_for(self, path: str, since: int = 0, timeout_s: float = 10) -> Request:
        """The first request for a path after a mark, as soon as it arrives (it may not be answered yet)."""
        found = self._order(do="wait", path=path, since=since, timeout=timeout_s)
        if not found:
            raise TimeoutError(f"nobody asked for {path} in {timeout_s} s")
        return Request(**found)

    def kill(self) -> None:
        """End the process as a power cut would, open connections included; then connecting is refused."""
        if self._process:
            if self._process.poll() is None:
                self._before = self.requests()
            self._end()
        with socket.socket() as probe:
            result = probe.connect_ex(("127.0.0.1", self.port))
        assert result == errno.ECONNREFUSED, (
            f"expected a refusal on port {self.port}, got {errno.errorcode.get(result)}"
        )

    def restart(self) -> None:
        """The same port and folder in a new process, with no faults; a server still alive is killed first."""
        self.kill()
        command = [
            sys.executable,
            "-m",
            "tests.chaos",
            "--site",
            str(self.site.resolve()),
            "--app",
            self._app,
            "--port",
            str(self.port),
            "--after",
            str(self.mark()),
        ]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, cwd=REPOSITORY, stdin=pipe, stdout=pipe, bufsize=0)
        try:
            self._answer()
        except BaseException:
            self._end()
            raise

    def close(self) -> None:
        """Kill the server and give its port back."""
        if self._process:
            self._end()
        self._reservation.close()

    def _end(self) -> None:
        assert self._process
        self._process.kill()
        self._process.communicate()
        self._process = None
        self._unread = b""

    def _order(self, **order: object) -> Any:
        with self._turn:
            if not self._process or not self._process.stdin:
                raise ChaosError(f'asked to "{order["do"]}" while the server is dead')
            try:
                self._process.stdin.write(json.dumps(order).encode() + b"\n")
            except BrokenPipeError as problem:
                raise ChaosError("the server's process ended by itself; see standard error") from problem
            return self._answer()

    def _answer(self) -> Any:
        assert self._process
        assert self._process.stdout
        ends = time.monotonic() + PATIENCE_S
        answers = self._process.stdout.fileno()
        while b"\n" not in self._unread:
            ready = select.poll()
            ready.register(answers, select.POLLIN)
            if not ready.poll(max(0, ends - time.monotonic()) * 1000):
                raise TimeoutError(f"the server said nothing for {PATIENCE_S} s")
            piece = os.read(answers, 65536)
            if not piece:
                raise ChaosError("the server's process ended by itself; see standard error")
            self._unread += piece
        line, _, self._unread = self._unread.partition(b"\n")
        answer = json.loads(line)
        if "error" in answer:
            raise ChaosError(answer["error"])
        return answer.get("result")
