"""Takes in what a reader says is wrong with a listing: JSON from the page's script, a form without one."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl

from flask import Blueprint, Response, current_app, g, make_response, render_template, request
from werkzeug.exceptions import RequestEntityTooLarge

from pwa.compact import as_json
from pwa.i18n import _
from pwa.reports.database import Database, DatabaseError
from pwa.reports.intake import take_in
from pwa.reports.report import LARGEST, Refusal, Report, parse, read_report, unreadable
from pwa.views.pages import take_language

blueprint = Blueprint("report", __name__)
blueprint.url_value_preprocessor(take_language)

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
AGAIN_S = 60
"""When a phone may ask again while the database is away."""


@blueprint.post("/report")
def take() -> Response:
    """201 once the report is committed; else the status of the refusal. One sentence either way."""
    report: Report | None = None
    try:
        report = _read()
        database: Database = current_app.extensions["reports"]
        take_in(database, report, request.remote_addr or "")
    except Refusal as refusal:
        return _answer(refusal.status, refusal.message, report)
    except DatabaseError as error:
        current_app.logger.error("a report could not be stored: %s", error)
        return _answer(503, _("We cannot take it right now. Try again later, please."), report)
    return _answer(201, _("Thank you. The program will look at it."), report)


def _read() -> Report:
    """The report that was sent, or a `Refusal`."""
    if request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none"):
        raise unreadable()  # Another site's page has no business here.
    request.max_content_length = LARGEST
    try:
        body = request.get_data(cache=False)
    except RequestEntityTooLarge:
        raise Refusal(413, _("That is too long. Shorten it, please.")) from None
    sent: object
    if request.mimetype == JSON:
        sent = parse(body)
    elif request.mimetype == FORM:
        try:
            pairs = parse_qsl(
                body.decode("ascii"), keep_blank_values=True, strict_parsing=True, errors="strict", max_num_fields=8
            )
        except ValueError:
            raise unreadable() from None
        sent = dict(pairs)
        if len(sent) != len(pairs):
            raise unreadable()
    else:
        raise Refusal(415, unreadable().message)
    return read_report(sent, g.site.shown_services, needs_id=request.mimetype == JSON)


def _answer(status: int, message: str, report: Report | None) -> Response:
    words = g.language.text(message)
    if request.mimetype == FORM:
        page = render_template("reported.html", slug=None, message=words, report=report)
        answer = make_response(page, status)
    else:
        answer = Response(as_json({"message": words.plain}), status, content_type=JSON)
    answer.headers["Cache-Control"] = "no-store"
    if status == 429:
        answer.headers["Retry-After"] = str(_until_tomorrow_s())
    if status == 503:
        answer.headers["Retry-After"] = str(AGAIN_S)
    return answer


def _until_tomorrow_s() -> int:
    now = datetime.now(UTC)
    return int((now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1) - now).total_seconds()) + 1
