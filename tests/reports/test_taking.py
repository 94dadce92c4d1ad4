"""`POST /xx/report`: taken, or refused with one sentence and nothing stored; as JSON and as a form."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from pwa import create_app
from pwa.config import Settings
from pwa.model.services import Service
from pwa.reports.database import Database
from pwa.reports.tables import StoredReport
from pwa.views import sending
from pwa.views.sending import AT_A_TIME
from tests.page import SECURITY
from tests.site_copies import browse

PLACE = "nbox-pulaski"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def taking(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A site that takes reports."""
    file = tmp_path_factory.mktemp("taking") / "reports.sqlite3"
    app = create_app(replace(settings, reports=True, database=f"sqlite:///{file}"))
    app.extensions["reports"].upgrade()
    yield browse(app)
    app.extensions["reports"].close()


def stored(client: FlaskClient) -> list[StoredReport]:
    database: Database = client.application.extensions["reports"]
    with database.session() as session:
        return list(session.scalars(select(StoredReport)))


def places(app: Flask) -> list[str]:
    """The ids of listings that readers see."""
    services: dict[str, Service] = app.extensions["site"].library.directory.services
    return [name for name, service in services.items() if service.is_shown]


def report(**changes: Any) -> dict[str, Any]:
    found = {"id": str(uuid4()), "service": PLACE, "kind": "closed", "text": "", **changes}
    return {name: value for name, value in found.items() if value is not None}


def send(client: FlaskClient, body: bytes | dict[str, Any], path: str = "/en/report", **options: Any) -> TestResponse:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return client.post(path, data=data, content_type=options.pop("content_type", "application/json"), **options)


def test_a_report_of_the_page_is_answered_when_it_is_stored(taking: FlaskClient) -> None:
    sent = report(text="Closed. Call 413-555-0100.")
    answer = send(taking, sent)
    assert (answer.status_code, answer.get_json()) == (201, {"message": "Thank you. We will look at it."})
    (found,) = [each for each in stored(taking) if each.id == UUID(sent["id"])]
    assert (found.service, found.kind, found.text) == (PLACE, "closed", "Closed. Call ….")
    assert [name for name in SECURITY if name not in answer.headers] == []
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers


def test_while_others_are_sending_it_is_to_be_sent_later_and_the_guide_is_read(taking: FlaskClient) -> None:
    places_to_send = taking.application.extensions["sending"]
    taken = [places_to_send.acquire(blocking=False) for _ in range(AT_A_TIME)]
    try:
        answer = send(taking, report())
        assert taken == [True] * AT_A_TIME
        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == "5", "a moment, not the minute of a database that is away"
        assert answer.get_json() == {"message": "We cannot take it right now. Try again later, please."}
        assert taking.get("/en/overdose").status_code == 200
    finally:
        places_to_send.release(AT_A_TIME)
    for _ in range(AT_A_TIME + 1):
        assert send(taking, b"{").status_code == 400, "whoever is answered makes room"


