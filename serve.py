"""The production server: `.venv/bin/python serve.py`, as `make run` starts it. It prints one line, with the address.

granian answers, in two processes that share what was read once. Why granian: docs/decisions/0024-server.md.
"""

import ctypes
import multiprocessing
import os
import signal
import socket
import sys
import time
from typing import Any

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels

HOST = os.environ.get("HOST") or "127.0.0.1"
PORT = os.environ.get("PORT") or "8000"
ADDRESS = f"[{HOST}]:{PORT}" if ":" in HOST else f"{HOST}:{PORT}"

GRACE_S = 10
"""How long answers under way may take after SIGTERM."""

STARTING_S = 30
PR_SET_PDEATHSIG = 1


class Server(Granian):  # type: ignore[misc,valid-type]
    """granian, which says when it answers, and which a closed terminal stops."""

    def signal_handler_reload(self, *_: Any) -> None:
        """End, as on SIGTERM: granian would start its processes anew and hold the port."""
        self.signal_handler_interrupt()

    def _spawn_workers(self, spawn_target: Any, target_loader: Any) -> None:
        super()._spawn_workers(spawn_target, target_loader)
        ends = time.monotonic() + STARTING_S
        while not answers() and not self.main_loop_interrupt.is_set():
            if time.monotonic() > ends:
                raise SystemExit(f"Respira does not answer on {ADDRESS} after {STARTING_S} s.")
            time.sleep(0.05)
        if not self.main_loop_interrupt.is_set():
            print(f"Respira is at http://{ADDRESS}/", flush=True)
            tell_systemd("READY=1")


def answers() -> bool:
    """Whether somebody listens."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(HOST, HOST)  # noqa: S104
    try:
        socket.create_connection((host, int(PORT)), timeout=1).close()
    except OSError:
        return False
    return True


def tell_systemd(state: str) -> None:
    """What `Type=notify` waits for, where systemd started us."""
    if address := os.environ.get("NOTIFY_SOCKET"):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as there:
            there.sendto(state.encode(), address.replace("@", "\0", 1))


def end_with_the_parent(parent: int) -> None:
    """Tell Linux to kill this process when its parent is gone: granian's would go on and hold the port."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # It was gone before Linux was told.
        os._exit(1)


def refuse_a_useless_address() -> None:
    """Say in one sentence why an address cannot be used."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(HOST, PORT, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((address[0], int(PORT)))
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        remedy = "Choose another address, such as: make run PORT=8001"
        sys.exit(f"Respira cannot listen on {ADDRESS} ({reason}). {remedy}")


def main() -> None:
    """Read the site, then serve it until a signal comes."""
    refuse_a_useless_address()
    if sys.platform == "linux":
        multiprocessing.set_start_method("fork")  # Children find the site read. Elsewhere each reads it for itself.
        parent = os.getpid()
        os.register_at_fork(after_in_child=lambda: end_with_the_parent(parent))
    import wsgi  # noqa: F401 - A wrong setting or sentence stops us here, before anybody listens.

    Server(
        "wsgi:app",
        address=HOST,
        port=int(PORT),
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,  # Whoever speaks HTTPS in front of us speaks HTTP/2 too.
        workers=2,
        blocking_threads=4,
        # One process that ends does not take the site with it.
        respawn_failed_workers=True,
        workers_kill_timeout=GRACE_S,
        # There is no log of who read what: no access log, and only what went wrong in the other one.
        log_access=False,
        log_level=LogLevels.error,
    ).serve()


if __name__ == "__main__":
    main()
