"""Whatever a stranger asks, the site neither fails, nor repeats it, nor sends anyone to another site."""

import re
from io import BytesIO
from urllib.parse import unquote_to_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import Headers
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.test import EnvironBuilder, run_wsgi_app

from tests.page import SECURITY
from tests.strangers import BOUND, MARK, NAMES, check_nothing_told, taking, tries

FINE = {200, 206, 301, 302, 303, 304, 308, 400, 403, 404, 405, 413, 415, 416}
"""Never 201, 409 or 429: chance alone makes no report. What does: tests/reports/test_any_body.py."""

PIECES = (
    *("en", "es", "static", "packs", "hsds", "overdose", "overdose.html", "services", "healthz", "version", "sw.js"),
    *("report", "desk", "desk/en", "sign-in", "reports", "calls", "correction"),
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
READING = (
    "/en/report",
    "/es/report",
    "/desk",
    "/desk/es/",
    "/desk/en/sign-in",
    "/desk/es/sign-out",
    "/desk/en/calls",
)
"""Where what is sent is read: chance alone seldom writes such an address."""

paths = st.lists(words, min_size=1, max_size=6).map(lambda parts: "/" + "/".join(parts)) | st.sampled_from(READING)
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


def check(status: int, answered: Headers, body: bytes, *, is_head: bool = False, is_desk: bool = False) -> None:
    """What holds for every answer."""
    assert status in FINE
    assert len(body) < BOUND
    assert not (is_head and body)
    if status != 304:  # It brings only what changed; the page keeps the headers it has.
        assert [name for name in SECURITY if name not in answered] == []
    cookie = answered.pop("Set-Cookie", None)  # The desk's own.
    assert cookie is None or (is_desk and cookie.startswith("respira-desk=") and "Path=/desk" in cookie)
    assert MARK not in str(cookie)
    check_nothing_told(answered, body)


@pytest.fixture(scope="module")
def live(settings, tmp_path_factory):
    """The site rendering live, with reports and a desk."""
    with taking(settings, tmp_path_factory.mktemp("live")) as client:
        yield client


@pytest.fixture(scope="module")
def served(built, tmp_path_factory):
    """The same in front of its build."""
    with taking(built.settings, tmp_path_factory.mktemp("served")) as client:
        yield client


@pytest.mark.parametrize("where", ["live", "served"])
@tries(100)
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
    is_desk = environ["PATH_INFO"].startswith("/desk/")
    check(int(status.split()[0]), answered, b"".join(pieces), is_head=is_head, is_desk=is_desk)


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


@pytest.mark.parametrize("where", ["live", "served"])
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
