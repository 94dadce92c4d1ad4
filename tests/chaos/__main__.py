"""The process: serves on a port, takes orders as JSON lines on its input, answers each on its output.

It ends when its input does, so no server outlives the test run that started it, however that run died.
"""

import argparse
import json
import os
import queue
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, TypeAlias

from tests.chaos.faults import read_mode
from tests.chaos.journal import Journal
from tests.chaos.serving import Site

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

Factory: TypeAlias = "Callable[[Path], WSGIApplication]"


def find_factory(name: str) -> Factory:
    """The `module:function` that makes an application from a folder; one that is not there raises."""
    module, _, function = name.partition(":")
    factory: Factory = getattr(import_module(module), function)

    def make(folder: Path) -> "WSGIApplication":
        if not folder.is_dir():
            raise NotADirectoryError(f"there is no folder {folder} to serve")
        return factory(folder)

    return make


def obey(order: dict[str, Any], site: Site, factory: Factory) -> object:
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


def main() -> None:
    """Serve until standard input ends."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--site", type=Path, required=True, help="the built folder to serve")
    parser.add_argument("--port", type=int, default=0, help="0 lets the system choose")
    parser.add_argument("--app", default="tests.chaos.sites:production", help="module:function(folder) -> WSGI app")
    parser.add_argument("--after", type=int, default=0, help="the number of the last request before a restart")
    options = parser.parse_args()
    answers = _private_output()
    orders = _orders_until_the_input_ends()
    try:
        factory = find_factory(options.app)
        site = Site(options.port, factory(options.site), Journal(options.after))
    except Exception as problem:
        _say(answers, error=problem)
        raise
    threading.Thread(target=site.serve_forever, daemon=True).start()
    _say(answers, port=site.port)
    while True:
        try:
            result = obey(json.loads(orders.get()), site, factory)
        except Exception as problem:  # Whatever it is, the test must hear of it; the server goes on.
            _say(answers, error=problem)
        else:
            _say(answers, result=result)


def _private_output() -> TextIO:
    """Standard output for answers alone: what the application prints goes to standard error."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return answers


def _orders_until_the_input_ends() -> queue.SimpleQueue[str]:
    orders: queue.SimpleQueue[str] = queue.SimpleQueue()

    def read() -> None:
        for line in sys.stdin:
            orders.put(line)
        os._exit(0)

    threading.Thread(target=read, daemon=True).start()
    return orders


def _say(answers: TextIO, **answer: object) -> None:
    if isinstance(problem := answer.get("error"), Exception):
        answer["error"] = f"{type(problem).__name__}: {problem}"
    answers.write(json.dumps(answer) + "\n")
    answers.flush()


if __name__ == "__main__":
    main()
