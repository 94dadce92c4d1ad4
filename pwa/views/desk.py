"""The desk: where the programme's people read reports and decide. Pages of the server, never saved on a phone."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import Blueprint, Response, current_app, g, make_response, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException, ServiceUnavailable
from werkzeug.wrappers import Response as BaseResponse

from pwa.directory_review import calls, days_in, source_age
from pwa.headers import DESK_POLICY
from pwa.i18n import _, preferred
from pwa.listing import Listed, listed_in
from pwa.model.directory import Directory
from pwa.model.reader import choices
from pwa.model.services import Checked
from pwa.reports.correction import day_at, edit, found_out
from pwa.reports.database import AGAIN_S, Database, DatabaseError
from pwa.reports.desk_work import (
    LONGEST_NOTE,
    Filter,
    NoReportError,
    ReportError,
    find,
    of_id,
    refused_sign_ins,
    resolve,
    trail,
)
from pwa.reports.guessing import TooSoon
from pwa.reports.report import KINDS
from pwa.reports.tables import STATES
from pwa.views import desk_door as door
from pwa.views.pages import take_language

blueprint = Blueprint("desk", __name__)
blueprint.url_value_preprocessor(take_language)

ON_A_PAGE = 50
LARGEST = 32_768
"""Bytes of a form: a note of 1,000 characters, each of up to 12 as it is sent."""

CANNOT = _("This cannot be done. Nothing was changed.")

OPEN_TO_ALL = ("desk.sign_in", "desk.try_to_sign_in")


def _database() -> Database:
    database: Database = current_app.extensions["reports"]
    return database


def _directory() -> Directory:
    directory: Directory = g.site.libraries[g.language.code].directory
    return directory


@blueprint.url_defaults
def in_this_language(endpoint: str, values: dict[str, Any]) -> None:
    """Addresses of the desk stay in the language of the page."""
    values.setdefault("language", g.language.code)


@blueprint.before_request
def let_in() -> BaseResponse | None:
    """Only who is signed in; and a form only from a page of theirs."""
    request.max_content_length = LARGEST
    if request.method == "POST" and not door.is_ours():
        return _sign_in_page(403, _("This page was open for too long, or this browser keeps no cookie. Try again."))
    if request.endpoint not in OPEN_TO_ALL and not door.who():
        return redirect(url_for("desk.sign_in"), 303)
    return None


@blueprint.context_processor
def what_was_asked() -> dict[str, str]:
    """The filters of this page, for its address in another language."""
    asked = urlencode(list(request.args.items(multi=True))) if request.method == "GET" else ""
    return {"asked": f"?{asked}" if asked else ""}


@blueprint.after_request
def never_kept(response: Response) -> Response:
    """Nothing of the desk is saved, found by a search, or runs a script."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Security-Policy"] = DESK_POLICY
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@blueprint.errorhandler(DatabaseError)
def no_database(error: DatabaseError) -> BaseResponse:
    """The database is away: nothing was changed."""
    current_app.logger.error("the desk cannot work: %s", error)
    page = _trouble(503, _("The database does not answer. Nothing was changed. Try again later."))
    page.headers["Retry-After"] = str(AGAIN_S)
    return page


@blueprint.errorhandler(ReportError)
def cannot_be_done(error: ReportError) -> BaseResponse:
    """What was asked cannot be done, and why: in the words of the commands, which are English."""
    return _trouble(400, CANNOT, detail=str(error))


@blueprint.errorhandler(NoReportError)
def gone(_error: NoReportError) -> BaseResponse:
    """A report that was deleted since, as old ones are."""
    return _trouble(404, _("This report is not here any more. Old reports are deleted."))


@blueprint.errorhandler(HTTPException)
def refused(error: HTTPException) -> BaseResponse:
    """What no page of the desk asks for; or others are sending just now (503)."""
    if not isinstance(error, ServiceUnavailable):
        return _trouble(error.code or 400, CANNOT)
    page = _trouble(503, _("Others are sending something just now. Nothing was changed. Try again in a moment."))
    page.headers["Retry-After"] = str(error.retry_after)
    return page


def _trouble(status: int, message: str, detail: str = "") -> BaseResponse:
    page = render_template("desk/trouble.html", message=g.language.text(message), detail=detail, who=door.who())
    return make_response(page, status)


@blueprint.get("/sign-in")
def sign_in() -> BaseResponse:
    """The form that asks for the password."""
    return _sign_in_page(200)


def _sign_in_page(status: int, message: str = "", **values: object) -> BaseResponse:
    words = g.language.text(message).fill(**values) if message else ""
    return make_response(render_template("desk/sign-in.html", message=words, token=door.token()), status)


