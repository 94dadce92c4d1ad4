"""By hand: orders are JSON lines on standard input, answers JSON lines on standard output."""

import argparse
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from tests.chaos.process import Order, Start, serve


def main() -> None:
    """Serve until standard input ends."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--site", type=Path, required=True, help="the built folder to serve")
    parser.add_argument("--port", type=int, default=0, help="0 lets the system choose")
    parser.add_argument("--app", default="tests.chaos.sites:production", help="module:function(folder) -> WSGI app")
    options = parser.parse_args()
    answers = _private_output()

    def say(answer: dict[str, Any]) -> None:
        answers.write(json.dumps(answer) + "\n")
        answers.flush()

    serve(Start(options.site, options.app, options.port), _lines(), say)


def _lines() -> Iterator[Order]:
    for line in sys.stdin:
        try:
            yield json.loads(line)
        except ValueError:
            yield {"do": line.strip()}  # Which is answered as any unknown order.


def _private_output() -> TextIO:
    """Standard output for answers alone: what the application prints goes to standard error."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return answers


if __name__ == "__main__":
    main()
