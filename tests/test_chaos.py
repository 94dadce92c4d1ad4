"""The promises of the server that fails on purpose: the offline tests are worth what these are."""

import re
import socket
import sys
import time
from contextlib import closing
from http.client import IncompleteRead
from subprocess import PIPE, Popen
from wsgiref.util import setup_testing_defaults

import pytest
from werkzeug.test import run_wsgi_app

from tests.chaos import ChaosServer
from tests.chaos.client import REPOSITORY, STAND_IN, ChaosError
from tests.chaos.sites import stand_in
from tests.chaos.talk import ask, call, fetch, wire

PAGE = "".join(f"line {number:03}\n" for number in range(100))


@pytest.fixture(scope="module")
def sites(tmp_path_factory):
    """Two deployments of one page."""
    folders = {name: tmp_path_factory.mktemp(name) for name in ("old", "new")}
    for name, folder in folders.items():
        (folder / "page.txt").write_text(PAGE)
        (folder / "version.txt").write_text(name)
    return folders


@pytest.fixture(scope="module")
def shared(sites):
    with ChaosServer.start(sites["old"], STAND_IN) as server:
        yield server


@pytest.fixture
def server(shared, sites):
    """A healthy server of the old deployment."""
    if shared.pid is None:
        shared.restart()
    shared.clear()
    shared.deploy(sites["old"])
    return shared


@pytest.fixture
def line(server):
    """A connection to it, kept alive."""
    with closing(call(server.port)) as line:
        yield line


@pytest.mark.parametrize("path", ["/page.txt", "/nowhere"])
def test_a_healthy_site_is_served_as_the_application_says_it(line, sites, path):
    environ = {"PATH_INFO": path}
    setup_testing_defaults(environ)
    body, status, headers = run_wsgi_app(stand_in(sites["old"]), environ, buffered=True)
    response, received = ask(line, path)
    assert f"{response.status} {response.reason}" == status
    assert response.getheaders() == list(headers.items())
    assert received == b"".join(body)


def test_a_connection_is_kept_until_the_client_says_goodbye(line):
    ask(line, "/page.txt")
    first = line.sock
    ask(line, "/page.txt", "HEAD")
    for path in ("/stream", "/nowhere", "/page.txt"):
        ask(line, path)
    assert line.sock is first
    response, _ = ask(line, "/page.txt", headers={"Connection": "close"})
    assert response.headers["Connection"] == "close"


def test_head_conditional_and_range_requests_work(line):
    whole, _ = ask(line, "/page.txt", "HEAD")
    assert (whole.status, whole.headers["Content-Length"]) == (200, str(len(PAGE)))
    unchanged, body = ask(line, "/page.txt", headers={"If-None-Match": whole.headers["ETag"]})
    assert (unchanged.status, body) == (304, b"")
    part, body = ask(line, "/page.txt", headers={"Range": "bytes=5-7"})
    assert (part.status, body) == (206, PAGE[5:8].encode())


def test_what_is_posted_arrives(line):
    for form in (b"what=fentanyl", b"", b"\0" * 300_000):
        response, body = ask(line, "/echo", "POST", body=form, headers={"Content-Type": "text/x-form"})
        assert (response.status, response.headers["Content-Type"]) == (201, "text/x-form")
        assert response.headers.get_all("X-Echo") == ["yes", "twice"]
        assert body == form


def test_an_application_that_breaks_is_a_500_and_the_server_goes_on(server, line):
    assert ask(line, "/broken")[0].status == 500
    server.clear()
    assert ask(line, "/version.txt")[1] == b"old"


def test_a_hanging_path_is_silent_until_cleared_while_others_are_answered(server, line):
    server.set("/page.txt", "hang")
    mark = server.mark()
    line.request("GET", "/page.txt")
    assert server.wait_for("/page.txt", since=mark).status is None
    assert fetch(server.port, "/version.txt") == b"old"
    line.sock.setblocking(False)
    with pytest.raises(BlockingIOError):
        line.sock.recv(1)
    line.sock.settimeout(5)
    server.clear()
    assert line.getresponse().read() == PAGE.encode()
    assert [(request.mode, request.status) for request in server.requests(mark)] == [("pass", 200)] * 2