@blueprint.post("/sign-in")
def try_to_sign_in() -> BaseResponse:
    """Signed in, or why not."""
    name = " ".join(request.form.get("who", "").split())
    if not name or len(name) > door.LONGEST_NAME or not name.isprintable():
        return _sign_in_page(400, _("Say who you are, in at most 20 characters. Initials are enough."))
    try:
        known = door.sign_in(g.site.settings, _database(), name, request.form.get("password", ""))
    except TooSoon as error:
        seconds = int(error.wait.total_seconds()) + 1
        page = _sign_in_page(429, _("Too many tries. Minutes to wait: {minutes}."), minutes=-(-seconds // 60))
        page.headers["Retry-After"] = str(seconds)
        return page
    except door.Busy:
        page = _sign_in_page(503, _("Somebody else is signing in. Try again in a moment."))
        page.headers["Retry-After"] = str(door.BUSY_S)
        return page
    if not known:
        return _sign_in_page(403, _("That is not the password."))
    return redirect(url_for("desk.reports"), 303)


@blueprint.post("/sign-out")
def sign_out() -> BaseResponse:
    """End the session on this phone."""
    try:
        door.sign_out(_database())
    except DatabaseError as error:  # Whoever went out is out all the same, and is told so.
        current_app.logger.error("who signed out is not in the list of what was done: %s", error)
    return redirect(url_for("desk.sign_in"), 303)


@blueprint.get("/")
def reports() -> str:
    """Reports by listing, reason and state; the open ones first of all."""
    asked = {name: request.args.get(name, "") for name in ("service", "kind", "state")}
    wanted = Filter(
        service=asked["service"] if asked["service"] in _directory().services else "",
        kind=asked["kind"] if asked["kind"] in KINDS else "",
        state="" if asked["state"] == "all" else asked["state"] if asked["state"] in STATES else "open",
    )
    page = request.args.get("page", "1")
    number = max(int(page), 1) if page.isascii() and page.isdecimal() and len(page) < len("10000") else 1
    with _database().reading() as session:
        found = find(session, wanted, first=(number - 1) * ON_A_PAGE, most=ON_A_PAGE)
        last = max(-(-found.total // ON_A_PAGE), 1)
        if number > last:  # Reports that were decided on make fewer pages.
            number, found = last, find(session, wanted, first=(last - 1) * ON_A_PAGE, most=ON_A_PAGE)
    return _page("reports", found=found, wanted=wanted, number=number, last=last)


@blueprint.get("/reports/<uuid:id>")
def report(id: UUID) -> str:
    """One report with its listing, the latest other reports about it, and what was done."""
    with _database().reading() as session:
        found = of_id(session, id)
        about_it = find(session, Filter(service=found.service, state=""), most=ON_A_PAGE + 1).reports
        done_to_it = trail(session, id)
    return _page(
        "report",
        report=found,
        others=[each for each in about_it if each.id != id][:ON_A_PAGE],
        entry=_entry(found.service),
        trail=done_to_it,
        longest=LONGEST_NOTE,
    )


@blueprint.post("/reports/<uuid:id>")
def decide(id: UUID) -> BaseResponse:
    """Set what became of a report."""
    note = " ".join(request.form.get("note", "").split())
    with _database().session() as session:
        resolve(session, id, request.form.get("state", ""), note, by=door.who())
    return redirect(url_for("desk.report", id=id), 303)


@blueprint.get("/reports/<uuid:id>/correction")
def correction(id: UUID) -> str:
    """The entry as it would be in the list, to be copied there: the desk itself writes no content."""
    with _database().reading() as session:
        found = of_id(session, id)
    asked = request.args
    entry = _entry(found.service)
    numbers = [phone.number for phone in entry.service.phone] if entry else []
    given = {number: asked.get(f"phone {number}", number).strip() for number in numbers}
    made = edit(
        g.site.settings.content,
        g.site.library.directory,
        found.service,
        found_out(
            how=asked.get("how", ""),
            on=day_at(g.site.library.directory, found.service, datetime.now(UTC)),
            hours=asked.get("hours", ""),
            phones={old: new for old, new in given.items() if new != old},
            since=asked.get("since", ""),
            why=asked.get("why", ""),
            instead=asked.get("instead", ""),
        ),
    )
    return _page("correction", report=found, made=made, file=made.file.name)


@blueprint.get("/calls")
def call_list() -> str:
    """Whom to telephone: the list of `flask services calls`."""
    directory = _directory()
    today = min(days_in(directory, datetime.now(UTC)))  # No call is late that is not.
    due = [
        (call, [g.language.text(question) for question in call.ask], source_age(call, directory))
        for call in calls(directory, today)
    ]
    return _page("calls", calls=due, today=today)


@blueprint.get("/done")
def done() -> str:
    """What was done, by whom: the latest 200."""
    with _database().reading() as session:
        latest, refused = trail(session), refused_sign_ins(session)
    return _page("done", trail=latest, refused=refused)


@blueprint.get("/<path:other>")
def elsewhere(other: str) -> BaseResponse:
    """An address the desk does not have."""
    return redirect(url_for("desk.reports"), 303)


def _page(name: str, **values: Any) -> str:
    services = _directory().services

    def name_of(id: str) -> str:
        return services[id].name if id in services else id

    shown = sorted((each for each in services.values() if each.is_shown), key=lambda each: each.name.casefold())
    return render_template(
        f"desk/{name}.html",
        who=door.who(),
        token=door.token(),
        name_of=name_of,
        shown=shown,
        kinds_of_check=choices(Checked),
        **values,
    )


def _entry(id: str) -> Listed | None:
    """The listing, where it is still in the lists."""
    directory = _directory()
    return next(
        (each for area in directory.areas for each in listed_in(directory, area) if each.service.id == id), None
    )


def front_door() -> BaseResponse:
    """`/desk`: to the desk in the best language the browser asks for."""
    answer = redirect(f"/desk/{preferred(request, g.site.languages)}/", 302)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Vary"] = "Accept-Language"
    return answer
