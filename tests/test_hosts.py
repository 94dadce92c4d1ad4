"""nginx and Caddy, as Debian brings them, serve the export as our own server serves the build."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pwa import create_app
from pwa.build import build_site
from pwa.export import export_site
from tests.hosts import PROGRAMS, Answer, Host, need
from tests.site_copies import browse
from tests.test_catalogue import flask

SERVERS_OWN = {
    "accept-ranges",
    "connection",
    "content-encoding",
    "content-length",
    "date",
    "etag",
    "server",
    "transfer-encoding",
    "vary",
}


@pytest.fixture(scope="module")
def export(built, tmp_path_factory) -> Path:
    """The export of the whole build."""
    folder = tmp_path_factory.mktemp("published") / "site"
    export_site(built.folder, folder)
    return folder


@pytest.fixture(scope="module", params=PROGRAMS)
def program(request) -> str:
    return need(request.param)


@pytest.fixture(scope="module")
def host(program, export, tmp_path_factory) -> Iterator[Host]:
    with Host(program, export, tmp_path_factory.mktemp(program)) as running:
        yield running


def ours(headers) -> dict[str, str]:
    """What decides how a browser treats an answer. Quotes around a character set mean nothing (RFC 9110)."""
    told = [(name.lower(), value) for name, value in headers.items() if name.lower() not in SERVERS_OWN]
    found = dict(told)
    assert len(found) == len(told), "a header twice"
    return {**found, "content-type": found.get("content-type", "").replace('"', "")}


def test_every_address_has_the_bytes_and_the_headers_our_server_gives_it(host, served, built, site):
    sheets = [sheet.address for sheet in site.sheets()]
    packs = [f"/packs/{file.name}" for file in (built.root / "packs").glob("*.json")]
    beside = ["/sw.js", "/precache.json", "/robots.txt"]
    assert packs
    for address in [*built.made.entries, *sheets, *site.open_data, *packs, *beside]:
        expected, found = served.get(address), host.ask(address)
        assert (found.status, found.body) == (200, expected.get_data()), address
        assert ours(found.headers) == ours(expected.headers), address


@pytest.mark.parametrize(
    "address",
    ["/en/overdose/", "/en/overdose.html", "/es/safer-use/not-alone/", "/es", "/en/index.html", "/en/index"],
)
def test_another_way_to_write_an_address_leads_to_the_page(host, served, address):
    expected, found = served.get(address), host.ask(address)
    assert found.status == expected.status_code == 301
    assert found.headers["Location"] == expected.headers["Location"]


MISSING = {
    "a page": "/en/nothing",
    "a page in Spanish": "/es/nothing/at/all",
    "a picture": "/en/nothing.png",
    "a language": "/xx/overdose",
    "an asset": "/static/js/nothing.00000000.js",
    "open data": "/hsds/nothing",
    "the page for what is not there": "/404.html",
    "the same in Spanish": "/es/404.html",
    "the page for a failure": "/en/500.html",
    "the page that chooses a language": "/index.html",
    "the rules": "/_hosting/nginx.conf",
    "the headers": "/_headers",
    "a compressed form": "/en/overdose.html.br",
    "the record of the build": "/build.json",
    "a folder": "/static",
    "a step out of the folder": "/en/..%2f..%2f..%2fbuild.json",
}


@pytest.mark.parametrize("address", MISSING.values(), ids=MISSING)
def test_what_has_no_address_is_answered_with_a_page_that_leads_on_and_is_not_kept(host, site, address):
    found = host.ask(address)
    assert found.status in (400, 404)
    for name, value in site.headers.common.items():
        assert found.headers[name] == value, name
    if found.status == 404:
        assert found.headers["Cache-Control"] == "no-store"
        assert found.headers["Content-Type"] == "text/html; charset=utf-8"
        language = "es" if address.startswith("/es/") else "en"
        assert f'href="/{language}/overdose"' in found.body.decode("utf-8")


def test_no_method_but_get_and_head_gets_a_page_and_no_answer_lacks_the_headers(host, site):
    for method in ("POST", "PUT", "DELETE"):
        found = host.ask("/en/overdose", method, body=b"anything")
        assert found.status == 405
        for name, value in site.headers.common.items():
            assert found.headers.get(name) == value, name
    head = host.ask("/en/overdose", "HEAD")
    assert (head.status, head.body) == (200, b"")


def test_the_first_page_leads_on_by_plain_links(host, site):
    found = host.ask("/")
    assert found.status == 200
    assert all(f'href="/{code}/"' in found.body.decode("utf-8") for code in site.languages)
    assert found.headers["Content-Security-Policy"] == site.headers.common["Content-Security-Policy"]


def test_what_is_compressed_is_sent_so_and_caches_are_told(host, export):
    found = host.ask("/en/overdose", headers={"Accept-Encoding": "gzip"})
    assert found.headers["Content-Encoding"] == "gzip"
    assert found.headers["Vary"] == "Accept-Encoding"
    assert found.body == (export / "en/overdose.html.gz").read_bytes()


def test_a_part_of_a_file_is_sent_where_it_is_asked_for(host, export):
    found = host.ask("/robots.txt", headers={"Range": "bytes=0-9"})
    assert found.status == 206
    assert found.body == (export / "robots.txt").read_bytes()[:10]


def test_who_has_these_bytes_is_not_sent_them_again(host):
    tag = host.ask("/en/overdose").headers["ETag"]
    found = host.ask("/en/overdose", headers={"If-None-Match": tag})
    assert (found.status, found.body) == (304, b"")
    by_time = host.ask("/en/overdose", headers={"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"})
    assert by_time.status == 200


def test_a_digit_corrected_within_the_same_second_is_a_new_version(program, built, tmp_path):
    """Same length, same second: by time and length alone nginx would say that nothing has changed."""

    def answer(digit: str, work: Path) -> Answer:
        work.mkdir()
        build = work / "build"
        shutil.copytree(built.root / "en", build / "site" / "en")
        shutil.copytree(built.root / "_hosting", build / "site" / "_hosting")
        (build / "site" / "en" / "overdose.html").write_text(f"Give {digit} mg.")
        (build / "site" / "en" / "overdose.html.gz").unlink()
        (build / "site" / "en" / "overdose.html.br").unlink()
        export_site(build, work / "export")
        (work / "run").mkdir()
        with Host(program, work / "export", work / "run") as running:
            return running.ask("/en/overdose")

    wrong, right, again = (answer(digit, tmp_path / name) for digit, name in (("2", "a"), ("4", "b"), ("4", "c")))
    assert [each.body for each in (wrong, right)] == [b"Give 2 mg.", b"Give 4 mg."]
    assert wrong.headers["ETag"] != right.headers["ETag"]
    assert again.headers["ETag"] == right.headers["ETag"]


def test_no_line_says_who_read_what(program, export, tmp_path):
    with Host(program, export, tmp_path) as running:
        for address in ("/en/overdose", "/en/nothing-to-see", "/es/today"):
            running.ask(address)
    written = [file.read_text("utf-8", "replace") for file in tmp_path.rglob("*.log")]
    for log in (running.said, *written):
        assert not re.search(r"/(en|es)/|127\.0\.0\.1", log), log


def test_a_file_that_cannot_be_opened_is_not_written_down_beside_who_asked_for_it(built, tmp_path):
    """nginx calls this critical: the level that is kept where all others are switched off."""
    need("nginx")
    shutil.copytree(built.root / "_hosting", tmp_path / "export" / "_hosting")
    (tmp_path / "export" / "en").mkdir()
    (tmp_path / "export" / "en" / "overdose.html").symlink_to("overdose.html")
    (tmp_path / "run").mkdir()
    with Host("nginx", tmp_path / "export", tmp_path / "run") as running:
        assert running.ask("/en/overdose").status == 404
    assert "/en/" not in running.said
    assert "127.0.0.1" not in running.said


def test_verify_finds_the_export_as_built(host, built):
    result = flask(built.settings, "verify", host.origin)
    assert result.exit_code == 0, result.output


def test_the_worker_of_a_retired_site_erases_here_too(program, settings, tmp_path):
    chosen = replace(settings, retire=True, languages=("en",), build=tmp_path / "build")
    build_site(create_app(chosen), precompress=False)
    export_site(chosen.build, tmp_path / "export")
    (tmp_path / "run").mkdir()
    with Host(program, tmp_path / "export", tmp_path / "run") as running:
        found = running.ask("/sw.js")
        gone = running.ask("/es/overdose")
    assert ours(found.headers) == ours(browse(chosen).get("/sw.js").headers)
    assert found.headers["Clear-Site-Data"] == '"storage"'
    assert gone.status == 404
    assert re.search('<html lang="en"', gone.body.decode("utf-8"))
