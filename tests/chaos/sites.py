"""Which application serves a folder: ours as in production, or a small one to test the server itself."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from whitenoise import WhiteNoise

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


def production(build: Path) -> "WSGIApplication":
    """The site itself, as `wsgi.py` would serve this build."""
    from pwa import create_app
    from pwa.config import Settings

    return create_app(Settings(build=build))


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
