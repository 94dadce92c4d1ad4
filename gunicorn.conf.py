"""How `make run` serves the site, and the one line it prints. Flags of `gunicorn` win over these settings."""

import os
import socket
from http import HTTPStatus
from typing import Any

from gunicorn.http import errors
from gunicorn.util import write_nonblock
from gunicorn.workers.gthread import ThreadWorker

from pwa.headers import common_headers
from pwa.views.errors import plain_words

HOST = os.environ.get("HOST") or "127.0.0.1"
PORT = os.environ.get("PORT") or "8000"
ADDRESS = f"[{HOST}]:{PORT}" if ":" in HOST else f"{HOST}:{PORT}"

REFUSALS = {
    errors.LimitRequestLine: HTTPStatus.REQUEST_URI_TOO_LONG,
    errors.LimitRequestHeaders: HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    errors.ExpectationFailed: HTTPStatus.EXPECTATION_FAILED,
    errors.InvalidHTTPVersion: HTTPStatus.HTTP_VERSION_NOT_SUPPORTED,
}


class QuietWorker(ThreadWorker):  # type: ignore[misc]
    """What is no request is refused in one sentence. Gunicorn would repeat it, and log it beside the address."""

    def handle_error(self, _request: Any, client: Any, _address: Any, error: BaseException) -> None:
        """Answer a request that nobody could read, or that failed before any page could say so."""
        is_theirs = isinstance(error, errors.ParseException) and not isinstance(error, errors.ConfigurationProblem)
        status = REFUSALS.get(type(error), HTTPStatus.BAD_REQUEST if is_theirs else HTTPStatus.INTERNAL_SERVER_ERROR)
        if not is_theirs:
            self.log.error("a request failed", exc_info=error)
        body = plain_words(self.wsgi.extensions["site"].languages.values()).encode()
        headers = common_headers("default-src 'none'; frame-ancestors 'none'") | {
            "Cache-Control": "no-store",
            "Connection": "close",
            "Content-Length": str(len(body)),
            "Content-Type": "text/plain; charset=utf-8",
        }
        lines = [f"HTTP/1.1 {status.value} {status.phrase}", *(f"{name}: {value}" for name, value in headers.items())]
        try:
            write_nonblock(client, "\r\n".join([*lines, "", ""]).encode("latin-1") + body)
        except OSError:
            self.log.debug("nobody waits for the refusal")


wsgi_app = "wsgi:app"
bind = ADDRESS

# The site is read once, before the workers are made, and shared by them.
preload_app = True
worker_class = QuietWorker
workers = 2
threads = 8
graceful_timeout = 10

# There is no log of who read what: no access log, and only what went wrong in the other one, without addresses.
accesslog = None
loglevel = "warning"

# Nothing is written: signals are enough to manage the server, and the workers' sign of life lies in memory, where
# there is such a place. So it can serve as a user without rights, from a disk that is read-only.
control_socket_disable = True
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - gunicorn makes a file of its own there


def on_starting(_server: Any) -> None:
    """Say in one sentence why an address cannot be used: gunicorn would retry, then print a page."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(HOST, PORT, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((address[0], int(PORT)))
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        remedy = "Choose another address, such as: make run PORT=8001"
        raise SystemExit(f"Respira cannot listen on {ADDRESS} ({reason}). {remedy}") from None


def when_ready(server: Any) -> None:
    """Say where the site is, and let a closed terminal stop it: gunicorn would stay and hold the port."""
    server.handle_hup = server.handle_term
    print(f"Respira is at http://{ADDRESS}/", flush=True)
