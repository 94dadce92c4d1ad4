"""What a test holds: starts the server's process, gives it orders, kills it."""

import errno
import os
import shutil
import socket
import sys
import threading
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any, Self

from tests.chaos.faults import read_mode
from tests.chaos.journal import Request
from tests.chaos.process import Order, Start, answer_to
from tests.closing import Closing

REPOSITORY = Path(__file__).parents[2]
PROCESSES = get_context("forkserver")
"""A process that has imported all of it splits off each server: that takes a tenth of a second, not one."""
PROCESSES.set_forkserver_preload(["pytest", "pwa", "tests.chaos.process", "tests.chaos.sites"])
PRODUCTION = "tests.chaos.sites:production"
WITH_DESK = "tests.chaos.sites:with_desk"
FILES_ALONE = "tests.chaos.sites:files_alone"
STAND_IN = "tests.chaos.sites:stand_in"
EXPORTED = "tests.chaos.sites:exported"
ASKED_FOR = os.environ.get("RESPIRA_TEST_HOST", "nginx" if shutil.which("nginx") else "own")
USUAL = {"own": PRODUCTION, "nginx": EXPORTED}[ASKED_FOR]
"""Who answers where a test does not say: nginx with the export, where there is one; else our own server.

`tests/test_hosts.py` compares the two, address by address. `RESPIRA_TEST_HOST=own` tests ours in a browser too.
"""

PATIENCE_S = 30
ENDED = "the server's process ended by itself; see standard error"


class ChaosError(Exception):
    """The server could not do what it was told; the message is its own."""


class ChaosServer(Closing):
    """A site on 127.0.0.1 that fails when told to. Its port stays the same, and ours, through every restart.

    `start` and every order return only when the server has done it, so nothing needs to be waited for.
    """

    def __init__(self, site: Path, app: str = USUAL) -> None:
        self.site = site
        self._app = app
        self._process: ForkServerProcess | None = None
        self._orders: Connection | None = None
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
            if self._process.is_alive():
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
        self._orders, theirs = PROCESSES.Pipe()
        start = Start(self.site.resolve(), self._app, self.port, self.mark())
        self._process = PROCESSES.Process(target=answer_to, args=(theirs, start), daemon=True)
        self._process.start()
        theirs.close()
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
        assert self._orders
        self._process.kill()
        self._process.join()
        self._process.close()
        self._orders.close()
        self._process = self._orders = None

    def _order(self, **order: object) -> Any:
        with self._turn:
            if not self._orders:
                raise ChaosError(f'asked to "{order["do"]}" while the server is dead')
            try:
                self._orders.send(order)
            except ConnectionError as problem:
                raise ChaosError(ENDED) from problem
            return self._answer()

    def _answer(self) -> Any:
        assert self._orders
        if not self._orders.poll(PATIENCE_S):
            raise TimeoutError(f"the server said nothing for {PATIENCE_S} s")
        try:
            answer: Order = self._orders.recv()
        except (EOFError, ConnectionError) as problem:
            raise ChaosError(ENDED) from problem
        if "error" in answer:
            raise ChaosError(answer["error"])
        return answer.get("result")
