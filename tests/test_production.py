"""The server of the README, started as it says: tells nobody who read what, needs no rights, stops in peace."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from email import message_from_bytes
from pathlib import Path
from uuid import uuid4

import pytest

from pwa.config import ROOT, Settings
from tests.production import PATIENCE_S, Production, statuses

MARK = b"who-read-what"
ASKED = {
    "a page": (200, b"GET /en/overdose?%b HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" % MARK),
    "not there": (404, b"GET /en/%b HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" % MARK),
    "an asset not there": (404, b"GET /static/%b.js HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" % MARK),
    "another form": (301, b"GET /en/overdose/?%b HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" % MARK),
    "not allowed": (405, b"POST /en/overdose?%b HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" % MARK),
    "no request": (400, b"GET /en/%b\r\n\r\n" % MARK),
    "no method": (400, b"<%b> / HTTP/1.1\r\n\r\n" % MARK),
    "no version": (400, b"GET /%b HTTP/7.1\r\n\r\n" % MARK),
    "no header": (400, b"GET / HTTP/1.1\r\nHost: a\r\n%b\r\n\r\n" % MARK),
    "a long line": (404, b"GET /%b HTTP/1.1\r\n\r\n" % (MARK * 1000)),
    "a long header": (302, b"GET / HTTP/1.1\r\nHost: a\r\nX: %b\r\n\r\n" % (MARK * 10_000)),
    "an expectation": (302, b"GET / HTTP/1.1\r\nHost: a\r\nExpect: %b\r\n\r\n" % MARK),
    "a coding": (400, b"GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: %b\r\n\r\n" % MARK),
}


@pytest.fixture(scope="module")
def production(built, tmp_path_factory) -> Iterator[Production]:
    with Production(built.settings, tmp_path_factory.mktemp("production")) as running:
        yield running


@pytest.mark.parametrize("what", ASKED)
def test_a_request_is_answered_and_neither_it_nor_who_sent_it_is_written_down(production, what):
    status, sent = ASKED[what]
    answer = production.ask(sent)
    assert statuses(answer) == [status]
    assert MARK not in answer.replace(b"Location: /en/overdose?%b" % MARK, b"")
    said = production.said()
    assert MARK.decode() not in said
    assert "127.0.0.1" not in said.replace(f"http://127.0.0.1:{production.port}/", "")


@pytest.mark.parametrize("address", ["/en/overdose", "/es/services", "/sw.js", "/en/nothing", "/en/overdose/", "/"])
def test_it_says_what_the_application_says(production, served, address):
    expected = served.get(address)
    answer = production.get(address)
    head, _, body = answer.partition(b"\r\n\r\n")
    found = message_from_bytes(head.partition(b"\r\n")[2])
    assert statuses(answer) == [expected.status_code]
    assert body == expected.get_data()
    for name, value in expected.headers.items():
        assert found.get_all(name) == [value], name


def read_slowly(port: int, path: str) -> tuple[socket.socket, bytes]:
    """Ask for a file over a line that takes little at a time, and take only the beginning."""
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    line.settimeout(PATIENCE_S)
    line.connect(("127.0.0.1", port))
    line.sendall(f"GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode())
    return line, line.recv(1024)


def refuses(port: int) -> bool:
    """Whether nobody takes a new connection."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGHUP"])
def test_told_to_stop_it_finishes_what_is_under_way_and_takes_nothing_new(built, tmp_path, name):
    (places,) = built.root.glob("packs/places-us.*.json")
    with Production(built.settings, tmp_path) as running:
        line, beginning = read_slowly(running.port, f"/packs/{places.name}")
        with line, line.makefile("rb") as rest:
            running.process.send_signal(getattr(signal, name))
            ends = time.monotonic() + PATIENCE_S
            while not refuses(running.port):
                assert time.monotonic() < ends, "it still takes connections"
            answer = beginning + rest.read()  # Whole, because it waited for the one who reads.
        assert answer.partition(b"\r\n\r\n")[2] == places.read_bytes()
        assert running.process.wait(PATIENCE_S) == 0


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends children with their parent")
def test_nothing_of_it_is_left_when_it_is_killed(built, tmp_path):
    with Production(built.settings, tmp_path) as running:
        running.process.kill()
        running.process.communicate(timeout=PATIENCE_S)  # The last of its processes has let go of its output.
        assert refuses(running.port)


def test_an_address_in_use_is_refused_in_one_sentence(production, built, tmp_path):
    with pytest.raises(
        AssertionError, match=rf"^it ended: Respira cannot listen on 127\.0\.0\.1:{production.port} \("
    ):
        Production(built.settings, tmp_path, PORT=str(production.port)).__enter__()
    assert statuses(production.get("/healthz")) == [200]


def test_a_wrong_setting_is_named_in_one_sentence(built, tmp_path):
    with pytest.raises(AssertionError, match=r"^it ended: Respira cannot start\. RESPIRA_URL"):
        Production(built.settings, tmp_path, RESPIRA_URL="nonsense").__enter__()


def test_systemd_is_told_once_it_answers(built, tmp_path):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told:
        told.bind(str(tmp_path / "notify"))
        told.settimeout(PATIENCE_S)
        with Production(built.settings, tmp_path, NOTIFY_SOCKET=str(tmp_path / "notify")) as running:
            assert told.recv(100) == b"READY=1"
            assert not refuses(running.port)


