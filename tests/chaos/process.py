"""The process: serves on a port, takes orders, answers each. It ends when nobody can give orders any more, so no
server outlives the test run that started it, however that run died."""

import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import asdict
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from tests.chaos.faults import read_mode
from tests.chaos.journal import Journal
from tests.chaos.serving import Site

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

Factory: TypeAlias = "Callable[[Path], WSGIApplication]"
Order: TypeAlias = dict[str, Any]
Say: TypeAlias = Callable[[Order], None]


class Start(NamedTuple):
    """What to serve, and where."""

    site: Path
    app: str
    """The `module:function` that makes a WSGI app of the folder."""
    port: int = 0
    """0 lets the system choose."""
    after: int = 0
    """The number of the last request before a restart."""


def answer_to(asker: Connection, start: Start) -> None:
    """Serve for whoever holds the other end, until they are gone."""

    def orders() -> Iterator[Order]:
        while True:
            yield asker.recv()

    serve(start, orders(), asker.send)


def serve(start: Start, orders: Iterator[Order], say: Say) -> None:
    """Serve, and end this process with the orders; each is answered by `result` or `error`."""
    waiting = _until_they_end(orders)
    try:
        factory = find_factory(start.app)
        site = Site(start.port, factory(start.site), Journal(start.after))
    except Exception as problem:
        say(_told(problem))
        raise
    threading.Thread(target=site.serve_forever, daemon=True).start()
    say({"port": site.port})
    while True:
        try:
            said = {"result": obey(waiting.get(), site, factory)}
        except Exception as problem:  # Whatever it is, the test must hear of it; the server goes on.
            said = _told(problem)
        say(said)


def find_factory(name: str) -> Factory:
    """The `module:function` that makes an application from a folder; one that is not there raises."""
    module, _, function = name.partition(":")
    factory: Factory = getattr(import_module(module), function)

    def make(folder: Path) -> "WSGIApplication":
        if not folder.is_dir():
            raise NotADirectoryError(f"there is no folder {folder} to serve")
        return factory(folder)

    return make


def obey(order: Order, site: Site, factory: Factory) -> object:
    """Carry out one order and return what the asker gets back."""
    match order:
        case {"do": "set", "path": str(path), "mode": str(mode)}:
            site.faults.set(path, read_mode(mode), order.get("times"))
            return None
        case {"do": "clear"}:
            site.faults.clear()
            return None
        case {"do": "deploy", "site": str(folder)}:
            site.app = factory(Path(folder))
            return None
        case {"do": "requests"}:
            return [asdict(request) for request in site.journal.since(order.get("since", 0))]
        case {"do": "mark"}:
            return site.journal.last
        case {"do": "wait", "path": str(path)}:
            found = site.journal.wait_for(path, order.get("since", 0), order.get("timeout", 10))
            return found and asdict(found)
    raise ValueError(f"found the order {order}, expected set, clear, deploy, requests, mark or wait")


def _until_they_end(orders: Iterator[Order]) -> SimpleQueue[Order]:
    waiting: SimpleQueue[Order] = SimpleQueue()

    def read() -> None:
        try:
            for order in orders:
                waiting.put(order)
        except (EOFError, ConnectionError):
            pass  # The asker is gone, whatever it left unread.
        os._exit(0)

    threading.Thread(target=read, daemon=True).start()
    return waiting


def _told(problem: Exception) -> Order:
    return {"error": f"{type(problem).__name__}: {problem}"}
