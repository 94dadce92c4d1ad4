"""Few may send something at a time: whoever sends slowly holds a thread, and the guide needs threads too."""

from threading import BoundedSemaphore
from time import monotonic

from flask import Flask, g, request
from werkzeug.exceptions import ServiceUnavailable

AT_A_TIME = 2
"""Of the 4 threads of each process (`serve.py`). A report takes milliseconds; two phones rarely meet."""

MOMENT_S = 0.2
"""How long one more waits for a place. More than one would take readers' threads, if those before are slow."""

SOON_S = 5
"""When to come again for who got no place. A report takes milliseconds: a minute would be for nothing."""

SLOW_S = 0.05
"""Where for so long nobody came or went, those who have places are slow. Before that, many who come at once wait."""


def limit_sending(app: Flask) -> None:
    """Raise `ServiceUnavailable` for whoever sends something while `AT_A_TIME` others do, and go on doing so.

    One waits a moment for a place. Only that one may then still be read (`may_be_read`): somebody may send so slowly
    that reading holds the thread, and so at most one more thread is held. The others are answered at once, unless
    places change hands all the time: when a network is back, phones send together.
    """
    places = app.extensions["sending"] = BoundedSemaphore(AT_A_TIME)
    the_next = BoundedSemaphore(1)
    moved_at = 0.0

    def acquire(timeout_s: float) -> bool:
        nonlocal moved_at
        if not places.acquire(timeout=timeout_s):
            return False
        moved_at = monotonic()
        return True

    @app.before_request
    def take_a_place() -> None:
        if request.method in ("GET", "HEAD"):
            return
        g.has_a_place = acquire(0)
        if g.has_a_place:
            return
        g.is_the_next = the_next.acquire(blocking=False)
        if g.is_the_next or monotonic() < moved_at + SLOW_S:
            g.has_a_place = acquire(MOMENT_S)
        if not g.has_a_place:
            raise ServiceUnavailable(retry_after=SOON_S)
        if g.pop("is_the_next"):
            the_next.release()

    @app.teardown_request
    def leave(_: BaseException | None) -> None:
        nonlocal moved_at
        if g.pop("has_a_place", False):
            places.release()
            moved_at = monotonic()
        if g.pop("is_the_next", False):
            the_next.release()


def may_be_read() -> bool:
    """Whether there is a thread to read what this one sends, also where it got no place."""
    return bool(g.get("has_a_place") or g.get("is_the_next"))
