"""Whatever a stranger sends, the server neither fails, nor repeats it, nor sends anyone to another site.

The same requests each time; `RESPIRA_FUZZ=5000` tries so many others.
"""

import os
import re
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import Headers
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.test import EnvironBuilder, run_wsgi_app

from tests.page import SECURITY
from tests.production import Production, statuses

ASKED_FOR = int(os.environ.get("RESPIRA_FUZZ", "0"))
MARK = "zqxjkv"
"""Stands in everything that is sent. Nothing that is answered may have it, but for the query of a redirect."""

IN_PROCESS = settings(
    max_examples=ASKED_FOR or 100,
    derandomize=not ASKED_FOR,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
OVER_A_LINE = settings(IN_PROCESS, max_examples=ASKED_FOR or 60)

FINE = {200, 206, 301, 302, 304, 308, 400, 404, 405, 413, 416}
BOUND = 3_000_000
"""No answer is larger than the largest file."""

PIECES = (
    *("en", "es", "static", "packs", "hsds", "overdose", "overdose.html", "services", "healthz", "version", "sw.js"),
    *("..", ".", "", "%2e%2e", "%2f", "%5c", "\\", "%00", "%0d%0aSet-Cookie:a=b", "%ff%fe", "%c0%ae", "é", "\u202e"),
    *("evil.example", "http:", "https%3a%2f%2fevil.example", "@evil.example", "?", ";", "#", "%", "%zz", "{{7*7}}"),
    *(
        "<script>alert(1)</script>",
        "'\"><img src=x>",
        "a" * 3000,
        "%s%n",
        "${jndi:x}",
        "index",
        "404",
        "app.webmanifest",
    ),
)
NAMES = (
    *("Host", "Accept", "Accept-Encoding", "Accept-Language", "Accept-Charset", "Range", "If-Range", "If-None-Match"),
    *("If-Modified-Since", "If-Match", "Cookie", "Authorization", "Content-Type", "Content-Length", "Referer"),
    *("Transfer-Encoding", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Prefix", "Forwarded", "Origin"),
    *("X-HTTP-Method-Override", "X-Original-URL", "Expect", "Upgrade", "Connection", "TE", "Early-Data", "Date"),
)
VALUES = (
    *("", "*", ",", ";q=", "bytes=-1", "bytes=5-2", "bytes=0-0", "bytes=99999999-", "bytes=0-,5-", "br;q=0, *;q=0.5"),
    *(
        "gzip, deflate, br",
        "es;q=9",
        "evil.example",
        "evil.example:99999",
        "[::1",
        "chunked",
        "-1",
        "99999999999",
        '"',
    ),
    *("W/", "multipart/form-data; boundary=", "application/json; charset=nothing", "session=" + "a" * 5000),
)
words = st.one_of(st.sampled_from(PIECES), st.text(max_size=12), st.just(MARK))
paths = st.lists(words, min_size=1, max_size=6).map(lambda parts: "/" + "/".join(parts))
slashes = st.sampled_from(["", "/", "//", "/\\", "/%09/", "/%5c"])
queries = st.one_of(st.just(MARK), st.text(max_size=30).map(lambda text: text + MARK))
latin = st.text(
    st.characters(codec="latin-1", exclude_characters="".join(map(chr, [*range(32), *range(127, 160)]))), max_size=40
)
values = st.one_of(st.sampled_from(VALUES), latin).map(lambda value: value + MARK)
headers = st.dictionaries(st.sampled_from(NAMES), values | st.sampled_from(VALUES), max_size=5)
methods = st.one_of(
    st.sampled_from(["GET", "HEAD", "POST", "PUT", "OPTIONS", "TRACE", "CONNECT", "PROPFIND"]),
    st.text("ABCXYZ-_!", min_size=1, max_size=9),
)
bodies = st.binary(max_size=3000).map(lambda body: body + MARK.encode())


def check(status: int, answered: Headers, body: bytes, *, is_head: bool = False) -> None:
    """What holds for every answer."""
    assert status in FINE
    assert len(body) < BOUND
    assert not (is_head and body)
    if status != 304:  # It brings only what changed; the page keeps the headers it has.
        assert [name for name in SECURITY if name not in answered] == []
    assert "Set-Cookie" not in answered
    leads_to = answered.pop("Location", None)
    if leads_to is not None:
        parts = urlsplit(leads_to)
        assert (parts.scheme, parts.netloc) == ("", ""), leads_to
        assert re.match(r"/(?![/\\])", leads_to), leads_to
        assert re.fullmatch(r"[!-~]+", leads_to), leads_to
        body = body.replace(leads_to.encode(), b"")
    told = body + repr(list(answered)).encode()
    for leak in (MARK.encode(), b"Traceback", b'File "', b"alert(1)", b"evil.example"):
        assert leak not in told, leak


@pytest.mark.parametrize("where", ["client", "served"])
@IN_PROCESS
@given(method=methods, before=slashes, path=paths, query=queries, sent=headers, body=bodies, is_plain=st.booleans())
def test_no_request_makes_the_site_fail_or_repeat_it(
    where, request, method, before, path, query, sent, body, is_plain
):
    app = request.getfixturevalue(where).application
    raw = (before + path).encode("utf-8", "surrogatepass")
    environ = EnvironBuilder(method="GET" if is_plain else method).get_environ() | {
        "PATH_INFO": unquote_to_bytes(raw.partition(b"?")[0]).decode("latin-1"),
        "QUERY_STRING": query.encode("utf-8", "surrogatepass").decode("latin-1"),
        "wsgi.input": BytesIO(body),
        **{f"HTTP_{name.upper().replace('-', '_')}": value for name, value in sent.items()},
    }
    environ |= {
        name: environ[f"HTTP_{name}"] for name in ("CONTENT_TYPE", "CONTENT_LENGTH") if f"HTTP_{name}" in environ
    }
    pieces, status, answered = run_wsgi_app(app, environ, buffered=True)
    is_head = environ["REQUEST_METHOD"] == "HEAD"
    check(int(status.split()[0]), answered, b"".join(pieces), is_head=is_head)


ELSEWHERE = (
    *(
        "//evil.example/en/",
        "/\\evil.example/en/",
        "/%5cevil.example",
        "//evil.example/en",
        "///en",
        "//en/overdose/",
    ),
    *("/en//evil.example/", "/en/overdose/?next=//evil.example", "/en/%2f%2fevil.example/", "/\t/evil.example/"),
)


@pytest.mark.parametrize("where", ["client", "served"])
@pytest.mark.parametrize("path", ELSEWHERE)
def test_no_redirect_leads_to_another_site(where, request, path):
    environ = EnvironBuilder().get_environ()
    environ |= {"PATH_INFO": unquote_to_bytes(path.partition("?")[0]).decode("latin-1"), "HTTP_HOST": "evil.example"}
    _, status, answered = run_wsgi_app(request.getfixturevalue(where).application, environ, buffered=True)
    if "Location" in answered:
        assert re.match(r"/(?![/\\])", answered["Location"]), answered["Location"]
    assert int(status.split()[0]) in (200, 301, 302, 308, 404)


def test_a_page_that_would_read_what_is_sent_gets_nothing(app):
    for body in ({"data": b"x"}, {"json": {"zip": "01060"}}, {"data": {"zip": "01060"}}):
        context = app.test_request_context("/en/services", method="POST", **body)
        with context, pytest.raises(RequestEntityTooLarge):
            context.request.get_data()


@pytest.fixture(scope="module")
def production(built, tmp_path_factory):
    with Production(built.settings, tmp_path_factory.mktemp("fuzzed")) as running:
        yield running
        assert "Traceback" not in running.said()
        assert MARK not in running.said()


def line(*lines: str, body: bytes = b"") -> bytes:
    """A request as it goes over the wire."""
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


HOSTILE = {
    "nothing": b"",
    "line ends alone": b"\r\n" * 500,
    "half a line": b"GET /" + MARK.encode(),
    "half a header": b"GET / HTTP/1.1\r\nHost: a\r\nX-" + MARK.encode(),
    "bare line feeds": b"GET /%b HTTP/1.1\nHost: a\n\n" % MARK.encode(),
    "another protocol": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + MARK.encode(),
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "HTTP/0.9": b"GET /" + MARK.encode() + b"\r\n",
    "a whole address": line(f"GET http://evil.example/{MARK} HTTP/1.1", "Host: evil.example"),
    "a host in the line": line("GET //evil.example/en/overdose/ HTTP/1.1", "Host: a"),
    "CONNECT": line("CONNECT evil.example:443 HTTP/1.1", "Host: evil.example"),
    "an asterisk": line("OPTIONS * HTTP/1.1", "Host: a"),
    "NUL in the path": b"GET /en/\0%b HTTP/1.1\r\nHost: a\r\n\r\n" % MARK.encode(),
    "NUL in a header": b"GET / HTTP/1.1\r\nHost: a\0%b\r\n\r\n" % MARK.encode(),
    "bytes of no alphabet": b"GET /\xff\xfe%b HTTP/1.1\r\nHost: \xff\r\n\r\n" % MARK.encode(),
    "a broken escape": line(f"GET /%%zz%0 HTTP/1.1{MARK}", "Host: a"),
    "a line end in the path": line(f"GET /en/overdose/%0d%0aX-{MARK}:%20a HTTP/1.1", "Host: a"),
    "a line end in a header": b"GET / HTTP/1.1\r\nHost: a\rX-%b: b\r\n\r\n" % MARK.encode(),
    "a folded header": b"GET / HTTP/1.1\r\nHost: a\r\n %b\r\n\r\n" % MARK.encode(),
    "a space before the colon": line("GET / HTTP/1.1", f"Host : {MARK}"),
    "no name": line("GET / HTTP/1.1", f": {MARK}"),
    "two hosts": line("GET / HTTP/1.1", "Host: a", f"Host: {MARK}"),
    "a thousand headers": line("GET / HTTP/1.1", *(f"X-{number}: {MARK}" for number in range(1000))),
    "a huge header": line("GET / HTTP/1.1", f"X: {MARK * 50_000}"),
    "a huge line": line(f"GET /{MARK * 50_000} HTTP/1.1"),
    "an endless line": MARK.encode() * 50_000,
    "two lengths": line(
        "POST / HTTP/1.1", "Content-Length: 1", "Content-Length: 60", body=b"GET /a HTTP/1.1\r\n\r\n"
    ),
    "a length and chunks": line(
        "POST / HTTP/1.1",
        "Host: a",
        "Content-Length: 5",
        "Transfer-Encoding: chunked",
        body=b"0\r\n\r\nGET /a HTTP/1.1\r\n\r\n",
    ),
    "chunks under another name": line(
        "POST / HTTP/1.1", "Host: a", "Transfer-Encoding: xchunked", body=b"0\r\n\r\nGET /a HTTP/1.1\r\n\r\n"
    ),
    "chunks twice": line("POST / HTTP/1.1", "Host: a", "Transfer-Encoding: chunked, chunked", body=b"0\r\n\r\n"),
    "a chunk without end": line(
        "POST / HTTP/1.1", "Host: a", "Transfer-Encoding: chunked", body=b"fffffff0\r\n" + MARK.encode()
    ),
    "a negative length": line("POST / HTTP/1.1", "Host: a", "Content-Length: -1", body=MARK.encode()),
    "a length of no number": line("POST / HTTP/1.1", "Host: a", f"Content-Length: {MARK}"),
    "less than promised": line("POST / HTTP/1.1", "Host: a", "Content-Length: 99999999999", body=MARK.encode()),
    "8 MB": line(
        "POST /en/overdose HTTP/1.1", "Host: a", "Content-Length: 8000000", body=MARK.encode().ljust(8_000_000)
    ),
    "an upgrade": line(
        "GET / HTTP/1.1", "Host: a", "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABk"
    ),
    "an expectation": line("POST / HTTP/1.1", "Host: a", "Expect: 100-continue", "Content-Length: 5"),
}


def check_line(answer: bytes) -> None:
    """What holds for all that comes back over one line."""
    assert len(answer) < BOUND
    for status in statuses(answer):
        assert status < 500 or status in (501, 505), answer[:300]
    while answer:
        head, _, answer = answer.partition(b"\r\n\r\n")
        lines = (each.decode("latin-1").partition(": ") for each in head.split(b"\r\n")[1:])
        fields = Headers([(name, value) for name, _, value in lines])
        length = int(fields.get("Content-Length", "0"))
        (status,) = statuses(head + b"\r\n")
        if status == 100:
            continue  # Go on, it says, before the answer itself.
        if length or status < 400:  # What is no HTTP is refused without a word: nothing there needs protection.
            assert [name for name in SECURITY if name not in fields] == [], head
        check_nothing_told(fields, answer[:length])
        answer = answer[length:]
        assert status != 200 or answer == b"" or answer.startswith(b"HTTP/"), "more than it said"


def check_nothing_told(fields: Headers, body: bytes) -> None:
    """No part of the request, but the query in the address of a redirect."""
    leads_to = fields.pop("Location", "/en/")
    assert re.match(r"/(?![/\\])", leads_to), leads_to
    told = body.replace(leads_to.encode(), b"") + repr(list(fields)).encode()
    for leak in (MARK.encode(), b"Traceback", b"evil.example"):
        assert leak not in told


@pytest.mark.parametrize("what", HOSTILE)
def test_no_bytes_make_the_server_stumble(production, what):
    check_line(production.ask(HOSTILE[what]))


chunks = st.one_of(
    st.binary(max_size=60),
    st.sampled_from(
        [b"GET ", b"HEAD ", b"POST ", b"/en/", b"\r\n", b"\n", b" ", b"HTTP/1.1\r\n", b"HTTP/1.0\r\n", b": "]
    ),
    st.sampled_from([f"{name}: ".encode() for name in NAMES]),
    st.just(MARK.encode()),
)


@OVER_A_LINE
@given(parts=st.lists(chunks, max_size=14), is_begun=st.booleans())
def test_no_mixture_of_bytes_makes_the_server_stumble(production, parts, is_begun):
    begun = b"GET /en/about HTTP/1.1\r\nHost: a\r\n" if is_begun else b""
    check_line(production.ask(begun + b"".join(parts)))


def test_memory_does_not_grow_with_what_is_sent(production):
    def used_kb() -> int:
        return max(resident_kb(worker) for worker in production.workers())

    for number in range(20):
        production.ask(line(f"GET /en/{number} HTTP/1.1", "Host: a", "Connection: close"))
    before = used_kb()
    for number in range(40):
        production.ask(
            line(f"GET /{MARK}{number} HTTP/1.1", "Host: a", "Connection: close", f"X-{number}: {MARK * 900}")
        )
        if number % 4 == 0:
            production.ask(HOSTILE["8 MB"])
    assert used_kb() - before < 20_000, "80 MB were sent"


def resident_kb(process: int) -> int:
    """The memory of a process."""
    found = re.search(r"^VmRSS:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text(), re.MULTILINE)
    assert found
    return int(found[1])
