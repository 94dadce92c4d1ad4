"""The server of the built site: the very bytes of the build, asked for again only when they changed."""

import gzip
import hashlib
import os
import shutil

import brotli
import pytest
from flask.testing import FlaskClient

from tests.page import SECURITY
from tests.site_copies import browse, copy_of_site

BROTLI, GZIP = {"Accept-Encoding": "gzip, deflate, br, zstd"}, {"Accept-Encoding": "gzip"}


@pytest.fixture
def corrected(built, tmp_path):
    """A function that serves the whole build with one dose corrected, and nothing else about the file changed."""

    def serve(old: bytes, new: bytes) -> FlaskClient:
        folder = shutil.copytree(built.folder, tmp_path / "build", dirs_exist_ok=True)
        file = folder / "site/en/overdose.html"
        before = file.stat()
        body = built.body("/en/overdose")
        assert old in body
        file.write_bytes(body.replace(old, new))
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
        assert (file.stat().st_size, file.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)
        return browse(copy_of_site(tmp_path / "words", build=folder))

    return serve


def test_every_entry_is_served_as_it_was_built(built, served):
    for address in built.made.entries:
        response = served.get(address)
        assert response.status_code == 200, address
        assert response.get_data() == built.body(address)
        assert response.headers["ETag"] == f'"{hashlib.sha256(built.body(address)).hexdigest()}"'
        assert "Last-Modified" not in response.headers
        assert "Set-Cookie" not in response.headers
        assert response.headers.get("Vary", "Accept-Encoding") == "Accept-Encoding"


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("/en/overdose", "text/html; charset=utf-8"),
        ("/es/", "text/html; charset=utf-8"),
        ("/sw.js", "text/javascript; charset=utf-8"),
        ("/en/app.webmanifest", "application/manifest+json"),
        ("/robots.txt", "text/plain; charset=utf-8"),
        ("/favicon.ico", "image/x-icon"),
    ],
)
def test_every_file_says_what_it_is(address, kind, served):
    assert served.get(address).headers["Content-Type"].replace('"', "") in (
        kind,
        kind.replace("x-icon", "vnd.microsoft.icon"),
    )


def test_a_phone_that_has_the_page_is_not_sent_it_again(served):
    tag = served.get("/en/overdose").headers["ETag"]
    for header in (tag, f"W/{tag}", f'"other", {tag}', f'"other",W/{tag} , "more"', "*"):
        response = served.get("/en/overdose", headers={"If-None-Match": header})
        assert (response.status_code, response.get_data()) == (304, b""), header
        assert response.headers["ETag"] == tag
        assert response.headers["Cache-Control"] == "no-cache, no-transform"
        assert not set(SECURITY) - set(dict(response.headers)), "a policy may have changed"
        assert response.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("header", ['"other"', "other", "", '""', '"*"', "W/", "x" * 9000])
def test_a_phone_that_has_another_page_is_sent_this_one(served, header):
    assert served.get("/en/overdose", headers={"If-None-Match": header}).status_code == 200


def test_the_time_of_a_file_decides_nothing(served):
    later = {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}
    assert served.get("/en/overdose", headers=later).status_code == 200


def test_one_digit_corrected_arrives_though_size_and_time_are_the_same(served, corrected):
    before = served.get("/en/overdose").headers["ETag"]
    client = corrected(b"every 5 seconds", b"every 6 seconds")
    response = client.get("/en/overdose", headers={"If-None-Match": before})
    assert response.status_code == 200
    assert b"every 6 seconds" in response.get_data()
    assert response.headers["ETag"] != before


def test_a_server_that_runs_on_over_a_newer_build_sends_the_old_page_whole(built, tmp_path):
    folder = shutil.copytree(built.folder, tmp_path / "build")
    client = browse(copy_of_site(tmp_path / "words", build=folder))
    (folder / "site/en/overdose.html").write_bytes(b"Newer, and much shorter.")
    for header in ({}, {"If-None-Match": '"of another version"'}):
        response = client.get("/en/overdose", headers=header)
        assert response.get_data() == built.body("/en/overdose")
        assert response.headers["Content-Length"] == str(len(response.get_data()))


@pytest.mark.parametrize("address", ["/en/overdose", "/es/", "/sw.js", "/en/app.webmanifest"])
def test_each_browser_gets_the_smallest_form_it_reads(served, built, address):
    body = built.body(address)
    small = served.get(address, headers=BROTLI)
    assert small.headers["Content-Encoding"] == "br"
    assert brotli.decompress(small.get_data()) == body
    middle = served.get(address, headers=GZIP)
    assert middle.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(middle.get_data()) == body
    for header in ({}, {"Accept-Encoding": "identity"}, {"Accept-Encoding": "*"}):
        whole = served.get(address, headers=header)
        assert "Content-Encoding" not in whole.headers
        assert whole.get_data() == body
    assert len(small.get_data()) < len(middle.get_data()) < len(body)
    for response in (small, middle):
        assert response.headers["Vary"] == "Accept-Encoding"
        assert response.headers["Content-Length"] == str(len(response.get_data()))