def test_a_request_kept_waiting_obeys_a_later_word_about_its_path(server, line):
    server.set("*", "hang", times=1)
    mark = server.mark()
    line.request("GET", "/version.txt")
    server.wait_for("/version.txt", since=mark)
    server.set("/page.txt", "status 500")
    server.set("/version.txt", "status 503")
    response = line.getresponse()
    assert (response.status, response.read()[:9]) == (503, b"<!doctype")


@pytest.mark.parametrize("status", [200, 204, 304, 404, 500, 599])
def test_a_path_can_have_any_status(server, line, status):
    server.set("/page.txt", f"status {status}")
    assert ask(line, "/page.txt")[0].status == status
    assert ask(line, "/version.txt")[1] == b"old"


def test_a_truncated_body_looks_complete(server, line):
    etag = ask(line, "/page.txt", "HEAD")[0].headers["ETag"]
    server.set("/page.txt", "truncate 100")
    assert ask(line, "/page.txt", headers={"If-None-Match": etag})[1] == PAGE[:100].encode()
    head, _, body = wire(server.port, "/page.txt").partition(b"\r\n\r\n")
    assert not re.search(rb"(?i)content-length|transfer-encoding", head)
    assert body == PAGE[:100].encode()


@pytest.mark.parametrize(("path", "promised"), [("/page.txt", len(PAGE)), ("/stream", 13)])
def test_a_body_shorter_than_promised_looks_broken(server, line, path, promised):
    server.set(path, "truncate-length 5")
    with pytest.raises(IncompleteRead) as broken:
        ask(line, path)
    assert (len(broken.value.partial), broken.value.expected) == (5, promised - 5)


def test_a_captive_portal_redirects_to_its_page_on_this_server(server, line):
    server.set("*", "captive302")
    redirect, _ = ask(line, "/page.txt")
    response, body = ask(line, redirect.headers["Location"])
    assert (redirect.status, response.status, response.headers.get_content_type()) == (302, 200, "text/html")
    assert b"CAPTIVE PORTAL" in body


def test_a_captive_portal_can_answer_in_place_of_anything(server, line):
    server.set("*", "captive200")
    assert wire(server.port, "/page.txt", "HEAD").endswith(b"\r\n\r\n")
    response, body = ask(line, "/page.txt", headers={"If-None-Match": '"x"'})
    assert (response.status, response.headers.get_content_type()) == (200, "text/html")
    assert "max-age" in response.headers["Cache-Control"]
    assert b"CAPTIVE PORTAL" in body


def test_a_reset_breaks_the_connection(server):
    server.set("/page.txt", "reset")
    mark = server.mark()
    with pytest.raises(ConnectionResetError):
        wire(server.port, "/page.txt")
    assert [(request.mode, request.status) for request in server.requests(mark)] == [("reset", None)]


def test_a_slow_body_takes_its_time_and_arrives_whole(server, line):
    server.set("/page.txt", "slow 3000")
    began = time.monotonic()
    assert ask(line, "/page.txt")[1] == PAGE.encode()
    assert time.monotonic() - began >= len(PAGE) / 3000


def test_a_slow_body_comes_at_once_when_cleared(server, line):
    server.set("/page.txt", "slow 20")
    line.request("GET", "/page.txt")
    response = line.getresponse()
    began = time.monotonic()
    received = response.read(2)
    server.clear()
    assert received + response.read() == PAGE.encode()
    assert time.monotonic() - began < 5


def test_a_fault_with_a_count_ends_by_itself(server, line):
    server.set("/page.txt", "status 503", times=2)
    assert [ask(line, "/page.txt")[0].status for _ in range(4)] == [503, 503, 200, 200]


def test_the_more_specific_rule_wins_whatever_the_order(server, line):
    server.set("/page.txt", "pass")
    server.set("/*.txt", "status 501")
    server.set("*", "status 500")
    server.set("/version.txt", "status 502", times=1)
    asked = ["/page.txt?from=es", "/other.txt", "/es/", "/version.txt", "/version.txt"]
    assert [ask(line, path)[0].status for path in asked] == [200, 501, 500, 502, 501]


