"""Addresses without a language: where `/` goes, health, version, robots, and assets while developing."""

import mimetypes
import tomllib

from flask import Blueprint, Response, abort, current_app, g, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from pwa.compact import as_json
from pwa.config import ROOT
from pwa.i18n import preferred
from pwa.open_data import media_type

blueprint = Blueprint("root", __name__)

VERSION: str = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
ROBOTS = "User-agent: *\nAllow: /\n"


@blueprint.get("/")
def choose_language() -> BaseResponse:
    """To Home in the best language the browser asks for. A phone that saved the site never gets here."""
    answer = redirect(f"/{preferred(request, g.site.languages)}/", 302)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Vary"] = "Accept-Language"
    return answer


@blueprint.get("/healthz")
def health() -> Response:
    """200 once the site serves."""
    return Response("ok\n", content_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-store"})


@blueprint.get("/version")
def version() -> Response:
    """Which program and which build answer: what a deployment compares with the phones' own "Saved for offline"."""
    told = {"version": VERSION, "generation": current_app.extensions.get("generation")}
    return Response(as_json(told), content_type="application/json", headers={"Cache-Control": "no-store"})


@blueprint.get("/robots.txt")
def robots_file() -> Response:
    """What crawlers may read: everything."""
    return Response(ROBOTS, content_type="text/plain; charset=utf-8")


@blueprint.get("/hsds/", defaults={"path": ""})
@blueprint.get("/hsds/<path:path>")
def open_data(path: str) -> Response:
    """The directory in open formats, live."""
    body = g.site.open_data.get(f"/hsds/{path}")
    if body is None:
        abort(404)
    return Response(body, content_type=media_type(request.path))


@blueprint.get("/favicon.ico", defaults={"path": ""})
@blueprint.get("/static/<path:path>")
def asset(path: str) -> Response:
    """An asset or a PDF rendered live. A built site is served from its files and never gets here."""
    body = g.site.assets.files.get(request.path)
    if body is None and path.startswith("paper/"):
        body = next((sheet.body for sheet in g.site.sheets() if sheet.address == request.path), None)
    if body is None:
        abort(404)
    kind = mimetypes.guess_type(request.path)[0] or "application/octet-stream"
    return Response(body, content_type=f"{kind}; charset=utf-8" if kind.startswith("text/") else kind)
