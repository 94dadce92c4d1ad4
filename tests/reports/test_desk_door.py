"""The door of the desk: who knows the password comes in, and nobody else sees or changes a thing."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.security import generate_password_hash

from pwa import create_app
from pwa.config import Settings
from pwa.reports.database import Database
from pwa.reports.desk_work import refused_sign_ins, trail
from pwa.reports.tables import Audit, SignIn
from pwa.views import desk_door
from tests.page import SECURITY, Page
from tests.reports.at_the_desk import HTTPS, PAGES, PASSWORD, come_in, database_of, get, post, state_of
from tests.site_copies import browse


def test_without_a_hash_there_is_no_desk(settings: Settings) -> None:
    client = browse(create_app(replace(settings, reports=True, database="sqlite:///never-opened")))
    assert [client.get(path).status_code for path in ("/desk", "/desk/en/", "/desk/en/sign-in")] == [404] * 3


def test_nobody_sees_anything_before_signing_in(desk: FlaskClient, sent: list[UUID]) -> None:
    for code in ("en", "es"):
        for path in (*PAGES, f"reports/{sent[0]}", f"reports/{sent[0]}/correction?how=phone", "nowhere"):
            answer = get(desk, f"{code}/{path}")
            assert (answer.status_code, answer.headers["Location"]) == (303, f"/desk/{code}/sign-in"), path
    assert get(desk, "en/sign-in").status_code == 200


def test_the_desk_begins_in_the_language_the_browser_asks_for(desk: FlaskClient) -> None:
    answer = desk.get("/desk", headers={"Accept-Language": "es-MX"}, base_url=HTTPS)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/desk/es/")


def test_who_knows_the_password_comes_in_and_goes_out_again(desk: FlaskClient, sent: list[UUID]) -> None:
    answer = come_in(desk)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/desk/en/")
    page = get(desk, "en/").get_data(as_text=True)
    assert "Reports: 3" in page
    assert "The door is &lt;locked&gt;." in page
    assert post(desk, "en/sign-out", "en/").headers["Location"] == "/desk/en/sign-in"
    assert get(desk, "en/").status_code == 303
    with database_of(desk).session() as session:
        assert [(each.what, each.by) for each in trail(session)] == [
            ("signed out", "Ana B."),
            ("signed in", "Ana B."),
        ]


def test_its_cookie_is_for_the_desk_alone_and_no_script_reads_it(desk: FlaskClient) -> None:
    cookie = come_in(desk).headers["Set-Cookie"]
    assert cookie.startswith("respira-desk=")
    parts = {part.strip() for part in cookie.split(";")[1:]}
    assert {"Secure", "HttpOnly", "SameSite=Strict", "Path=/desk"} <= parts
    for path in ("/en/", "/es/services", "/healthz", "/en/nowhere"):
        answer = desk.get(path, base_url=HTTPS)
        assert "Set-Cookie" not in answer.headers
        assert "Cookie" not in answer.headers.get("Vary", "")


def test_after_eight_hours_one_signs_in_again(desk: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    come_in(desk)
    later = datetime.now(UTC).timestamp() + desk_door.LASTS.total_seconds() + 1
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: later)
    assert get(desk, "en/").status_code == 303


def test_another_password_ends_every_session(desk: FlaskClient, with_desk: Settings) -> None:
    cookie = come_in(desk).headers["Set-Cookie"].partition(";")[0]
    changed = replace(
        with_desk,
        desk=generate_password_hash("another four words", "scrypt:1024:8:1"),
        database="sqlite:///never-opened",
    )
    other = browse(create_app(changed))
    answer = other.get("/desk/en/", base_url=HTTPS, headers={"Cookie": cookie})
    assert answer.status_code == 303


def test_nothing_of_it_is_kept_found_or_framed(desk: FlaskClient, sent: list[UUID]) -> None:
    answers = [get(desk, "en/sign-in"), come_in(desk, "wrong")]
    come_in(desk)
    answers += [get(desk, f"es/{path}") for path in (*PAGES, f"reports/{sent[0]}", f"reports/{uuid4()}")]
    for answer in answers:
        assert [name for name in SECURITY if name not in answer.headers] == []
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Robots-Tag"] == "noindex"
        policy = answer.headers["Content-Security-Policy"]
        assert "script" not in policy
        assert "frame-ancestors 'none'" in policy
        assert "<script" not in answer.get_data(as_text=True)


def test_every_page_is_well_formed_in_both_languages(desk: FlaskClient, sent: list[UUID]) -> None:
    for code in ("en", "es"):
        Page(get(desk, f"{code}/sign-in").data, f"/desk/{code}/sign-in")
    come_in(desk)
    for code in ("en", "es"):
        for path in (*PAGES, f"reports/{sent[0]}", f"reports/{sent[0]}/correction?how=phone"):
            answer = get(desk, f"{code}/{path}")
            assert answer.status_code == 200
            page = Page(answer.data, f"/desk/{code}/{path}")
            assert page.one("html").get("lang") == code
            english = [each for each in page.all("span") if each.get("lang") == "en" and code == "es"]
            questions = path == "calls"
            assert questions or not english, [page.text(each) for each in english]


@pytest.mark.parametrize("forged", ["", "guessed"])
def test_a_form_without_the_token_of_the_session_changes_nothing(
    desk: FlaskClient, sent: list[UUID], forged: str
) -> None:
    come_in(desk)
    form = {"token": forged, "state": "dismissed", "note": "x"}
    answer = desk.post(f"/desk/en/reports/{sent[0]}", data=form, base_url=HTTPS)
    assert answer.status_code == 403
    assert state_of(desk, sent[0]) == "open"


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
def test_a_form_on_another_site_changes_nothing(desk: FlaskClient, sent: list[UUID], site: str) -> None:
    come_in(desk)
    token = re.search(r'name="token" value="([^"]+)"', get(desk, "en/").get_data(as_text=True))
    form = {"token": token[1] if token else "", "state": "dismissed"}
    headers = {"Sec-Fetch-Site": site}
    assert desk.post(f"/desk/en/reports/{sent[0]}", data=form, headers=headers, base_url=HTTPS).status_code == 403
    assert state_of(desk, sent[0]) == "open"


def test_a_browser_that_keeps_no_cookie_is_told_so(desk: FlaskClient) -> None:
    answer = browse(desk.application).post(
        "/desk/en/sign-in", data={"who": "A", "password": PASSWORD}, base_url=HTTPS
    )
    assert answer.status_code == 403
    assert "keeps no cookie" in answer.get_data(as_text=True)


def test_a_wrong_password_is_refused_and_guessing_takes_longer_each_time(desk: FlaskClient) -> None:
    assert [come_in(desk, "wrong").status_code for _ in range(4)] == [403, 403, 403, 429]
    answer = come_in(desk)
    assert answer.status_code == 429, "the right one has to wait as long"
    assert 0 < int(answer.headers["Retry-After"]) <= 6
    with database_of(desk).session() as session:
        session.scalars(select(SignIn)).one().wait_until -= timedelta(minutes=1)
        assert (trail(session), refused_sign_ins(session)) == ([], 3)
    assert come_in(desk).status_code == 303
    with database_of(desk).session() as session:
        assert session.scalars(select(SignIn)).all() == []


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("en", "Sign-ins refused for a wrong password: 2"),
        ("es", "Intentos de entrar con una contraseña equivocada: 2"),
    ],
)
def test_of_who_was_refused_only_the_number_is_shown_and_no_name_is_kept(
    desk: FlaskClient, code: str, words: str
) -> None:
    for _ in range(2):
        come_in(desk, "Ana B.", who=PASSWORD[:20])
    come_in(desk)
    page = get(desk, f"{code}/done").get_data(as_text=True)
    assert words in page
    assert page.count("<li>") == 1, "who came in"
    with database_of(desk).session() as session:
        assert [each.by for each in session.scalars(select(Audit).order_by(Audit.id))] == ["", "", "Ana B."]


def test_who_signs_out_is_out_also_while_the_database_is_away(desk: FlaskClient, tmp_path, caplog) -> None:
    come_in(desk)
    well = database_of(desk)
    desk.application.extensions["reports"] = Database(f"sqlite:///{tmp_path / 'no' / 'reports.sqlite3'}")
    answer = post(desk, "en/sign-out", "en/calls")
    desk.application.extensions["reports"] = well
    assert (answer.status_code, answer.headers["Location"]) == (303, "/desk/en/sign-in")
    assert get(desk, "en/").status_code == 303
    assert "is not in the list of what was done" in caplog.text


def test_only_one_password_is_looked_at_at_a_time(desk: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_door, "BUSY_S", 1)
    with desk_door._one_password_at_a_time:
        busy = come_in(desk)
        assert (busy.status_code, busy.headers["Retry-After"]) == (503, "1")
    assert come_in(desk).status_code == 303


@pytest.mark.parametrize("who", ["", "  ", "x" * 21, "a\x00b"])
def test_whoever_signs_in_says_who_they_are(desk: FlaskClient, who: str) -> None:
    assert come_in(desk, who=who).status_code == 400
