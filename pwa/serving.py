"""Serves the built site: WhiteNoise in front of Flask, with our addresses, our ETags and our headers."""

import hashlib
import io
import re
from http import HTTPStatus
from pathlib import Path
from typing import Any
from wsgiref.headers import Headers

import click
from flask import Flask
from whitenoise import WhiteNoise
from whitenoise.responders import Response, StaticFile

from pwa.built import Build, read_build
from pwa.config import Settings
from pwa.headers import OPEN_DATA, HeaderTable
from pwa.open_data import MEDIA_TYPES

NOT_SERVED = re.compile(r"^/(_headers|_redirects|_hosting/.*|index\.html|([a-z-]+/)?(404|500)\.html)$")
"""Files for static hosts. Here Flask answers `/` and errors."""

KEPT_IN_MEMORY = 300_000
"""Bytes of the largest file that is answered from memory. WhiteNoise opens the others: large packs, few else."""

PACK = re.compile(r"/packs/[a-z0-9-]+(\.[0-9a-f]{8})?\.(json|pmtiles)")


class HashedFile(StaticFile):  # type: ignore[misc]
    """A file whose ETag is its SHA-256, read once where it is small.

    WhiteNoise's own ETag is time and size, so "2 mg" corrected to "4 mg" could be answered "not modified".
    """

    def __init__(self, path: str, headers: Any, encodings: dict[str, str], stat_cache: Any = None) -> None:
        """Read the file and its compressed forms."""
        self._bodies: dict[str, bytes] = {}
        super().__init__(path, headers, encodings=encodings, stat_cache=stat_cache)

    def whole(self, environ: dict[str, Any]) -> tuple[list[tuple[str, str]], bytes] | None:
        """Headers and body of a plain answer that is ready in memory; None for what needs a closer look.

        Memory and the headers are of one build. On the disk there may be a newer one, until the server starts again.
        """
        if "HTTP_RANGE" in environ or environ["REQUEST_METHOD"] != "GET":
            return None
        if "HTTP_IF_NONE_MATCH" in environ and self.is_not_modified(environ):
            return None
        path, headers = self.get_path_and_headers(environ)
        body = self._bodies.get(path)
        return None if body is None else (headers, body)

    def get_headers(self, headers_list: list[tuple[str, str]], files: dict[str | None, Any]) -> Headers:
        """The headers, without the time of the file."""
        headers = Headers(headers_list)
        small = [Path(each.path) for each in files.values() if each.size <= KEPT_IN_MEMORY]
        self._bodies = {str(file): file.read_bytes() for file in small}
        with self._opened(files[None].path) as stream:
            headers["ETag"] = f'"{hashlib.file_digest(stream, "sha256").hexdigest()}"'
        if len(files) > 1:
            headers["Vary"] = "Accept-Encoding"
        return headers

    def _opened(self, path: str) -> io.BufferedIOBase:
        return io.BytesIO(self._bodies[path]) if path in self._bodies else open(path, "rb")

    def get_path_and_headers(self, request_headers: dict[str, str]) -> tuple[str, Any]:
        """The file to send. A part of a file is sent as it is: a part of a compressed one opens nowhere."""
        plain = (
            {**request_headers, "HTTP_ACCEPT_ENCODING": ""} if "HTTP_RANGE" in request_headers else request_headers
        )
        found: tuple[str, Any] = super().get_path_and_headers(plain)
        return found

    def get_range_response(self, range_header: str, base_headers: list[tuple[str, str]], file_handle: Any) -> Any:
        """The part; of one that begins behind the end, the refusal, which carries our headers too."""
        found = super().get_range_response(range_header, base_headers, file_handle)
        if found.status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            kept = [(name, value) for name, value in base_headers if name not in ("Content-Length", "ETag")]
            found.headers = [*kept, *found.headers, ("Content-Length", "0")]
        return found

    @staticmethod
    def get_not_modified_response(headers: Headers) -> Response:
        """With our headers: a browser keeps a page with those of the last answer, and a policy may have changed."""
        kept = [(name, value) for name, value in headers.items() if name not in ("Content-Type", "Content-Length")]
        return Response(status=HTTPStatus.NOT_MODIFIED, headers=kept, file=None)

    def is_not_modified(self, request_headers: dict[str, str]) -> bool:
        """Whether the browser or a cache between us holds these very bytes (RFC 9110, section 13.1.2)."""
        tags = [tag.strip().removeprefix("W/") for tag in request_headers.get("HTTP_IF_NONE_MATCH", "").split(",")]
        return self.etag in tags or tags == ["*"]