def test_a_deploy_is_seen_by_the_next_request_even_on_an_open_connection_or_after_a_restart(server, line, sites):
    assert ask(line, "/version.txt")[1] == b"old"
    server.deploy(sites["new"])
    assert ask(line, "/version.txt")[1] == b"new"
    server.restart()
    assert fetch(server.port, "/version.txt") == b"new"
    server.kill()
    server.deploy(sites["old"])
    server.restart()
    assert fetch(server.port, "/version.txt") == b"old"


def test_a_request_is_logged_with_all_a_test_may_ask_about(server, line):
    mark = server.mark()
    ask(line, "/sw.js?v=1", headers={"Service-Worker": "script", "Sec-Fetch-Dest": "serviceworker"})
    ask(line, "/page.txt", "HEAD")
    server.set("/page.txt", "truncate 7")
    ask(line, "/page.txt", headers={"Range": "bytes=0-"})
    worker, head, page = server.requests(since=mark)
    assert (worker.path, worker.destination, worker.service_worker) == ("/sw.js?v=1", "serviceworker", True)
    assert (worker.status, worker.body_bytes, worker.mode) == (404, 7, "pass")
    assert (head.method, head.status, head.body_bytes, head.service_worker) == ("HEAD", 200, 0, False)
    assert (page.status, page.body_bytes, page.mode, page.headers["range"]) == (206, 7, "truncate", "bytes=0-")
    assert [worker.number, head.number, page.number] == [mark + 1, mark + 2, mark + 3]


def test_a_killed_server_refuses_and_its_open_connections_are_dead(server, line):
    ask(line, "/page.txt")
    server.set("/version.txt", "hang")
    mark = server.mark()
    with closing(call(server.port)) as waiting:
        waiting.request("GET", "/version.txt")
        server.wait_for("/version.txt", since=mark)
        server.kill()
        with pytest.raises(ConnectionError):
            waiting.getresponse()
    with pytest.raises(ConnectionError):
        ask(line, "/page.txt")
    with pytest.raises(ConnectionRefusedError):
        fetch(server.port, "/page.txt")
    with pytest.raises(ChaosError, match="while the server is dead"):
        server.clear()


def test_a_restart_keeps_port_and_log_and_forgets_faults(server):
    port, pid, mark = server.port, server.pid, server.mark()
    server.set("*", "truncate 3")
    wire(server.port, "/page.txt")
    server.kill()
    assert server.mark() == mark + 1
    server.restart()
    assert (server.port, server.pid == pid) == (port, False)
    assert fetch(server.port, "/version.txt") == b"old"
    logged = [(request.number - mark, request.path) for request in server.requests(since=mark)]
    assert logged == [(1, "/page.txt"), (2, "/version.txt")]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a port cannot be both ours and the server's")
def test_nobody_else_is_given_the_port_of_a_killed_server(sites):
    with ChaosServer.start(sites["old"], STAND_IN) as unvisited, socket.socket() as other:
        unvisited.kill()
        with pytest.raises(OSError, match="in use"):
            other.bind(("127.0.0.1", unvisited.port))


def test_a_server_does_not_outlive_the_test_run(sites):
    run = """if True:
        import pathlib, sys
        from tests.chaos import ChaosServer
        server = ChaosServer.start(pathlib.Path(sys.argv[1]), sys.argv[2])
        print(server.port, flush=True)
        sys.stdin.read()"""
    command = [sys.executable, "-c", run, sites["old"], STAND_IN]
    with Popen(command, cwd=REPOSITORY, stdin=PIPE, stdout=PIPE) as parent:
        assert parent.stdout
        with closing(call(int(parent.stdout.readline()))) as line:
            ask(line, "/version.txt")
            parent.kill()
            assert line.sock
            assert line.sock.recv(1) == b"", "expected the server to end with its parent"


def test_a_mistake_in_an_order_is_told_and_changes_nothing(server, tmp_path):
    for mode in ("sleep", "status", "status x", "status 99", "hang 5", "slow 0", "truncate -1", ""):
        with pytest.raises(ValueError, match="expected"):
            server.set("*", mode)
    with pytest.raises(ChaosError, match="sites"):
        ChaosServer.start(tmp_path, "tests.chaos.sites:missing")
    with pytest.raises(ChaosError, match="no-such-folder"):
        server.deploy(tmp_path / "no-such-folder")
    with pytest.raises(TimeoutError, match="/never"):
        server.wait_for("/never", timeout_s=0)
    assert fetch(server.port, "/version.txt") == b"old"
