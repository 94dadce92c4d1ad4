"""Whatever bytes a stranger sends to its port, the server neither fails, nor repeats them, nor grows."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import Headers

from tests.page import SECURITY
from tests.production import Production, statuses
from tests.strangers import BOUND, MARK, NAMES, check_nothing_told, tries


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


@tries(60)
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