class BuiltSite(WhiteNoise):  # type: ignore[misc]
    """WhiteNoise for the folder of `flask build`: `en/overdose.html` is `/en/overdose`, `en/index.html` is `/en/`."""

    def __init__(self, app: Flask, folder: Path, made: Build) -> None:
        """Scan the document root of `folder` and stand in front of `app`. The build brings its own headers."""
        self._headers = HeaderTable(made.headers, made.retire)
        self._packs = folder / "site" / "packs"
        self._seen: dict[str, tuple[int, int] | None] = {}
        super().__init__(
            app.wsgi_app,
            root=folder / "site",
            max_age=None,
            allow_all_origins=False,
            add_headers_function=self._add_headers,
            mimetypes={
                ".webmanifest": "application/manifest+json",
                ".js": "text/javascript",
                ".pmtiles": "application/octet-stream",
                **MEDIA_TYPES,
            },
        )

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        """Files answer GET and HEAD; everything else is Flask's, so that every refusal carries our headers."""
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return self.application(environ, start_response)
        if PACK.fullmatch(address := environ["PATH_INFO"]):
            self._look_again(address)
        elif (file := self.files.get(address)) and (ready := file.whole(environ)):
            headers, body = ready
            start_response("200 OK", headers.copy())
            return [body]
        return super().__call__(environ, start_response)

    def _look_again(self, address: str) -> None:
        """`flask areas build` may have put new packs there since this server began."""
        file = self._packs / address.removeprefix("/packs/")
        seen = (file.stat().st_mtime_ns, file.stat().st_ino) if file.exists() else None
        if self._seen.get(address) == seen:
            return
        self._seen[address] = seen
        self.files.pop(address, None)
        if seen:
            self.add_file_to_dictionary(address, str(file))

    def add_file_to_dictionary(self, url: str, path: str, stat_cache: Any = None) -> None:
        """Give each page its address without an extension."""
        if NOT_SERVED.match(url):
            return
        super().add_file_to_dictionary(address_of(url), path, stat_cache=stat_cache)

    def get_static_file(self, path: str, url: str, stat_cache: Any = None) -> HashedFile:
        """The file with our headers and ETag."""
        headers = Headers([])
        self.add_mime_headers(headers, path, url)
        self._add_headers(headers, path, url)
        encodings = {"gzip": f"{path}.gz", "br": f"{path}.br"}
        return HashedFile(path, headers.items(), stat_cache=stat_cache, encodings=encodings)

    def _add_headers(self, headers: Headers, path: str, url: str) -> None:
        for name, value in self._headers.of(url).items():
            headers[name] = value


def address_of(file: str) -> str:
    """The address of a file below the document root; the inverse of `pwa.build.on_disk`."""
    suffix = ".json" if OPEN_DATA.match(file) else ".html"
    if file.endswith(f"/index{suffix}"):
        return file.removesuffix(f"index{suffix}")
    return file.removesuffix(suffix)


def serve_build(app: Flask) -> None:
    """Put the built site in front of `app`, where there is one. Under `--debug` pages are rendered live."""
    settings: Settings = app.extensions["settings"]
    made = read_build(settings.build)
    if app.debug or made is None:
        return
    serving = click.get_current_context(silent=True) is None  # `flask build` itself need not be warned
    if serving and not made.is_current(settings):
        app.logger.warning("%s is older than the content or the code: run flask build.", settings.build)
    app.extensions["generation"] = made.generation
    app.wsgi_app = BuiltSite(app, settings.build, made)  # type: ignore[method-assign]
