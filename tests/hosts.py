"""The programs that may serve an export, started for a test: Debian's nginx and Caddy, on a port of this machine."""

import os
import shutil
import socket
import subprocess
from email.message import Message
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.closing import Closing

NGINX = """\
daemon off;
master_process off;
pid nginx.pid;
error_log stderr notice;
events {{ }}
http {{
  client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  server {{
    listen 127.0.0.1:{port};
    root "{root}";
    include "{root}/_hosting/nginx.conf";
  }}
}}
"""

CADDY = """\
{{
  admin off
  auto_https off
}}
http://127.0.0.1:{port} {{
  root * "{root}"
  import "{root}/_hosting/caddy.conf"
}}
"""


class Program(NamedTuple):
    """A program that serves an export: how it is told to, and what it says once it listens."""

    settings: str
    command: tuple[str, ...]
    listens: bytes


PROGRAMS = {
    "nginx": Program(NGINX, ("nginx", "-p", ".", "-e", "stderr", "-c", "host.conf"), b"getrlimit"),
    "caddy": Program(CADDY, ("caddy", "run", "--adapter", "caddyfile", "--config", "host.conf"), b"serving initial"),
}
WITH_ITS_PARENT = ("setpriv", "--pdeathsig", "KILL") if shutil.which("setpriv") else ()
"""A host never outlives the process that started it, however that one ended."""


class Answer(NamedTuple):
    """What a server said."""

    status: int
    headers: Message
    body: bytes


def need(name: str) -> str:
    """The name of the program, where it is installed; elsewhere the test is skipped."""
    if not shutil.which(name):
        pytest.skip(f"there is no {name} here; make test installs it on Debian and Ubuntu")
    return name


class Host(Closing):
    """An export handed out by `name`, one of `PROGRAMS`; `work` is an empty folder for what it writes."""

    def __init__(self, name: str, export: Path, work: Path) -> None:
        self.program = name
        program = PROGRAMS[name]
        self._reservation = socket.socket()  # Bound, never listening: it keeps the port ours until the host has it.
        self._reservation.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._reservation.bind(("127.0.0.1", 0))
        self.port: int = self._reservation.getsockname()[1]
        (work / "host.conf").write_text(program.settings.format(port=self.port, root=export.resolve()), "utf-8")
        self._process = subprocess.Popen(
            [*WITH_ITS_PARENT, *program.command],
            cwd=work,
            env={**os.environ, "XDG_DATA_HOME": str(work), "XDG_CONFIG_HOME": str(work)},
            stderr=subprocess.PIPE,
        )
        self.said = ""
        """What it said on standard error after it had begun to listen, once it is closed."""
        assert self._process.stderr
        lines = []
        for line in self._process.stderr:
            lines.append(line)
            if program.listens in line:
                return
        self.close()
        raise RuntimeError(f"{name} did not start: {b''.join(lines).decode('utf-8', 'replace')}")

    @property
    def origin(self) -> str:
        """The origin, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    def ask(
        self, address: str, method: str = "GET", headers: dict[str, str] | None = None, body: bytes = b""
    ) -> Answer:
        """One request as it is, nothing followed and nothing unpacked."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, address, body or None, headers or {})
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        finally:
            connection.close()

    def close(self) -> None:
        """End the program and give its port back."""
        self._process.kill()
        self.said = self._process.communicate()[1].decode("utf-8", "replace")
        self._reservation.close()
