"""`flask verify` says whether a deployed site is, byte for byte, what a phone will demand."""

import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from click.testing import Result

from pwa.compact import as_json
from pwa.headers import HeaderTable
from pwa.verify import Difference, VerifyError, compare, fetch, read_beside, read_manifest, serves, wait_for
from pwa.worker import RETIRED
from tests.conftest import Built
from tests.test_catalogue import flask


class Host(ThreadingHTTPServer):
    """A static host of the build on this machine, with answers that can be spoiled one by one."""

    def __init__(self, built: Built) -> None:
        self.built = built
        self.spoiled: dict[str, bytes] = {}
        self.other_headers: dict[str, str] = {}
        super().__init__(("127.0.0.1", 0), Answer)

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Answer(BaseHTTPRequestHandler):
    server: Host

    def do_GET(self) -> None:
        if spoiled := self.server.spoiled.get(self.path):
            self.wfile.write(spoiled)
            return
        file = self.server.built.file(self.path)
        body = file.read_bytes() if file.is_file() else b""
        self.send_response(200 if body else 404)
        self.send_header("Content-Length", str(len(body)))
        table = HeaderTable(self.server.built.made.headers, self.server.built.made.retire)
        for name, value in (table.of(self.path) | self.server.other_headers).items():
            if value:
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the test says what it needs."""


@contextmanager
def hosting(built: Built) -> Iterator[Host]:
    """A host of this build, until the block ends."""
    with Host(built) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def host(built) -> Iterator[Host]:
    with hosting(built) as server:
        yield server


def verify(built: Built, address: str) -> Result:
    return flask(built.settings, "verify", address)


def test_a_site_as_built_is_all_right(built, host):
    for address in (host.origin, f"{host.origin}/"):
        result = verify(built, address)
        assert result.exit_code == 0, result.output
        count, generation = len(built.made.entries), built.made.generation
        first, second, third = result.output.splitlines()
        assert first == f"All {count} entries of generation {generation} are as built."
        assert re.fullmatch(r"All \d+ files beside the pages, to print or to keep, are as built.", second)
        assert third == "The headers of every kind of address are as built."


SPOILED = {
    "redirected": (b"HTTP/1.0 302 Found\r\nLocation: /en/\r\n\r\n", "status 302"),
    "gone": (b"HTTP/1.0 404 Not Found\r\n\r\n", "status 404"),
    "failing": (b"HTTP/1.0 500 Oh\r\n\r\n", "status 500"),
    "empty": (b"HTTP/1.0 200 OK\r\n\r\n", "0 other bytes"),
    "the page of a Wi-Fi portal": (b"HTTP/1.0 200 OK\r\n\r\n<html>Log in", "12 other bytes"),
    "cut short": (b"HTTP/1.0 200 OK\r\nContent-Length: 999\r\n\r\n<html>", "no answer (IncompleteRead"),
    "no HTTP at all": (b"hello\r\n\r\n", "no answer ("),
    "a part of it": (b"HTTP/1.0 206 Partial\r\n\r\n<html>", "6 other bytes"),
}


@pytest.mark.parametrize(("answer", "found"), SPOILED.values(), ids=SPOILED.keys())
def test_an_entry_that_is_not_served_as_built_is_named(built, host, answer, found):
    host.spoiled["/es/overdose"] = answer
    result = verify(built, host.origin)
    assert result.exit_code == 1
    assert f"/es/overdose: found {found}" in result.output
    count = len(built.made.entries)
    assert f"Error: 1 of {count} entries differ; no phone can save this site." in result.output


def test_one_changed_byte_is_found(built, host):
    body = built.body("/en/overdose").replace(b"every 5 seconds", b"every 6 seconds")
    host.spoiled["/en/overdose"] = b"HTTP/1.0 200 OK\r\n\r\n" + body
    result = verify(built, host.origin)
    assert result.exit_code == 1
    assert f"/en/overdose: found {len(body)} other bytes, expected the bytes of the build." in result.output


def test_every_difference_is_named_not_only_the_first(built, host):
    host.spoiled = {address: b"HTTP/1.0 404 Gone\r\n\r\n" for address in ("/en/", "/es/", "/favicon.ico")}
    result = verify(built, host.origin)
    assert result.output.count("found status 404") == 3
    assert "Error: 3 of " in result.output


@pytest.mark.parametrize("kind", ["/static/paper/", "/packs/"])
def test_a_sheet_or_a_pack_that_is_not_served_as_built_is_named(built, host, kind):
    address = next(each for each in read_beside(host.origin) if each.startswith(kind))
    host.spoiled[address] = b"HTTP/1.0 200 OK\r\n\r\nhalf of it"
    result = verify(built, host.origin)
    assert result.exit_code == 1
    assert f"{address}: found 10 other bytes, expected the bytes of the build." in result.output
    assert "Error: 1 of " in result.output
    assert "files beside the pages differ; the pages are as built." in result.output


@pytest.mark.parametrize(
    ("answer", "found"),
    [(b"HTTP/1.0 404 Gone\r\n\r\n", "status 404"), (b"HTTP/1.0 200 OK\r\n\r\n[1]", "a broken list")],
)
def test_a_host_without_the_list_of_packs_is_told_in_one_sentence(built, host, answer, found):
    host.spoiled["/packs/index.json"] = answer
    result = verify(built, host.origin)
    assert result.exit_code == 1
    assert f"Error: {host.origin}/packs/index.json: found {found}, expected" in result.output


@pytest.mark.parametrize(
    ("name", "value"),
    [("Content-Security-Policy", ""), ("Cache-Control", "max-age=600"), ("Permissions-Policy", "camera=(self)")],
)
def test_a_host_that_sends_other_headers_is_told_which(built, host, name, value):
    host.other_headers = {name: value}
    result = verify(built, host.origin)
    assert result.exit_code == 1
    assert f'/en/overdose: found {name} "{value}", expected "' in result.output
    assert f'/sw.js: found {name} "{value}", expected "' in result.output
    assert "headers differ; the bytes are as built, but less protected." in result.output


def test_a_host_known_to_send_no_headers_of_ours_is_not_blamed_for_it(built, host):
    host.other_headers = dict.fromkeys(built.made.headers, "")
    result = flask(replace(built.settings, policy_in_pages=True), "verify", host.origin)
    assert result.exit_code == 0, result.output
    assert "Headers are not compared: RESPIRA_POLICY_IN_PAGES" in result.output


def test_a_publication_that_takes_its_time_is_waited_for(built, host, monkeypatch):
    """The host answers three times: with nothing, with the site before, with the new one."""
    old = built.body("/sw.js").replace(built.made.generation.encode(), b"another")
    answers = iter([VerifyError("status 404"), old, built.body("/sw.js")])

    def get(address: str) -> bytes:
        answer = next(answers)
        if isinstance(answer, VerifyError):
            raise answer
        return answer

    monkeypatch.setattr("pwa.verify.ASK_AGAIN_S", 0)
    generation = built.made.generation
    assert wait_for(lambda: serves("https://a.example", generation, get), 60)
    assert next(answers, None) is None
    assert not wait_for(lambda: serves("https://a.example", generation, lambda address: old), 0)
    host.spoiled["/sw.js"] = b"HTTP/1.0 200 OK\r\n\r\n" + old
    result = flask(built.settings, "verify", host.origin, "--wait", "0.001")
    assert result.exit_code == 1
    assert f"does not serve generation {built.made.generation} after 0.001 s." in result.output


@pytest.fixture
def retired(built, tmp_path) -> Built:
    """The same build with the kill switch on; its pages lie where they lay."""
    made = replace(built.made, retire=True)
    shutil.copytree(built.folder, tmp_path / "retired")
    (tmp_path / "retired/build.json").write_bytes(as_json(asdict(made)))
    (tmp_path / "retired/site/sw.js").write_text(RETIRED, "utf-8")
    return Built(tmp_path / "retired", made, replace(built.settings, build=tmp_path / "retired"))


def test_a_site_whose_kill_switch_is_on_is_all_right_where_its_worker_removes_all(retired):
    with hosting(retired) as host:
        for options in ((), ("--wait", "0.001")):
            result = flask(retired.settings, "verify", host.origin, *options)
            assert result.exit_code == 0, result.output
            assert result.output.splitlines() == [
                "The kill switch is on: /sw.js is the worker that removes the saved pages from phones.",
                "The headers of every kind of address are as built.",
            ]
        host.other_headers = {"Clear-Site-Data": ""}
        result = verify(retired, host.origin)
        assert result.exit_code == 1
        assert '/sw.js: found Clear-Site-Data ""' in result.output


@pytest.mark.parametrize("options", [(), ("--wait", "0.001")])
@pytest.mark.parametrize("answer", [b"HTTP/1.0 404 Gone\r\n\r\n", b"HTTP/1.0 200 OK\r\n\r\nconst MANIFEST = {};\n"])
def test_a_kill_switch_that_no_phone_sees_is_said(retired, answer, options):
    with hosting(retired) as host:
        host.spoiled["/sw.js"] = answer
        result = flask(retired.settings, "verify", host.origin, *options)
    assert result.exit_code == 1
    assert f"{host.origin}/sw.js: found something else, expected the worker of the kill switch" in result.output


NO_SITE = {
    "no worker": (
        b"HTTP/1.0 404 Not Found\r\n\r\n",
        "found status 404, expected the worker; is this the site's address?",
    ),
    "another worker": (
        b"HTTP/1.0 200 OK\r\n\r\nself.x = 1;",
        "found no list of entries, expected one; is the kill switch on?",
    ),
    "a page": (b"HTTP/1.0 200 OK\r\n\r\n<!doctype html>", "found no list of entries"),
    "another list": (b"HTTP/1.0 200 OK\r\n\r\nconst MANIFEST = {};\n", "found no list of entries"),
    "a broken list": (b"HTTP/1.0 200 OK\r\n\r\nconst MANIFEST = {x};\n", "found no list of entries"),
    "entries that are no list": (
        b'HTTP/1.0 200 OK\r\n\r\nconst MANIFEST = {"generation":"1","entries":[1]};\n',
        "found no list of entries",
    ),
}


@pytest.mark.parametrize(("answer", "found"), NO_SITE.values(), ids=NO_SITE.keys())
def test_a_host_that_is_not_this_site_is_told_in_one_sentence(built, host, answer, found):
    host.spoiled["/sw.js"] = answer
    result = verify(built, host.origin)
    assert result.exit_code == 1
    assert result.output.startswith(f"Error: {host.origin}/sw.js: {found}")
    assert result.output.count("\n") == 1


@pytest.mark.parametrize("address", ["respira.example", "ftp://respira.example", "", "file:///etc/passwd"])
def test_an_address_that_is_none_is_told_in_one_sentence(built, address):
    result = verify(built, address)
    assert result.exit_code == 1
    assert (
        f'{address}: found no http or https address, expected one such as "https://respira.example".' in result.output
    )


def test_a_host_that_does_not_answer_is_told_in_one_sentence(built, host):
    closed = Host(built)
    closed.server_close()
    result = verify(built, closed.origin)
    assert result.exit_code == 1
    assert result.output.startswith(f"Error: {closed.origin}/sw.js: found no answer (")


def test_a_site_of_another_generation_is_noted_and_compared_with_its_own_list(built, host):
    script = built.body("/sw.js").replace(built.made.generation.encode(), b"another")
    host.spoiled["/sw.js"] = b"HTTP/1.0 200 OK\r\n\r\n" + script
    result = verify(built, host.origin)
    assert result.exit_code == 0
    assert "Headers are not compared: that needs the build of this site here." in result.output
    assert result.output.startswith(
        f"Note: the build here is generation {built.made.generation}, the site serves another."
    )


def test_comparing_needs_only_a_way_to_fetch(built):
    script = built.body("/sw.js")
    generation, entries = read_manifest("https://a.example", lambda address: script)
    assert (generation, entries) == (built.made.generation, built.made.entries)

    def get(address: str) -> bytes:
        if address.endswith("/es/"):
            raise VerifyError("status 503")
        return built.body(address.removeprefix("https://a.example"))

    assert list(compare("https://a.example", entries, get)) == [Difference("/es/", "status 503")]


def test_the_bytes_are_asked_for_uncompressed_and_past_any_cache(host, monkeypatch):
    seen: list[dict[str, str]] = []
    monkeypatch.setattr(Answer, "log_message", lambda self, *words: seen.append(dict(self.headers)))
    fetch(f"{host.origin}/robots.txt")
    assert (seen[0]["Accept-Encoding"], seen[0]["Cache-Control"]) == ("identity", "no-cache")
