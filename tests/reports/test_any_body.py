"""Whatever is sent where it is read: the site neither fails, nor grows, nor repeats it, but on one page that must.

That page answers a form without scripts whose report was not stored, because its reader is to look at what is left of
the words (200) or can send them later (429, 503): they stand in its one `textarea`, cleaned and escaped. What is no
report yet (400: too long, no place) stands there as it was sent, escaped. All else is answered in our words. Who is
signed in to the desk reads what was sent to it: there it is never markup.
"""

import html
import json
import re
from collections.abc import Iterator
from io import RawIOBase
from typing import Any
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import Headers
from werkzeug.test import EnvironBuilder, run_wsgi_app

from pwa.config import Settings
from pwa.reports.intake import take_in
from pwa.reports.report import LARGEST_FORM, Report
from pwa.reports.words import plain_words, without_names
from pwa.views import desk
from tests.page import SECURITY
from tests.strangers import BOUND, MARK, PASSWORD, check_nothing_told, taking, tries

FINE = {200, 201, 303, 400, 403, 404, 405, 409, 413, 415, 429}
FORM = "application/x-www-form-urlencoded"
ID = "5f0c54b6-6f3c-4c0e-9d3e-2b1f0a9c7d11"
HTTPS = "https://respira.example"
MARKUP = (b"<script>alert", b"<img src=x")

BOMBS = (
    *(b"[" * 4000, b'{"a":' * 800, b'{"text":' + b"9" * 4080 + b"}", b'{"text": 1e999, "id": NaN}', b"&" * 4000),
    *(b"a=1&" * 1000, b"%" * 4000, b"text=" + b"%f0%9f%98%80" * 300, b'{"text": "\\ud800\\u0000"}', b"\xff\xfe\x00"),
    *(b'{"text": "a", "text": "b"}', b"text=a&text=b", b"null", b'"text"', b"\xef\xbb\xbf{}", b"x" * 40_000, b""),
    *(
        b"--a\r\nContent-Disposition: form-data; name=token\r\n\r\n" * 300,
        b"--a\r\n\r\n\r\n--a--",
        b"token[]=" + b"a" * 9000,
    ),
)
KINDS = (
    *(
        "application/json",
        FORM,
        "application/json; charset=utf-16",
        f"{FORM}; charset=latin-1",
        "text/plain",
        "",
        "/",
    ),
    *("multipart/form-data; boundary=a", "multipart/form-data", "multipart/form-data; boundary=" + "é" * 80),
    *("APPLICATION/JSON;;;", "application/json, text/html", f"{FORM}; charset={MARK}", "application/msgpack"),
)
WORDS = (
    "",
    MARK,
    f"<script>alert(1)</script> {MARK}",
    f"'\"><img src=x> {MARK}@evil.example",
    "\x00\r\n\u202e",
    "é" * 501,
)
words = st.sampled_from(WORDS) | st.text(max_size=40).map(lambda text: text + MARK) | st.just("413-555-0100")
fields = st.fixed_dictionaries(
    {},
    optional={
        "id": st.uuids(version=4).map(str) | st.sampled_from([ID, ID.upper(), "1", "٣" * 32]),
        "service": st.sampled_from(["nbox-pulaski", "nbox-easthampton", "", "../", MARK]),
        "kind": st.sampled_from(["closed", "unwelcome", "other", "", "Closed"]),
        "text": words,
        "who": st.just("A. B.") | words,
        "password": st.just(PASSWORD) | words,
        "state": st.sampled_from(["confirmed", "dismissed", "open", "", "x"]),
        "note": words,
        "more": words,
    },
)
reports = st.fixed_dictionaries(
    {"service": st.sampled_from(["nbox-pulaski", "nbox-easthampton"]), "kind": st.just("closed"), "text": words},
    optional={"id": st.uuids(version=4).map(str)},
)


def as_form(sent: dict[str, str]) -> bytes:
    return urlencode(sent, errors="replace").encode()