def test_what_compression_does_not_shrink_is_served_as_it_is(served, built):
    address = next(address for address in built.made.entries if address.endswith(".png"))
    response = served.get(address, headers=BROTLI)
    assert "Content-Encoding" not in response.headers
    assert response.get_data() == built.body(address)


@pytest.mark.parametrize(
    ("header", "start", "end"), [("bytes=0-99", 0, 100), ("bytes=10-", 10, None), ("bytes=-20", -20, None)]
)
def test_a_part_can_be_asked_for(served, built, header, start, end):
    response = served.get("/en/overdose", headers={"Range": header})
    assert response.status_code == 206
    assert response.get_data() == built.body("/en/overdose")[start:end]
    assert response.headers["Content-Range"].endswith(f"/{len(built.body('/en/overdose'))}")
    assert not [name for name in SECURITY if name not in response.headers]


@pytest.mark.parametrize("header", ["bytes=x", "bytes=1-2,4-5", "pages=1-2", "bytes", "", "bytes=--", "bytes=5-x"])
def test_a_part_nobody_understands_is_the_whole(served, built, header):
    response = served.get("/en/overdose", headers={"Range": header})
    assert response.get_data() == built.body("/en/overdose")


@pytest.mark.parametrize(
    "address",
    [
        "/_headers",
        "/_redirects",
        "/404.html",
        "/en/404.html",
        "/en/500.html",
        "/es/404.html",
        "/index.html",
        "/en/404",
    ],
)
def test_files_for_other_hosts_are_not_served_here(served, built, address):
    assert served.get(address).status_code in (301, 404)


@pytest.mark.parametrize(
    "address",
    ["/sw.js.br", "/en/overdose.html.gz", "/en/overdose.br", "/build.json", "/_hosting/nginx.conf", "/site/sw.js"],
)
def test_nothing_but_the_document_root_is_served(served, address):
    assert served.get(address).status_code == 404


ODD = [
    "/../build.json",
    "/en/../../build.json",
    "/en/%2e%2e/%2e%2e/build.json",
    "/..%2f..%2fetc/passwd",
    "/static/../../build.json",
    "/static/%2e%2e/sw.js",
    "//etc/passwd",
    "//evil.example/en/overdose",
    "/\\evil.example",
    "/en//overdose",
    "/en/overdose//",
    "/en/%00",
    "/en/overdose%00.html",
    "/en/%ff%fe",
    "/%c0%ae%c0%ae/",
    "/en/" + "a" * 5000,
    "/en/" + "a/" * 2000,
    "/en/over dose",
    "/en/overdosé",
    "/en/overdose;x=1",
    "/en/{{7*7}}",
    "/en/<script>alert(1)</script>",
    "/en/%0d%0aSet-Cookie:a=b",
    "/en/overdose?%ff=%00&a[]=",
    "/EN/overdose",
    "/static/",
    "/static",
    "/en/.",
    "/en/..",
    "/.env",
    "/.git/config",
    "/en/.html",
    "/en/-",
]


@pytest.mark.parametrize("address", ODD, ids=[str(number) for number in range(len(ODD))])
@pytest.mark.parametrize("where", ["client", "served"])
def test_no_address_makes_the_server_stumble_or_leave_its_folder(where, address, request):
    response = request.getfixturevalue(where).get(address)
    assert response.status_code in (200, 301, 308, 404), f"{address}: {response.status}"
    if response.status_code == 200:
        assert "tel:911" in response.text
    if response.status_code in (301, 308):
        location = response.headers["Location"]
        assert location.startswith(("/en/", "/es/", "http://localhost/")), location
    assert "Set-Cookie" not in response.headers
    for leaked in ("root:", '"inputs"', "Traceback", "alert(1)"):
        assert leaked not in response.text


@pytest.mark.parametrize("where", ["client", "served"])
def test_odd_headers_do_not_make_the_server_stumble(where, request):
    client = request.getfixturevalue(where)
    for name in ("Accept-Language", "Accept-Encoding", "If-None-Match", "Range", "Host", "Cookie", "Referer"):
        for value in ("", ",;=", "\xff\xfe", "a" * 9000, "*;q=x", '"', "bytes=99999999999999999999-"):
            for address in ("/", "/en/overdose", "/en/nothing"):
                response = client.get(address, headers=[(name, value)])
                assert response.status_code in (200, 206, 302, 400, 404, 416), f"{name}: {value!r} at {address}"
                assert "Set-Cookie" not in response.headers
