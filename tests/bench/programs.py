"""Programs a measurement needs beside it: our production server and Debian's nginx, on ports of this machine."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pwa.config import ROOT
from tests.hosts import WITH_ITS_PARENT

NGINX = """\
daemon off;
user {user};
worker_processes auto;
pid nginx.pid;
error_log stderr notice;
events {{ worker_connections 768; }}
http {{
  sendfile on;
  tcp_nopush on;
  types_hash_max_size 2048;
  include /etc/nginx/mime.types;
  default_type application/octet-stream;
  access_log off;
  client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  server {{ listen 127.0.0.1:{bare}; root "{root}"; gzip_static on; }}
  server {{ listen 127.0.0.1:{export}; root "{root}"; include "{root}/_hosting/nginx.conf"; }}
}}
"""
"""As Debian sets it up, with the access log off, which ours has not either. The first server knows only that
compressed files lie beside the others; the second has the rules of the export."""


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(command: list[str], says: bytes, folder: Path, **environment: str) -> Iterator[int]:
    """A program that has said `says` on standard error or output, ended by SIGTERM in the end; its process id."""
    process = subprocess.Popen(
        [*WITH_ITS_PARENT, *command],
        cwd=folder,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        assert process.stdout
        said = []
        for line in process.stdout:
            said.append(line)
            if says in line:
                break
        else:
            raise RuntimeError(f"{command[0]} did not start: {b''.join(said).decode('utf-8', 'replace')}")
        yield process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)


@contextmanager
def our_server(build: Path, port: int = 0, **settings: str) -> Iterator[str]:
    """The address of the production server, started as the README says, with this build; port 0 takes any."""
    port = port or free_port()
    command = [sys.executable, "serve.py"]
    environment = {"HOST": "127.0.0.1", "PORT": str(port), "RESPIRA_BUILD": str(build), **settings}
    with running(command, b"Respira is at", ROOT, **environment):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def nginx(export: Path, work: Path) -> Iterator[tuple[str, str]]:
    """The addresses of nginx with the files alone, and with the rules of the export; `work` is for what it writes."""
    bare, ruled = free_port(), free_port()
    user = "root" if os.geteuid() == 0 else str(os.geteuid())
    settings = NGINX.format(user=user, bare=bare, export=ruled, root=export.resolve())
    (work / "nginx.conf").write_text(settings, "utf-8")
    command = [shutil.which("nginx") or "/usr/sbin/nginx", "-p", ".", "-e", "stderr", "-c", "nginx.conf"]
    with running(command, b"start worker process ", work):
        yield f"http://127.0.0.1:{bare}", f"http://127.0.0.1:{ruled}"
