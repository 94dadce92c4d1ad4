"""An export with our server behind it: nginx and Caddy hand out files, and pass on what only the server answers."""

import json
import re
import socket
from collections.abc import Iterator
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from werkzeug.security import generate_password_hash

from pwa.config import ROOT, Settings
from pwa.export import ExportError, export_site, rules_with
from pwa.hosting import caddy_rules, nginx_rules
from pwa.reports.database import Database
from pwa.reports.tables import StoredReport
from pwa.site import read_site
from tests.hosts import PROGRAMS, Answer, Host, need
from tests.production import Production
from tests.test_catalogue import flask
from tests.test_hosts import ours

PLACE = "nbox-pulaski"
PASSWORD = "four quiet words here"  # noqa: S105 - of a desk that lives as long as a test
JSON = {"Content-Type": "application/json", "Sec-Fetch-Site": "same-origin"}
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}


@pytest.fixture(scope="module")
def with_desk(built, tmp_path_factory) -> Settings:
    database = f"sqlite:///{tmp_path_factory.mktemp('kept') / 'reports.sqlite3'}"
    desk = generate_password_hash(PASSWORD, "scrypt:1024:8:1")
    return replace(built.settings, reports=True, desk=desk, database=database)


def behind(settings: Settings, folder: Path) -> Production:
    """Our server as `docs/deploying.md` says to start it behind another one."""
    chosen = {"RESPIRA_REPORTS": "yes", "RESPIRA_DESK": settings.desk, "DATABASE_URL": settings.database}
    return Production(settings, folder, RESPIRA_PROXIES="1", **chosen)


def exported(settings: Settings, server: Production, folder: Path) -> Path:
    export_site(settings.build, folder, rules_with(f"http://127.0.0.1:{server.port}", read_site(settings)))
    return folder


