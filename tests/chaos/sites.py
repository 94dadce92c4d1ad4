"""Which application serves a folder: ours as in production, or a small one to test the server itself."""

import mimetypes
from collections.abc import Iterable
from functools import cache
from http.client import responses
from pathlib import Path
from typing import TYPE_CHECKING
from wsgiref.util import application_uri, request_uri

from whitenoise import WhiteNoise

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


def production(build: Path) -> "WSGIApplication":
    """The site itself, as `wsgi.py` would serve this build; reports go into a file beside it."""
    from pwa import create_app
    from pwa.config import Settings
    from pwa.reports.keeping import prepare_reports

    file = reports_of(build)
    app = create_app(Settings(build=build, database=f"sqlite:///{file}"))
    if not file.exists():
        prepare_reports(app)
    return app


def reports_of(build: Path) -> Path:
    """Where `production` keeps the reports of this build."""
    return build.with_name(f"{build.name}.reports.sqlite3")


DESK_PASSWORD = "four quiet words here"  # noqa: S105 - of a desk that lives as long as a test
DATABASE = "reports-of-a-test.sqlite3"
"""Where `with_desk` keeps reports: beside the folder of the build."""


def with_desk(build: Path) -> "WSGIApplication":
    """The site itself with a desk, whose reports are new at each start."""
    from werkzeug.security import generate_password_hash

    from pwa import create_app
    from pwa.config import Settings

    for file in build.parent.glob(f"{DATABASE}*"):
        file.unlink()
    desk = generate_password_hash(DESK_PASSWORD, "scrypt:1024:8:1")
    database = f"sqlite:///{build.with_name(DATABASE)}"
    app = create_app(Settings(build=build, reports=True, desk=desk, database=database))
    app.extensions["reports"].upgrade()
    return app


@cache
def files_alone(build: Path) -> "WSGIApplication":
    """The built files with their own headers, as in production, and no application behind: deployed in a moment."""
    from flask import Flask

    from pwa.built import read_build
    from pwa.serving import BuiltSite

    made = read_build(build)
    if made is None:
        raise FileNotFoundError(f"{build}: found no whole build, expected one")
    return BuiltSite(Flask("nothing", static_folder=None), build, made)


@cache
def exported(build: Path) -> "WSGIApplication":
    """The export of this build as nginx hands it out: each answer is nginx's own, passed on."""
    from pwa.export import export_site
    from tests.hosts import Host

    work = build.with_name(f"{build.name}.nginx")
    work.mkdir(exist_ok=True)
    export_site(build, work / "export")
    host = Host("nginx", work / "export", work)

    def pass_on(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        asked = {
            name[5:].replace("_", "-"): str(value) for name, value in environ.items() if name.startswith("HTTP_")
        }
        sent = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        address = request_uri(environ).removeprefix(application_uri(environ).rstrip("/"))
        said = host.ask(address, environ["REQUEST_METHOD"], {**asked, "Connection": "close"}, sent)
        for name in ("Connection", "Transfer-Encoding"):  # Between nginx and us alone.
            del said.headers[name]
        start_response(f"{said.status} {responses[said.status]}", said.headers.items())
        return [said.body]

    return pass_on


def without_headers(build: Path) -> "WSGIApplication":
    """The document root of a build as GitHub Pages hands one out: addresses without an ending, no header of ours."""
    root = build / "site"

    def answer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        address = environ["PATH_INFO"].lstrip("/")
        tried = (root / name for name in (address, f"{address}.html", f"{address}index.html") if ".." not in name)
        file = next((each for each in tried if each.is_file()), None)
        body = (file or root / "404.html").read_bytes()
        kind = mimetypes.guess_type(file or "404.html")[0] or "application/octet-stream"
        told = [("Content-Type", kind), ("Content-Length", str(len(body))), ("Cache-Control", "max-age=600")]
        start_response("200 OK" if file else "404 Not Found", told)
        return [body]

    return answer


def stand_in(build: Path) -> "WSGIApplication":
    """Any folder's files; behind them `/echo` returns a POST, `/stream` has no length, `/broken` raises."""
    return WhiteNoise(_answer, root=build)


def _answer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    match environ["REQUEST_METHOD"], environ["PATH_INFO"]:
        case "POST", "/echo":
            body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
            same = [("Content-Type", environ["CONTENT_TYPE"]), ("Content-Length", str(len(body)))]
            start_response("201 Created", [*same, ("X-Echo", "yes"), ("X-Echo", "twice")])
            return [body]
        case _, "/stream":
            start_response("200 OK", [("Content-Type", "text/plain")])
            return (piece for piece in (b"one ", b"two ", b"three"))
        case _, "/broken":
            print("an application may print; that must not end up among the answers to orders")
            raise RuntimeError("the stand-in application was asked to break")
        case _:
            start_response("404 Not Found", [("Content-Type", "text/plain"), ("Content-Length", "7")])
            return [b"nothing"]
