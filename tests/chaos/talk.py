"""Plain HTTP with a server on this machine, to see exactly what it says."""

import socket
from contextlib import closing
from http.client import HTTPConnection, HTTPResponse
from typing import Any


def call(port: int) -> HTTPConnection:
    """A connection that stays open from one request to the next, and gives up after 5 s of silence."""
    return HTTPConnection("127.0.0.1", port, timeout=5)


def ask(line: HTTPConnection, path: str, method: str = "GET", **options: Any) -> tuple[HTTPResponse, bytes]:
    """One request on an open connection: the response, and its body already read."""
    line.request(method, path, **options)
    response = line.getresponse()
    return response, response.read()


def fetch(port: int, path: str) -> bytes:
    """The body, over a connection of its own."""
    with closing(call(port)) as line:
        return ask(line, path)[1]


def wire(port: int, path: str, method: str = "GET") -> bytes:
    """All that is sent, head and body, up to the end of the connection."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        with connection.makefile("rb") as received:
            return received.read()
