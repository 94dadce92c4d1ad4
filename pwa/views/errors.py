"""What a reader sees when a page is not there or the server fails: the way to the guide, and 911."""

from collections.abc import Iterable

from flask import Response, current_app, g, make_response, render_template, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from pwa.i18n import Language
from pwa.model.errors import SiteError


def plain_words(languages: Iterable[Language]) -> str:
    """911 in each language, made of nothing that a broken template could break."""
    lines = [language.text("Something went wrong. In an emergency call 911.") for language in languages]
    return "".join(f"{line.plain}\n" for line in lines)


def error_page(status: int) -> str:
    """The page for `status` in the request's language."""
    return render_template("404.html" if status < 500 else "500.html", slug=None)


def http_error(error: HTTPException) -> BaseResponse:
    """An error Flask knows, such as 404 or 405, as a page that says where to go on."""
    status = error.code or 500
    answer = make_response(_page_or_plain(status), status)
    for name, value in error.get_headers():
        if name.lower() in ("allow", "retry-after"):
            answer.headers[name] = value
    answer.headers["Cache-Control"] = "no-store"
    return answer


def server_error(error: Exception) -> BaseResponse:
    """A mistake of ours: logged without the address that was asked for, and the reader still gets a page."""
    if isinstance(error, SiteError):
        return Response(f"{error}\n", 500, content_type="text/plain; charset=utf-8")
    current_app.logger.exception("a page failed", exc_info=error)
    if current_app.debug or current_app.testing:
        raise error
    answer = make_response(_page_or_plain(500), 500)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _page_or_plain(status: int) -> str | Response:
    """Even a broken template leaves 911 on the screen."""
    plain = Response(plain_words(g.site.languages.values()), content_type="text/plain; charset=utf-8")
    if request.path.startswith("/static/"):
        return plain
    try:
        return error_page(status)
    except Exception:
        current_app.logger.exception("the error page failed too")
        return plain
