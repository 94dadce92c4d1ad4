"""Where readers say what is wrong with a listing, and what takes it in: JSON from a script, a form without one."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl

from flask import Blueprint, Response, current_app, g, make_response, render_template, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge, ServiceUnavailable

from pwa.compact import as_json
from pwa.i18n import _
from pwa.listing import by_town, listed
from pwa.model.library import REPORT
from pwa.reports.database import AGAIN_S, Database, DatabaseError
from pwa.reports.intake import take_in
from pwa.reports.report import KINDS, LARGEST, LARGEST_FORM, NAMES, Refusal, Report, parse, read_report, unreadable
from pwa.reports.words import LONGEST, plain_words
from pwa.views.from_here import is_from_here
from pwa.views.pages import take_language
from pwa.views.sending import may_be_read

blueprint = Blueprint("report", __name__)
blueprint.url_value_preprocessor(take_language)

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
BUSY = _("We cannot take it right now. Try again later, please.")
LOOK = _("We took out what could name someone. Look at what is left, then press “Send”.")


@blueprint.get("/report")
def page() -> str:
    """Where readers say what is wrong: the same for every listing, so that it is saved on the phone."""
    return render_template("report.html", slug=REPORT, **_choices(), longest=LONGEST)


@blueprint.post("/report")
def take() -> Response:
    """201 once the report is committed; else the status of the refusal. One sentence either way.

    Where something was taken out of the words of a form, nothing is stored yet (200): its reader first sees the rest.
    """
    sent: Mapping[str, object] = {}
    report: Report | None = None
    try:
        sent = _sent()
        report = read_report(sent, g.site.shown_services, needs_id=request.mimetype == JSON)
        if request.mimetype == FORM and report.text != plain_words(str(sent.get("text", ""))):
            return _answer(200, LOOK, _given_back(sent, report))
        database: Database = current_app.extensions["reports"]
        take_in(database, report, request.remote_addr or "")
    except Refusal as refusal:
        return _answer(refusal.status, refusal.message, _given_back(sent, report))
    except DatabaseError as error:
        current_app.logger.error("a report could not be stored: %s", error)
        return _answer(503, BUSY, _given_back(sent, report))
    return _answer(201, _("Thank you. We will look at it."), _given_back(sent, report))


@blueprint.errorhandler(ServiceUnavailable)
def busy(error: ServiceUnavailable) -> Response:
    """Others are sending. A form gets its words back, where there is a thread to read them."""
    sent: Mapping[str, object] = {}
    report: Report | None = None
    if request.mimetype == FORM and may_be_read():
        with suppress(Refusal, HTTPException):
            sent = _sent()
            report = read_report(sent, g.site.shown_services, needs_id=False)
    answer = _answer(503, BUSY, _given_back(sent, report))
    answer.headers["Retry-After"] = str(error.retry_after)
    return answer


def _sent() -> Mapping[str, object]:
    """What was sent, by its names, or a `Refusal`."""
    if not is_from_here():
        raise unreadable()  # Another site's page has no business here.
    body = _body(LARGEST_FORM if request.mimetype == FORM else LARGEST)
    if request.mimetype == JSON:
        return parse(body)
    if request.mimetype == FORM:
        try:
            pairs = parse_qsl(
                body.decode("ascii"), keep_blank_values=True, strict_parsing=True, errors="strict", max_num_fields=8
            )
        except ValueError:
            raise unreadable() from None
        sent = dict(pairs)
        if len(sent) != len(pairs):
            raise unreadable()
        return sent
    raise Refusal(415, unreadable().message)


def _body(largest: int) -> bytes:
    """What was sent, whole, or a `Refusal`. Of what comes in chunks Werkzeug would take the beginning for all."""
    request.max_content_length = largest + 1
    too_long = Refusal(413, _("That is too long. Shorten it, please."))
    try:
        body = request.get_data(cache=False)
    except RequestEntityTooLarge:
        raise too_long from None
    if len(body) > largest:
        raise too_long
    return body


def _given_back(sent: Mapping[str, object], report: Report | None) -> dict[str, str]:
    """What the reader of a form gets back, to send it again: a report, or what is not one yet. Empty: nothing."""
    if report:
        return {"id": str(report.id), "service": report.service, "kind": report.kind, "text": report.text}
    if not sent or sent.keys() - NAMES:
        return {}
    found = {name: str(sent.get(name, "")) for name in ("service", "kind")}
    return {
        "service": found["service"] if found["service"] in g.site.shown_services else "",
        "kind": found["kind"] if found["kind"] in KINDS else "",
        "text": plain_words(str(sent.get("text", ""))),
    }


def _answer(status: int, message: str, given: dict[str, str]) -> Response:
    words = g.language.text(message)
    if request.mimetype == FORM:
        told = {"message": words, "given": given, "status": status, **_choices(), "longest": LONGEST}
        answer = make_response(render_template("reported.html", slug=None, **told), status)
    else:
        answer = Response(as_json({"message": words.plain}), status, content_type=JSON)
    answer.headers["Cache-Control"] = "no-store"
    if status == 429:
        answer.headers["Retry-After"] = str(_until_tomorrow_s())
    if status == 503:
        answer.headers["Retry-After"] = str(AGAIN_S)
    return answer


def _choices() -> dict[str, object]:
    """What a report may be about."""
    directory = g.site.libraries[g.language.code].directory
    return {"towns": by_town(listed(directory, lines=False)), "lines": listed(directory, lines=True)}


def _until_tomorrow_s() -> int:
    now = datetime.now(UTC)
    return int((now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1) - now).total_seconds()) + 1
