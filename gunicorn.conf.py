"""How `make run` serves the site, and the one line it prints. Flags of `gunicorn` win over these settings."""

import os
import socket
from typing import Any

HOST = os.environ.get("HOST") or "127.0.0.1"
PORT = os.environ.get("PORT") or "8000"
ADDRESS = f"[{HOST}]:{PORT}" if ":" in HOST else f"{HOST}:{PORT}"

wsgi_app = "wsgi:app"
bind = ADDRESS

# The site is read once, before the workers are made, and shared by them.
preload_app = True
worker_class = "gthread"
workers = 2
threads = 8
graceful_timeout = 10

# There is no log of who read what: no access log, and only what went wrong in the other one.
accesslog = None
loglevel = "warning"

# Nothing outside this folder is written; signals are enough to manage the server.
control_socket_disable = True


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
