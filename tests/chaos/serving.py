"""HTTP/1.1 from plain sockets: what the application says, or the fault in force, byte by byte.

A production server hides the wire; here a truncated body, a reset or a silence is exactly what was asked for.
Nothing is added to the application's answer but the framing it needs (`Transfer-Encoding` where it gave no
length, `Connection: close` where the client wanted that).
"""

import os
import socket
import socketserver
import struct
import sys
import time
import traceback
from collections.abc import Iterator
from http import HTTPStatus
from http.client import responses
from http.server import BaseHTTPRequestHandler
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote
from wsgiref.simple_server import WSGIRequestHandler
from wsgiref.util import setup_testing_defaults

from werkzeug.test import run_wsgi_app

from tests.chaos.faults import Faults, Mode, Rule
from tests.chaos.journal import Journal, Request

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

CAPTIVE_PATH = "/__captive/login"
CAPTIVE_PAGE = b"<!doctype html><title>Wi-Fi login</title><h1>CAPTIVE PORTAL</h1><p>Log in to use this network.</p>"
SLOW_LIMIT_S = 60
SLOW_STEP_S = 0.1


class Answer(NamedTuple):
    """What is to be said, before it is framed."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def code(self) -> int:
        """The status as a number."""
        return int(self.status.split()[0])


class Framed(NamedTuple):
    """The headers and the body as they go over the wire."""

    headers: list[tuple[str, str]]
    body: bytes
    chunked: bool = False


def instead_of_the_site(mode: Mode, path: str) -> Answer | None:
    """The answer of the faults that never ask the application, and of the captive portal's own page."""
    if path == CAPTIVE_PATH or mode.name == "captive200":
        # A portal that wants to be remembered: the headers a browser would most gladly store it by.
        caching = [("Cache-Control", "public, max-age=3600"), ("ETag", '"captive"')]
        return _html("200 OK", CAPTIVE_PAGE, *caching)
    if mode.name == "captive302":
        return _html("302 Found", b"", ("Location", CAPTIVE_PATH))
    if mode.name == "status":
        status = f"{mode.amount} {responses.get(mode.amount, 'Unknown')}"
        body = b"" if mode.amount in (204, 304) else f"<!doctype html><h1>{status}</h1>".encode()
        return _html(status, body, ("Cache-Control", "no-store"))
    return None


def _html(status: str, body: bytes, *more: tuple[str, str]) -> Answer:
    headers = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body))), *more]
    return Answer(status, headers, body)


class Connection(WSGIRequestHandler):
    """One client's connection, kept alive as HTTP/1.1 says, in a thread of its own."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: "Site"

    # The parent answers one request and closes; its parent keeps the connection.
    handle = BaseHTTPRequestHandler.handle

    def do_GET(self) -> None:
        """Answer one request of any method."""
        if "Transfer-Encoding" in self.headers:
            self.close_connection = True
            return self.send_error(HTTPStatus.LENGTH_REQUIRED)
        sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        request = self.server.journal.note(self.command, self.path, dict(self.headers.items()))
        path = unquote(self.path.partition("?")[0])
        rule = self._rule(path, request)
        if rule.mode.name == "reset":
            return self._reset()
        if rule.mode.name.startswith("truncate"):
            # "Not modified" has no body to cut short.
            del self.headers["If-None-Match"], self.headers["If-Modified-Since"]
        answer = instead_of_the_site(rule.mode, path) or self._ask_the_site(sent)
        self._send(answer, rule, path, request)

    do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_GET

    def _rule(self, path: str, request: Request) -> Rule:
        while (rule := self.server.faults.take(path)).mode.name == "hang":
            request.mode = "hang"
            self.server.faults.wait_until_over(rule, path)
        request.mode = rule.mode.name
        return rule

    def _reset(self) -> None:
        # Lingering for 0 s makes close() send RST; detaching does it now, whoever else holds the socket.
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        os.close(self.connection.detach())
        self.close_connection = True

    def _ask_the_site(self, sent: bytes) -> Answer:
        environ = self.get_environ() | {"wsgi.input": BytesIO(sent), "wsgi.errors": sys.stderr}
        setup_testing_defaults(environ)
        environ["wsgi.multithread"] = True
        try:
            pieces, status, headers = run_wsgi_app(self.server.app, environ, buffered=True)
        except Exception:
            traceback.print_exc()
            return _html("500 Internal Server Error", b"The application raised; see stderr.")
        return Answer(status, list(headers.items()), b"".join(pieces))

    def _send(self, answer: Answer, rule: Rule, path: str, request: Request) -> None:
        framed = self._framed(answer, rule.mode)
        request.status = answer.code
        head = "".join(f"{name}: {value}\r\n" for name, value in framed.headers)
        self.wfile.write(f"HTTP/1.1 {answer.status}\r\n{head}\r\n".encode("latin-1"))
        for piece in self._paced(framed.body, rule, path):
            request.body_bytes += len(piece)
            self.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece) if framed.chunked else piece)
        if framed.chunked:
            self.wfile.write(b"0\r\n\r\n")

    def _framed(self, answer: Answer, mode: Mode) -> Framed:
        headers, body = answer.headers, answer.body
        lengthless = [pair for pair in headers if pair[0].lower() != "content-length"]
        says_length = len(lengthless) < len(headers)
        close = ("Connection", "close")
        bodiless = self.command == "HEAD" or answer.code in (204, 304)
        if mode.name.startswith("truncate") and not bodiless:
            self.close_connection = True
            how = close if mode.name == "truncate" else ("Content-Length", str(len(body)))
            return Framed([*lengthless, how], body[: mode.amount])
        self.close_connection |= self.request_version == "HTTP/1.0"
        if self.close_connection:
            headers = [*headers, close]
        chunked = not (bodiless or says_length or self.close_connection)
        if chunked:
            headers = [*headers, ("Transfer-Encoding", "chunked")]
        return Framed(headers, b"" if bodiless else body, chunked)

    def _paced(self, body: bytes, rule: Rule, path: str) -> Iterator[bytes]:
        bytes_per_s = rule.mode.amount
        start = 0
        if rule.mode.name == "slow":
            step = max(1, round(bytes_per_s * SLOW_STEP_S))
            ends = time.monotonic() + SLOW_LIMIT_S
            while start < len(body) and time.monotonic() < ends:
                if self.server.faults.wait_until_over(rule, path, step / bytes_per_s):
                    break
                yield body[start : start + step]
                start += step
        if start < len(body):
            yield body[start:]

    def log_message(self, format: str, *args: object) -> None:
        """Stay quiet: the journal is the log."""


class Site(socketserver.ThreadingTCPServer):
    """The listening socket on 127.0.0.1, and what all its connections share.

    `app` may be replaced at any moment: a request already being answered finishes with the one it began with.
    """

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, app: "WSGIApplication", journal: Journal) -> None:
        super().__init__(("127.0.0.1", port), Connection)
        self.app = app
        self.faults = Faults()
        self.journal = journal
        self.base_environ = {"SERVER_NAME": "127.0.0.1", "SERVER_PORT": str(self.port), "SCRIPT_NAME": ""}

    @property
    def port(self) -> int:
        """The port in use, also when the system chose it."""
        return int(self.server_address[1])

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is everyday life; anything else is a mistake in this tool."""
        if not isinstance(sys.exception(), ConnectionError):
            traceback.print_exc()