shaped = (fields | reports).flatmap(
    lambda sent: st.sampled_from([(as_form(sent), FORM), (json.dumps(sent).encode(), "application/json")])
)
anyhow = st.tuples(st.sampled_from(BOMBS) | st.binary(max_size=5000) | fields.map(as_form), st.sampled_from(KINDS))
bodies = shaped | anyhow
methods = st.sampled_from(["POST"] * 6 + ["PUT", "DELETE", "GET", "HEAD", "QUERY"])
headers: st.SearchStrategy[dict[str, str]] = st.just({}) | st.dictionaries(
    st.sampled_from(["HTTP_SEC_FETCH_SITE", "HTTP_CONTENT_ENCODING", "HTTP_EXPECT", "HTTP_COOKIE", "CONTENT_LENGTH"]),
    st.sampled_from(
        ["same-origin", "cross-site", "gzip, br", f"respira-desk={MARK}", MARK, "", "1", "-1", "9" * 11, "٣"]
    ),
    max_size=2,
)
senders = st.integers(0, 2**32 - 1).map(lambda number: f"2001:db8:{number >> 16:x}:{number & 0xFFFF:x}::1")


@pytest.fixture(scope="module")
def well(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A site whose database answers."""
    with taking(settings, tmp_path_factory.mktemp("well")) as client:
        take_in(client.application.extensions["reports"], Report(UUID(ID), "nbox-pulaski", "closed"), "192.0.2.1")
        yield client


@pytest.fixture(scope="module")
def away(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A site whose database is in a folder that is not there."""
    with taking(settings, tmp_path_factory.mktemp("away") / "gone") as client:
        yield client


@pytest.fixture(scope="module")
def signed_in(well: FlaskClient) -> tuple[str, str]:
    """The cookie and the token of somebody who has signed in: no server remembers them."""
    page = well.get("/desk/en/sign-in", base_url=HTTPS)
    cookie, token = page.headers["Set-Cookie"].partition(";")[0], token_in(page.data)
    form = {"token": token, "who": "Ana B.", "password": PASSWORD}
    inside = well.post("/desk/en/sign-in", data=form, headers={"Cookie": cookie}, base_url=HTTPS)
    cookie = inside.headers["Set-Cookie"].partition(";")[0]
    return cookie, token_in(well.get("/desk/en/", headers={"Cookie": cookie}, base_url=HTTPS).data)


def token_in(page: bytes) -> str:
    found: list[str] = re.findall(r'name="token" value="([^"]+)"', page.decode())
    return found[0]


class Sent(RawIOBase):
    """What somebody sends, for ever or to its end; it knows how much of it was read."""

    def __init__(self, body: bytes, *, for_ever: bool = False) -> None:
        self.body, self.for_ever, self.taken = body, for_ever, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        some = b"x" * len(buffer) if self.for_ever else self.body[self.taken : self.taken + len(buffer)]
        buffer[: len(some)] = some
        self.taken += len(some)
        return len(some)


def ask(
    client: FlaskClient, method: str, path: str, sent: Sent, kind: str, **more: str
) -> tuple[int, Headers, bytes]:
    """The status, the headers and the body of the answer."""
    environ = EnvironBuilder(path, base_url=HTTPS, method=method).get_environ()
    environ |= {"wsgi.input": sent, "CONTENT_TYPE": kind.encode().decode("latin-1")}
    environ |= {"CONTENT_LENGTH": str(len(sent.body)), **more}
    if "wsgi.input_terminated" in more:
        del environ["CONTENT_LENGTH"]
    pieces, status, answered = run_wsgi_app(client.application, environ, buffered=True)
    return int(status.split()[0]), answered, b"".join(pieces)


def without_given_back(status: int, kind: str, answered: bytes, sent: bytes) -> bytes:
    """The answer to a report without the words a form gives back to its reader: those that were sent, cleaned."""
    if status not in (200, 400, 429, 503) or not kind.startswith(FORM):
        return answered
    page = answered.decode()
    found = re.findall(r'(<textarea id="report-text"[^>]*>(.*?)</textarea>)', page, re.DOTALL)
    if status == 400 and not found:
        return answered
    ((whole, shown),) = found
    written = dict(parse_qsl(sent.decode("ascii"), keep_blank_values=True)).get("text", "")
    if status == 400:
        assert html.unescape(shown) == plain_words(written)
        return page.replace(whole, "").encode()
    assert html.unescape(shown) == without_names(written)
    assert (status == 200) == (without_names(written) != plain_words(written))
    return page.replace(whole, "").encode()


def check(method: str, answered: Headers, body: bytes) -> None:
    """What holds for every answer, also at the desk."""
    assert [name for name in SECURITY if name not in answered] == []
    assert method in ("GET", "HEAD") or answered["Cache-Control"] == "no-store"
    assert len(body) < BOUND
    assert b"Traceback" not in body
    assert [each for each in MARKUP if each in body] == []


@pytest.mark.parametrize("database", ["well", "away"])
@tries(300)
@given(
    method=methods,
    path=st.sampled_from(["/en/report", "/es/report", "/desk/en/sign-in", "/desk/es/", f"/desk/en/reports/{ID}"]),
    body=bodies,
    more=headers,
    sender=senders,
)
def test_no_body_makes_the_site_fail_or_repeat_it(
    database: str,
    request: pytest.FixtureRequest,
    caplog: pytest.LogCaptureFixture,
    method: str,
    path: str,
    body: tuple[bytes, str],
    more: dict[str, str],
    sender: str,
) -> None:
    client = request.getfixturevalue(database)
    sent, kind = body
    status, answered, page = ask(client, method, path, Sent(sent), kind, REMOTE_ADDR=sender, **more)
    assert status in (FINE if database == "well" else FINE - {201, 409, 429} | {503})
    check(method, answered, page)
    if method == "POST" and path.endswith("/report"):
        page = without_given_back(status, kind, page, sent)
    cookie = answered.pop("Set-Cookie", "")
    assert MARK not in cookie + caplog.text
    assert path.startswith("/desk") or not cookie
    check_nothing_told(answered, page)


@tries(200)
@given(sent=reports, is_form=st.booleans(), code=st.sampled_from(["en", "es"]), sender=senders)
def test_the_words_of_a_report_come_back_only_to_a_reader_who_can_send_them_again(
    well: FlaskClient, sent: dict[str, str], is_form: bool, code: str, sender: str
) -> None:
    body, kind = (as_form(sent), FORM) if is_form else (json.dumps(sent).encode(), "application/json")
    status, answered, page = ask(well, "POST", f"/{code}/report", Sent(body), kind, REMOTE_ADDR=sender)
    check("POST", answered, page)
    assert is_form or status != 200
    check_nothing_told(answered, without_given_back(status, kind, page, body))


DESK = (
    "sign-in",
    "sign-out",
    "",
    "calls",
    "done",
    f"reports/{ID}",
    f"reports/{ID.replace('5', '6')}",
    f"reports/{ID}/correction",
)


@tries(150)
@given(
    method=st.sampled_from(["POST", "GET"]),
    path=st.sampled_from(DESK).map("/desk/en/".__add__),
    sent=fields,
    asked=st.dictionaries(
        st.sampled_from(["how", "hours", "since", "why", "instead", "page", "kind", "service"]), words
    ),
    sender=senders,
)
def test_no_form_of_who_is_signed_in_makes_the_desk_fail_or_becomes_markup(
    well: FlaskClient,
    signed_in: tuple[str, str],
    method: str,
    path: str,
    sent: dict[str, str],
    asked: dict[str, str],
    sender: str,
) -> None:
    cookie, token = signed_in
    body = Sent(as_form({"token": token, **sent}))
    query = urlencode(asked, errors="replace")
    more = {"HTTP_COOKIE": cookie, "REMOTE_ADDR": sender, "QUERY_STRING": query}
    status, answered, page = ask(well, method, path, body, FORM, **more)
    assert status in {200, 303, 400, 403, 404, 405, 413}
    check(method, answered, page)


WAYS = ("a length too large", "no length", "chunks")


@pytest.mark.parametrize("kind", ["application/json", FORM, "multipart/form-data; boundary=x", "text/plain"])
@pytest.mark.parametrize(
    "way", [{"CONTENT_LENGTH": "99999999999"}, {"CONTENT_LENGTH": ""}, {"wsgi.input_terminated": True}], ids=WAYS
)
@pytest.mark.parametrize(
    ("method", "path", "largest"),
    [
        ("POST", "/en/report", LARGEST_FORM + 1),
        ("PUT", "/en/report", 0),
        ("POST", "/desk/en/sign-in", desk.LARGEST),
        ("POST", "/en/overdose", 0),
    ],
)
def test_who_sends_for_ever_is_not_listened_to(
    well: FlaskClient, method: str, path: str, largest: int, way: dict[str, Any], kind: str
) -> None:
    sent = Sent(b"", for_ever=True)
    status, _, _ = ask(well, method, path, sent, kind, **way)
    assert status in {400, 403, 405, 413, 415}
    assert sent.taken <= largest
