"""A server that fails on purpose: the real site over HTTP, with every fault a phone meets on the way.

    with ChaosServer.start(build) as server:
        server.set("/en/overdose", "truncate 100", times=1)
        page.goto(server.url("/en/"))
        server.kill()

It runs as a process of its own, because only a dead process is truly offline: a server shut down inside the
test keeps answering on the connections it has. `faults` says what can go wrong, `serving` speaks HTTP,
`journal` remembers who asked for what, `sites` says which application serves a folder, `process` takes orders,
`client` is what tests hold. By hand: `python -m tests.chaos --site build`, then orders such as
`{"do": "set", "path": "*", "mode": "hang"}`, one a line.
"""

from tests.chaos.client import ChaosServer
from tests.chaos.journal import Request

__all__ = ["ChaosServer", "Request"]