@pytest.mark.skipif(
    os.geteuid() != 0 or not shutil.which("setpriv"), reason="only root on Linux can make a disk read-only"
)
def test_it_needs_no_privilege_and_no_disk_to_write_to(built, tmp_path):
    """The disk is read-only but for a temporary folder in memory, and every capability is taken away."""
    locked = (
        "mount -t tmpfs own /mnt && mount -o remount,ro,bind / && exec setpriv --inh-caps=-all --bounding-set=-all"
    )
    through = ("unshare", "--mount", "sh", "-c", f'{locked} --no-new-privs "$@"', "sh")
    with Production(built.settings, tmp_path, through, TMPDIR="/mnt") as running:
        answer = running.get("/en/overdose")
        assert statuses(answer) == [200]


NOBODY = "54321"
"""A user the system has never heard of, as containers give one."""

AS_NOBODY = (
    *("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"),
    # This checkout may lie where its owner alone can look: to read it is the one right that is left.
    *("--inh-caps=-all,+dac_read_search", "--ambient-caps=-all,+dac_read_search"),
)


@pytest.fixture
def unwritable(built) -> Iterator[Settings]:
    """The build in a folder that nobody may write, with everything else nowhere."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(built.folder, folder / "build")
        everything = [folder, *folder.rglob("*")]
        for each in everything:
            each.chmod(0o555 if each.is_dir() else 0o444)
        yield replace(built.settings, build=folder / "build", packs=folder / "no", cache=folder / "no")
        assert [folder, *folder.rglob("*")] == everything
        for each in everything:
            each.chmod(0o755 if each.is_dir() else 0o644)


def test_a_user_without_rights_serves_a_build_that_it_cannot_write(unwritable, tmp_path, monkeypatch):
    through = AS_NOBODY if os.geteuid() == 0 else ()
    if through and subprocess.run([*through, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this root may not give up its rights")
    monkeypatch.delenv("HOME", raising=False)
    with Production(unwritable, tmp_path, through) as running:
        answer = running.get("/en/overdose")
        assert statuses(answer) == [200]
        assert b"tel:911" in answer
        processes = [running.process.pid, *running.workers()]
        assert len(processes) > 1
        assert written_by(processes) == set()
        assert os.geteuid() != 0 or {users_of(each) for each in processes} == {NOBODY}
        assert "older than the content" not in running.said()


def users_of(process: int) -> str:
    """The one user a process runs as: real, effective, saved and of its files."""
    status = Path(f"/proc/{process}/status").read_text()
    (user,) = set(status.partition("Uid:")[2].splitlines()[0].split())
    return user


def written_by(processes: list[int]) -> set[str]:
    """The files on a disk that these have open for writing; what they say is the one that the test gave them."""
    found = set()
    for process in processes:
        for entry in Path(f"/proc/{process}/fd").iterdir():
            flags = int(Path(f"/proc/{process}/fdinfo/{entry.name}").read_text().split("flags:")[1].split()[0], 8)
            target = os.readlink(entry)
            if flags & (os.O_WRONLY | os.O_RDWR) and target.startswith("/") and not target.startswith("/dev/"):
                found.add(target)
    return {each for each in found if not each.endswith("/said")}


@pytest.mark.parametrize("kind", [b"application/json", b"application/x-www-form-urlencoded"])
def test_whoever_never_ends_what_they_send_keeps_nobody_from_the_guide(built, tmp_path, kind):
    begun = b"POST /en/report HTTP/1.1\r\nHost: x\r\nContent-Type: %b\r\nContent-Length: 99\r\n\r\n{" % kind
    kept = {"RESPIRA_REPORTS": "yes", "DATABASE_URL": f"sqlite:///{tmp_path / 'reports.sqlite3'}"}
    with Production(built.settings, tmp_path, **kept) as server, ExitStack() as lines:
        for _ in range(40):
            lines.enter_context(server.connect()).sendall(begun)
        for _ in range(4):
            assert statuses(server.get("/en/overdose")) == [200]


@pytest.mark.parametrize(
    ("kind", "begins"),
    [
        (b"application/x-www-form-urlencoded", b"service=nbox-pulaski&kind=other&text="),
        (b"application/json", b'{"id":"%b","service":"nbox-pulaski","kind":"other"}' % str(uuid4()).encode()),
    ],
    ids=["a form", "JSON"],  # Both processes of the tests must find the same names.
)
def test_what_comes_in_chunks_and_is_too_long_is_refused_and_not_cut(built, tmp_path, kind, begins):
    """Here the beginning of it is a report: what follows is space."""
    head = b"POST /en/report HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: %b\r\n" % kind
    space = b"+" if b"form" in kind else b" "
    kept = {"RESPIRA_REPORTS": "yes", "DATABASE_URL": f"sqlite:///{tmp_path / 'reports.sqlite3'}"}

    def in_chunks(length: int) -> bytes:
        chunk = b"%x\r\n%b\r\n" % (len(begins) + length, begins + space * length)
        return head + b"Transfer-Encoding: chunked\r\n\r\n" + chunk + b"0\r\n\r\n"

    with Production(built.settings, tmp_path, **kept) as server:
        for length, status in ((7000, 413), (10, 201)):
            with server.connect() as line:
                line.sendall(in_chunks(length))
                assert statuses(b"".join(iter(lambda: line.recv(65536), b""))) == [status]


def test_the_version_says_which_program_and_which_build_answer(built, served, client):
    answer = served.get("/version")
    assert answer.headers["Cache-Control"] == "no-store"
    pinned = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert answer.get_json() == {"version": pinned, "generation": built.made.generation}
    assert client.get("/version").get_json() == {"version": pinned, "generation": None}