@pytest.fixture(scope="module")
def server(with_desk, tmp_path_factory) -> Iterator[Production]:
    with behind(with_desk, tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture(scope="module", params=PROGRAMS)
def program(request) -> str:
    return need(request.param)


@pytest.fixture(scope="module")
def host(program, with_desk, server, tmp_path_factory) -> Iterator[Host]:
    folder = exported(with_desk, server, tmp_path_factory.mktemp("published") / "site")
    with Host(program, folder, tmp_path_factory.mktemp(program)) as running:
        yield running


@pytest.fixture(scope="module")
def database(with_desk) -> Iterator[Database]:
    opened = Database(with_desk.database)
    yield opened
    opened.close()


def ask(port: int, address: str, method: str, headers: dict[str, str], body: str, sender: str) -> Answer:
    """One request from `sender`, an address of this machine."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30, source_address=(sender, 0))
    try:
        connection.request(method, address, body.encode() or None, headers)
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read())
    finally:
        connection.close()


def report(id: UUID, **changes: str) -> str:
    return json.dumps({"id": str(id), "service": PLACE, "kind": "closed", "text": "", **changes})


def stored(database: Database, id: UUID) -> StoredReport | None:
    with database.session() as session:
        return session.scalar(select(StoredReport).where(StoredReport.id == id))


def test_a_report_is_stored_and_answered_in_the_language_of_its_address(host, database):
    id = uuid4()
    found = host.ask("/es/report", "POST", JSON, report(id, text="La puerta está cerrada.").encode())
    assert found.status == 201
    assert "Gracias" in json.loads(found.body)["message"]
    kept = stored(database, id)
    assert kept
    assert kept.text == "La puerta está cerrada."


def test_a_form_without_a_script_is_answered_with_a_page(host):
    found = host.ask("/en/report", "POST", FORM, urlencode({"service": "hampshire-hope", "kind": "hours"}).encode())
    assert found.status == 201
    assert b"Thank you" in found.body
    assert found.headers["Content-Type"] == "text/html; charset=utf-8"


def test_reports_are_counted_by_who_really_sends_them_whatever_they_say(host, database):
    """A sender of its own for each program: both pass on to the same server."""
    one, other = (f"127.0.{2 + list(PROGRAMS).index(host.program)}.{number}" for number in (1, 2))
    sent = [(uuid4(), one, "192.0.2.1"), (uuid4(), one, "192.0.2.2"), (uuid4(), other, "192.0.2.1")]
    for id, sender, said in sent:
        headers = {**JSON, "X-Forwarded-For": said}
        assert ask(host.port, "/en/report", "POST", headers, report(id, kind="phone"), sender).status == 201
    assert [kept.counts for id, _, _ in sent if (kept := stored(database, id))] == [True, False, True]


def test_another_sites_page_is_refused_behind_another_server_too(host, database):
    id = uuid4()
    found = host.ask("/en/report", "POST", {**JSON, "Sec-Fetch-Site": "cross-site"}, report(id).encode())
    assert found.status == 400
    assert stored(database, id) is None


def test_every_answer_has_the_headers_of_our_server_once(host, server):
    asked = [
        ("/en/report", "POST", JSON, "{}"),
        ("/es/report", "POST", FORM, "kind=x"),
        ("/en/report", "PUT", JSON, "{}"),
        ("/en/report", "POST", JSON, report(uuid4(), text="x" * 5000)),
        *((address, "GET", {"Accept-Language": "es"}, "") for address in ("/desk", "/desk/en/", "/desk/es/nowhere")),
        ("/desk/es/sign-in", "GET", {}, ""),
        ("/desk/en/sign-in", "POST", FORM, "who=x&password=y"),
        ("/desk/en/", "DELETE", {}, ""),
    ]
    for address, method, headers, body in asked:
        direct = ask(server.port, address, method, headers, body, "127.0.0.1")
        passed = host.ask(address, method, headers, body.encode())
        assert passed.status == direct.status, (address, method)
        told = [ours(found.headers) for found in (direct, passed)]
        cookies = [found.pop("set-cookie", "").partition("=")[0] for found in told]
        assert told[0] == {name: value for name, value in told[1].items() if name != "via"}, (address, method)
        assert cookies[0] == cookies[1]
        assert passed.headers["Cache-Control"].startswith("no-store"), (address, method)


def test_what_is_far_too_long_never_reaches_our_server(host, site):
    for address, length in (("/en/report", 20_000), ("/desk/es/sign-in", 100_000)):
        found = host.ask(address, "POST", FORM, b"text=" + b"x" * length)
        assert found.status == (502 if host.program == "caddy" else 413)  # Caddy finds out while it passes on.
        for name, value in site.headers.common.items():
            assert found.headers.get(name) == value, name
        assert found.headers["Cache-Control"] == "no-store"


def test_the_desk_is_entered_through_it(host, with_desk):
    sign_in = host.ask("/desk/en/sign-in")
    policy = sign_in.headers.get_all("Content-Security-Policy")
    assert policy
    assert len(policy) == 1
    assert "script" not in policy[0]
    cookie = sign_in.headers["Set-Cookie"].partition(";")[0]
    (token,) = re.findall(r'name="token" value="([^"]+)"', sign_in.body.decode())
    form = urlencode({"token": token, "who": "Ana", "password": PASSWORD}).encode()
    come_in = host.ask("/desk/en/sign-in", "POST", {**FORM, "Cookie": cookie}, form)
    assert (come_in.status, come_in.headers["Location"]) == (303, "/desk/en/")
    assert {"Secure", "HttpOnly", "Path=/desk"} <= set(come_in.headers["Set-Cookie"].split("; "))
    cookie = come_in.headers["Set-Cookie"].partition(";")[0]
    assert b"Ana" in host.ask("/desk/en/", headers={"Cookie": cookie}).body


def test_all_that_is_read_is_still_a_file(host, built, site):
    for address in ("/en/report", "/es/report", "/en/overdose", "/en/services"):
        found = host.ask(address)
        assert (found.status, found.body) == (200, built.body(address)), address
        expected = {name.lower(): value for name, value in site.headers.of(address).items()}
        assert ours(found.headers) == {**expected, "content-type": "text/html; charset=utf-8"}
    assert host.ask("/desktop").status == 404
    assert host.ask("/en/overdose", "POST", FORM, b"x=y").status == 405


def test_where_our_server_is_away_the_reader_gets_a_page_of_ours_and_nothing_is_written_down(
    program, with_desk, built, site, tmp_path
):
    for name in ("server", "host"):
        (tmp_path / name).mkdir()
    with behind(with_desk, tmp_path / "server") as server:
        folder = exported(with_desk, server, tmp_path / "site")
        with Host(program, folder, tmp_path / "host") as running:
            server.stop()
            for address in ("/es/report", "/desk/es/"):
                found = running.ask(address, "POST", JSON, report(uuid4()).encode())
                assert found.status == 502
                assert found.body == built.body("/es/500.html")
                for name, value in site.headers.common.items():
                    assert found.headers.get_all(name) == [value], name
                assert found.headers["Cache-Control"] == "no-store"
            assert running.ask("/es/overdose").body == built.body("/es/overdose")
    written = [file.read_text("utf-8", "replace") for file in (tmp_path / "host").rglob("*.log")]
    for log in (running.said, *written):
        assert not re.search(r"/es/|127\.0\.0\.1", log), log


def test_our_caddyfile_writes_down_no_request_that_cannot_be_passed_on(tmp_path, monkeypatch):
    """Caddy passes everything on, as the guide says one may; nobody answers behind it."""
    need("caddy")
    (options,) = re.findall(
        r"^\{\n(.*?)^\}", (ROOT / "docs/deploying/Caddyfile").read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    with socket.socket() as nobody:  # Bound, never listening.
        nobody.bind(("127.0.0.1", 0))
        passing = f"reverse_proxy 127.0.0.1:{nobody.getsockname()[1]}"
        text = f"{{\nadmin off\nauto_https off\n{options}}}\nhttp://127.0.0.1:PORT {{\n{passing}\n}}\n"
        settings = text.replace("{", "{{").replace("}", "}}").replace("PORT", "{port}")
        monkeypatch.setitem(PROGRAMS, "caddy", PROGRAMS["caddy"]._replace(settings=settings))
        with Host("caddy", tmp_path, tmp_path) as running:
            assert running.ask("/en/overdose").status == 502
            assert running.ask("/es/report", "POST", JSON, b"{}").status == 502
    assert not re.search(r"/en/|/es/|127\.0\.0\.1", running.said), running.said


def test_no_line_passes_anything_on_that_is_not_there(settings):
    with_reports = read_site(replace(settings, reports=True))
    for rules in (nginx_rules, caddy_rules):
        plain = rules(with_reports)
        assert "proxy" not in plain
        assert "/report" not in plain
        passing = rules(with_reports, "http://127.0.0.1:8000")
        assert "/en/report" in passing
        assert "/desk" not in passing


@pytest.mark.parametrize("url", ["", "127.0.0.1:8000", "https://respira.example", "http://x/y", "http://x; root /"])
def test_only_the_origin_of_a_server_is_one(settings, url):
    site = read_site(replace(settings, reports=True))
    with pytest.raises(ExportError, match=r"^--with-server: found .*, expected our server"):
        rules_with(url, site)


def test_the_export_takes_no_reports_unless_a_server_is_named(site_copy, tmp_path):
    settings = replace(site_copy, languages=("en",), reports=True)
    plain = flask(settings, "export", str(tmp_path / "plain"))
    assert plain.exit_code == 0, plain.output
    assert "http://127" not in (tmp_path / "plain/_hosting/nginx.conf").read_text("utf-8")
    pages = {file: file.read_text("utf-8") for file in (tmp_path / "plain").rglob("*.html")}
    assert [file for file, text in pages.items() if 'method="post"' in text or 'href="/en/report' in text] == []
    served = flask(settings, "export", "--with-server", "http://127.0.0.1:8000", str(tmp_path / "served"))
    assert served.exit_code == 0, served.output
    assert "RESPIRA_PROXIES=1" in served.output
    for name in ("nginx.conf", "caddy.conf"):
        assert "http://127.0.0.1:8000" in (tmp_path / "served/_hosting" / name).read_text("utf-8")
    off = flask(replace(settings, reports=False), "export", "--with-server", "http://x", str(tmp_path / "off"))
    assert off.exit_code == 1
    assert off.output == (
        "Error: --with-server: found RESPIRA_REPORTS=no, expected yes: there is nothing to pass on.\n"
    )
