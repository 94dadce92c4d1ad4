"""What was asked and what was answered, in order."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass
class Request:
    """One request the server read. `status` is None while it hangs and for one that was reset.

    `number` counts from 1 and goes on after a restart. `path` includes the query. `mode` names the last fault
    it met. `body_bytes` is the body handed to the socket, without framing; a HEAD or a 304 has none.
    """

    number: int
    method: str
    path: str
    headers: dict[str, str]
    mode: str = "pass"
    status: int | None = None
    body_bytes: int = 0

    @property
    def destination(self) -> str:
        """What the browser wants it for: `document`, `serviceworker`, `empty` for fetch(); `` from others."""
        return self.headers.get("sec-fetch-dest", "")

    @property
    def service_worker(self) -> bool:
        """Whether the browser was fetching a worker script (it alone sends `Service-Worker: script`)."""
        return "service-worker" in self.headers


class Journal:
    """The requests of one server. A request is noted before it is answered, so a test that has seen an answer
    finds its request here, with status and size, without waiting."""

    def __init__(self, after: int = 0) -> None:
        self.last = after
        self._requests: list[Request] = []
        self._arrived = threading.Condition()

    def note(self, method: str, path: str, headers: Mapping[str, str]) -> Request:
        """Give a request the next number. The header names are kept in lower case."""
        with self._arrived:
            self.last += 1
            lowered = {name.lower(): value for name, value in headers.items()}
            request = Request(self.last, method, path, lowered)
            self._requests.append(request)
            self._arrived.notify_all()
            return request

    def since(self, number: int) -> list[Request]:
        """The requests after this number, oldest first."""
        with self._arrived:
            return [request for request in self._requests if request.number > number]

    def wait_for(self, path: str, since: int, timeout_s: float) -> Request | None:
        """The first request for this path (a query does not matter) after a number, or None in that time."""

        def found() -> Request | None:
            asked = (request for request in self._requests if request.number > since)
            return next((request for request in asked if request.path.partition("?")[0] == path), None)

        with self._arrived:
            return self._arrived.wait_for(found, timeout_s)
