"""Work at the desk: reports are found, read and decided on, with who did so."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import render_template
from flask.testing import FlaskClient

from pwa import create_app
from pwa.config import Settings
from pwa.reports.database import Database
from pwa.reports.desk_work import of_id, trail
from pwa.reports.intake import take_in, today
from pwa.reports.report import Report
from pwa.reports.tables import StoredReport
from pwa.views.desk import ON_A_PAGE
from pwa.views.sending import AT_A_TIME
from tests.page import Page
from tests.reports.at_the_desk import HTTPS, PLACE, come_in, database_of, get, post
from tests.site_copies import Browser


def test_reports_are_found_by_listing_reason_and_state(desk: FlaskClient, sent: list[UUID]) -> None:
    come_in(desk)

    def shown(query: str) -> set[UUID]:
        page = get(desk, f"en/?{query}").get_data(as_text=True)
        return {id for id in sent if f"/desk/en/reports/{id}" in page}

    assert shown("") == set(sent)
    assert shown(f"service={PLACE}") == set(sent[:2])
    assert shown("kind=unwelcome") == {sent[2]}
    assert shown("state=dismissed") == set()
    assert shown("service=nowhere&kind=%00&state=x&page=-1") == set(sent), "what it does not know it leaves out"
    post(desk, f"en/reports/{sent[0]}", "en/", state="dismissed", note="")
    assert shown("") == set(sent[1:])
    assert shown("state=all") == set(sent)


def test_fifty_reports_fit_on_a_page(desk: FlaskClient) -> None:
    with database_of(desk).session() as session:
        day = datetime.now(UTC).date()
        for number in range(51):
            session.add(
                StoredReport(
                    id=uuid4(), service=f"place-{number}", kind="other", text="", received_on=day, counts=True
                )
            )
    come_in(desk)
    first, second = (get(desk, f"en/?page={page}").get_data(as_text=True) for page in (1, 2))
    assert (first.count("/desk/en/reports/"), second.count("/desk/en/reports/")) == (50, 1)
    assert "Page 1 of 2" in first
    assert get(desk, "en/?page=99").get_data(as_text=True).count("/desk/en/reports/") == 1, "the last there is"


def test_a_page_that_is_there_no_longer_shows_the_last_one(desk: FlaskClient, sent: list[UUID]) -> None:
    come_in(desk)
    for code, title in (("en", "Reports: 1"), ("es", "Avisos: 1")):
        page = get(desk, f"{code}/?page=2&kind=unwelcome").get_data(as_text=True)
        assert f"<h2>{title}</h2>" in page
        assert "They laughed." in page


def test_what_became_of_a_report_is_kept_with_who_said_so(desk: FlaskClient, sent: list[UUID]) -> None:
    come_in(desk, code="es")
    path = f"es/reports/{sent[0]}"
    answer = post(desk, path, path, state="confirmed", note="Llamé: \r\n cerró en mayo.")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/desk/{path}")
    page = get(desk, path).get_data(as_text=True)
    assert "Llamé: cerró en mayo." in page
    post(desk, path, path, state="confirmed", note="")
    with database_of(desk).session() as session:
        found = of_id(session, sent[0])
        assert (found.state, found.note) == ("confirmed", "")
        said = [(each.what, each.by, each.detail) for each in trail(session, sent[0])]
        assert said == [("note", "Ana B.", ""), ("confirmed", "Ana B.", "Llamé: cerró en mayo.")]


@pytest.mark.parametrize("form", [{"state": "gone", "note": ""}, {"state": "open", "note": "x" * 1001}, {}])
def test_what_cannot_be_done_changes_nothing(desk: FlaskClient, sent: list[UUID], form: dict[str, str]) -> None:
    come_in(desk)
    answer = post(desk, f"en/reports/{sent[0]}", "en/", **form)
    assert answer.status_code == 400
    assert "Nothing was changed." in answer.get_data(as_text=True)
    assert post(desk, "en/sign-out", "en/", note="x" * 40_000).status_code == 413
    with database_of(desk).session() as session:
        assert trail(session, sent[0]) == []


def test_a_report_that_is_gone_is_said_to_be_gone(desk: FlaskClient) -> None:
    come_in(desk)
    for path in (f"en/reports/{uuid4()}", f"en/reports/{uuid4()}/correction?how=phone"):
        answer = get(desk, path)
        assert answer.status_code == 404
        assert "This report is not here any more." in answer.get_data(as_text=True)
    assert post(desk, f"en/reports/{uuid4()}", "en/", state="confirmed", note="").status_code == 404


def test_a_correction_is_shown_as_it_would_stand_in_the_list(desk: FlaskClient, sent: list[UUID]) -> None:
    come_in(desk)
    query = "how=visit&hours=Mo-Fr+09:00-17:00;+PH+off"
    page = get(desk, f"en/reports/{sent[1]}/correction?{query}").get_data(as_text=True)
    assert "western-massachusetts.toml" in page
    assert "Mo-Fr 09:00-17:00; PH off" in page
    assert f"verified_at = {date.today()}" in page
    wrong = get(desk, f"en/reports/{sent[1]}/correction?how=visit&hours=whenever")
    assert wrong.status_code == 400
    assert "hours.rule" in wrong.get_data(as_text=True)


def test_a_report_about_what_is_no_longer_listed_can_still_be_read(desk: FlaskClient) -> None:
    report = Report(uuid4(), "gone-place", "closed", "")
    take_in(database_of(desk), report, "192.0.2.1")
    come_in(desk)
    page = get(desk, f"en/reports/{report.id}").get_data(as_text=True)
    assert "It is no longer in the lists." in page


def test_the_calls_are_those_of_the_command(desk: FlaskClient) -> None:
    come_in(desk)
    page = Page(get(desk, "en/calls").data, "/desk/en/calls")
    count = int(re.search(r"Calls: (\d+)\.", page.text())[1])  # type: ignore[index]
    done = desk.application.test_cli_runner().invoke(args=["services", "calls"])
    assert f": {count}, " in done.output.splitlines()[0]


def test_without_a_database_nobody_comes_in_and_the_site_goes_on(with_desk: Settings, tmp_path) -> None:
    app = create_app(replace(with_desk, database=f"sqlite:///{tmp_path / 'no' / 'reports.sqlite3'}"))
    client = Browser(app, app.response_class)
    answer = come_in(client)
    assert answer.status_code == 503
    assert "The database does not answer." in answer.get_data(as_text=True)
    assert client.get("/en/overdose").status_code == 200


def test_reports_are_taken_while_a_page_of_the_desk_is_made(
    desk: FlaskClient, sent: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    come_in(desk)
    database, new = Database(database_of(desk).url.render_as_string()), list[UUID]()

    def take_one_first(name: str, **values: Any) -> str:
        new.append(uuid4())
        take_in(database, Report(new[-1], PLACE, "hours"), f"192.0.2.{len(new) + 50}")
        return render_template(name, **values)

    monkeypatch.setattr("pwa.reports.engines.WAIT_S", 0.1)
    monkeypatch.setattr("pwa.views.desk.render_template", take_one_first)
    for path in ("en/", f"en/reports/{sent[0]}", "en/done"):
        assert get(desk, path).status_code == 200
    assert len(new) == 3
    database.close()


def test_the_page_of_a_report_stays_short_however_many_there_are_about_its_listing(
    desk: FlaskClient, sent: list[UUID]
) -> None:
    come_in(desk)
    with database_of(desk).session() as session:
        for _ in range(ON_A_PAGE + 5):
            values = {"service": PLACE, "kind": "hours", "text": "", "received_on": today(), "counts": True}
            session.add(StoredReport(id=uuid4(), **values))
    page = get(desk, f"en/reports/{sent[0]}").get_data(as_text=True)
    assert len(re.findall(r'href="/desk/en/reports/[0-9a-f-]{36}"', page)) == ON_A_PAGE


def test_another_language_keeps_what_is_looked_for(desk: FlaskClient) -> None:
    come_in(desk)
    page = get(desk, 'en/?state=all&service=nbox-pulaski&language=x&x="><b>').get_data(as_text=True)
    other = 'href="/desk/es/?state=all&amp;service=nbox-pulaski&amp;language=x&amp;x=%22%3E%3Cb%3E" lang="es"'
    assert other in page


@pytest.mark.parametrize(
    ("code", "words"),
    [("en", "Nothing was changed. Try again in a moment."), ("es", "No se cambió nada. Intente de")],
)
def test_while_others_send_the_desk_says_to_try_again(desk: FlaskClient, code: str, words: str) -> None:
    assert come_in(desk).status_code == 303
    places = desk.application.extensions["sending"]
    for _ in range(AT_A_TIME):
        assert places.acquire(blocking=False)
    answer = desk.post(f"/desk/{code}/sign-out", base_url=HTTPS)
    places.release(AT_A_TIME)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert words in answer.get_data(as_text=True)