def test_of_those_who_find_no_place_only_one_waits(taking: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """The others are answered at once: each who waited would hold a thread that readers need."""
    monkeypatch.setattr(sending, "MOMENT_S", 30)
    monkeypatch.setattr(sending, "SLOW_S", 0)  # However little ago somebody came or went.
    places_to_send = taking.application.extensions["sending"]
    for _ in range(AT_A_TIME):
        assert places_to_send.acquire(blocking=False)
    with ThreadPoolExecutor(4) as threads:
        sent = [threads.submit(send, browse(taking.application), b"{") for _ in range(4)]
        answered = as_completed(sent)
        refused = [next(answered).result().status_code for _ in range(3)]
        places_to_send.release(AT_A_TIME)
        assert refused == [503] * 3
        assert next(answered).result().status_code == 400, "who waited found a place"


def test_many_who_send_at_once_all_wait_where_places_change_hands(
    taking: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when a network is back. How quickly is the machine's business, so here nothing counts as slow."""
    monkeypatch.setattr(sending, "MOMENT_S", 60)
    monkeypatch.setattr(sending, "SLOW_S", 60)
    with ThreadPoolExecutor(8) as phones:
        sent = [
            phones.submit(
                send, browse(taking.application), report(service=place), environ_base={"REMOTE_ADDR": place}
            )
            for place in places(taking.application)[:8]
        ]
    assert [each.result().status_code for each in sent] == [201] * 8


def test_a_form_without_scripts_is_answered_by_a_page(taking: FlaskClient) -> None:
    body = urlencode({"service": PLACE, "kind": "unwelcome", "text": "Me dijeron que no."}).encode()
    before = len(stored(taking))
    answer = send(taking, body, "/es/report", content_type=FORM, environ_base={"REMOTE_ADDR": "::2"})
    assert answer.status_code == 201
    page = answer.get_data(as_text=True)
    assert '<html lang="es"' in page
    assert "/es/services" in page
    assert "/es/lines" in page
    assert len(stored(taking)) == before + 1


def test_sent_twice_is_said_to_be_here_already(taking: FlaskClient) -> None:
    sent = report()
    assert [send(taking, sent).status_code for _ in range(2)] == [201, 409]


WRONG: dict[str, tuple[int, bytes | dict[str, Any]]] = {
    "no such listing": (400, report(service="nowhere")),
    "a listing nobody may see": (400, report(service="")),
    "no such reason": (400, report(kind="stolen")),
    "no reason": (400, report(kind=None)),
    "501 characters": (400, report(text="é" * 501)),
    "a number for words": (400, report(text=5)),
    "a list for words": (400, report(text=["a"])),
    "something more": (400, report(phone="413-555-0100")),
    "no UUID": (400, report(id=None)),
    "no UUID but words": (400, report(id="1; DROP TABLE report")),
    "a UUID that tells a time": (400, report(id="d9428888-122b-11e1-b85c-61cd3cbb3210")),
    "a UUID written otherwise": (400, report(id=str(uuid4()).upper())),
    "a list": (400, b"[]"),
    "nothing": (400, b""),
    "half of it": (400, b'{"id": '),
    "no UTF-8": (400, b'{"text": "\xff"}'),
    "UTF-16": (400, json.dumps(report()).encode("utf-16")),
    "deep": (400, b"[" * 4000),
    "deep objects": (400, b'{"a":' * 800),
    "NaN": (400, b'{"text": NaN}'),
    "half of a character": (400, b'{"text": "\\ud800", "kind": "closed", "service": "x", "id": "x"}'),
    "too long": (413, json.dumps(report()).encode().ljust(4097)),
}


@pytest.mark.parametrize("what", WRONG)
@pytest.mark.parametrize("code", ["en", "es"])
def test_what_is_wrong_is_one_sentence_and_nothing_is_stored(taking: FlaskClient, code: str, what: str) -> None:
    status, body = WRONG[what]
    before = len(stored(taking))
    answer = send(taking, body, f"/{code}/report")
    assert answer.status_code == status
    message = answer.get_json()["message"]
    assert message.endswith(".")
    assert len(message) < 90
    assert len(stored(taking)) == before


@pytest.mark.parametrize(
    "body",
    [
        b"service=nbox-pulaski&kind=closed&service=other",
        b"service=nbox-pulaski&kind=closed&text=%ff",
        b"service=nbox-pulaski&kind=closed&text=\xff",
        b"&".join(b"a%d=1" % number for number in range(100)),
        b"service",
        b"",
    ],
)
def test_a_form_that_is_wrong_is_answered_by_a_page(taking: FlaskClient, body: bytes) -> None:
    before = len(stored(taking))
    answer = send(taking, body, content_type=FORM)
    assert answer.status_code == 400
    assert "<h1>" in answer.get_data(as_text=True)
    assert len(stored(taking)) == before


@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data; boundary=a", ""])
def test_other_kinds_of_content_are_refused(taking: FlaskClient, kind: str) -> None:
    assert send(taking, report(), content_type=kind).status_code == 415


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_the_page_of_another_site_cannot_send(taking: FlaskClient, site: str) -> None:
    assert send(taking, report(), headers={"Sec-Fetch-Site": site}).status_code == 400


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("https://elsewhere.example", 400),
        ("https://localhost.elsewhere.example", 400),
        ("https://[", 400),
        ("http://localhost", 201),
        ("https://LOCALHOST:8443", 201),
        ("null", 201),
    ],
)
def test_a_browser_that_says_its_origin_alone_sends_from_our_pages_alone(
    taking: FlaskClient, origin: str, status: int
) -> None:
    """`null` is what a form of our own says: our pages send no referrer."""
    options: Any = {"environ_base": {"REMOTE_ADDR": "192.0.2.98"}}
    assert send(taking, report(), headers={"Origin": origin}, **options).status_code == status


def test_the_origin_may_be_the_address_in_the_settings(settings: Settings, tmp_path) -> None:
    """Behind a proxy that does not pass on the name it was asked by."""
    file = tmp_path / "reports.sqlite3"
    ours = replace(settings, reports=True, url="https://respira.example", database=f"sqlite:///{file}")
    app = create_app(ours)
    app.extensions["reports"].upgrade()
    asked = {"Host": "127.0.0.1:8000", "Origin": "https://respira.example"}
    assert send(browse(app), report(), headers=asked).status_code == 201
    assert send(browse(app), report(), headers={**asked, "Origin": "https://other.example"}).status_code == 400
    app.extensions["reports"].close()


def test_over_a_limit_it_says_when_to_come_again(taking: FlaskClient) -> None:
    options: Any = {"environ_base": {"REMOTE_ADDR": "192.0.2.99"}}
    answers = [send(taking, report(service=name), **options) for name in places(taking.application)[10:31]]
    assert [answer.status_code for answer in answers] == [201] * 20 + [429]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 86_401


def test_who_asks_is_said_by_our_own_proxies_alone(settings: Settings, tmp_path) -> None:
    def statuses(proxies: int) -> list[int]:
        file = tmp_path / f"{proxies}.sqlite3"
        app = create_app(replace(settings, reports=True, proxies=proxies, database=f"sqlite:///{file}"))
        app.extensions["reports"].upgrade()
        told = [
            send(browse(app), report(service=name), headers={"X-Forwarded-For": f"192.0.2.{number}"}).status_code
            for number, name in enumerate(places(app)[:21])
        ]
        app.extensions["reports"].close()
        return told

    assert statuses(0)[-1] == 429, "anybody can write that header"
    assert statuses(1)[-1] == 201


def test_without_a_database_it_says_to_try_again_and_the_site_goes_on(settings: Settings, tmp_path, caplog) -> None:
    away = create_app(replace(settings, reports=True, database=f"sqlite:///{tmp_path / 'no' / 'folder.sqlite3'}"))
    answer = send(browse(away), report())
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "60"
    assert answer.get_json()["message"] == "We cannot take it right now. Try again later, please."
    assert browse(away).get("/en/overdose").status_code == 200
    assert "127.0.0.1" not in caplog.text


def test_a_site_that_takes_no_reports_has_no_such_address(settings: Settings) -> None:
    client = browse(create_app(replace(settings, reports=False)))
    assert send(client, report()).status_code in (404, 405)
    assert client.get("/en/report").status_code == 404
