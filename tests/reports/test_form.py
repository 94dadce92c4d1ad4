"""Who has no scripts keeps their words: whatever the answer is, it gives them back, or says that it cannot."""

import html
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from pwa.config import Settings
from pwa.views import sending
from pwa.views.sending import AT_A_TIME
from tests.site_copies import browse
from tests.strangers import taking

PLACE = "nbox-pulaski"
FORM = "application/x-www-form-urlencoded"
BUSY = {
    "en": "We cannot take it right now. Try again later, please.",
    "es": "Ahora no podemos recibirlo. Inténtelo más tarde, por favor.",
}
NOT_READ = "Your words were not read"


@pytest.fixture
def client(settings: Settings, tmp_path) -> Iterator[FlaskClient]:
    """A site that takes reports."""
    with taking(settings, tmp_path) as made:
        yield made


@contextmanager
def others_sending(client: FlaskClient) -> Iterator[None]:
    """Every place is taken."""
    places = client.application.extensions["sending"]
    for _ in range(AT_A_TIME):
        assert places.acquire(blocking=False)
    yield
    places.release(AT_A_TIME)


def send(client: FlaskClient, code: str = "en", **form: str) -> TestResponse:
    return client.post(f"/{code}/report", data=urlencode(form), content_type=FORM)


def fields(answer: TestResponse) -> dict[str, str]:
    """What the form in the answer would send again; a choice that is still to be made is empty."""
    page = answer.get_data(as_text=True)
    found = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    found |= dict.fromkeys(re.findall(r'<(?:select|input)[^>]* name="(\w+)"[^>]* required', page), "")
    if words := re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL):
        found["text"] = words[1]
    return {name: html.unescape(value) for name, value in found.items()}


@pytest.mark.parametrize("code", BUSY)
def test_while_others_send_a_form_gets_its_words_back(client: FlaskClient, code: str) -> None:
    sent = {"service": PLACE, "kind": "hours", "text": "It opens <at> 10."}
    with others_sending(client):
        answer = send(client, code, **sent)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert f"<h1>{BUSY[code]}</h1>" in answer.get_data(as_text=True)
    again = fields(answer)
    assert {name: again[name] for name in sent} == sent
    assert send(client, code, **again).status_code == 201, "it can be sent from there"


def test_while_one_of_those_without_a_place_is_read_the_others_are_told_to_go_back(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each that sent slowly would hold a thread that readers need."""
    monkeypatch.setattr(sending, "MOMENT_S", 30)
    body = urlencode({"service": PLACE, "kind": "hours", "text": "Ten."}).encode()
    streams = [BytesIO(body) for _ in range(3)]

    def post(stream: BytesIO) -> TestResponse:
        options: Any = {"input_stream": stream, "content_length": len(body), "content_type": FORM}
        return browse(client.application).post("/en/report", **options)

    with ThreadPoolExecutor(3) as threads:
        with others_sending(client):
            answered = as_completed([threads.submit(post, stream) for stream in streams])
            refused = [next(answered).result() for _ in range(2)]
            assert sorted(stream.tell() for stream in streams) == [0, 0, 0], "nobody was read"
        assert next(answered).result().status_code == 201
    for answer in refused:
        assert answer.status_code == 503
        assert NOT_READ in answer.get_data(as_text=True)
        assert "text" not in fields(answer)


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"text": "Call 413-555-0100. " + "a" * 500}, 400),
        ({"service": ""}, 400),
        ({"service": "gone-since"}, 400),
        ({"kind": ""}, 400),
    ],
    ids=["too long", "no place", "a place that is gone", "no reason"],
)
def test_what_is_to_be_changed_comes_back_and_the_rest_with_it(
    client: FlaskClient, wrong: dict[str, str], status: int
) -> None:
    sent = {"service": PLACE, "kind": "hours", "text": "It opens at 10.", **wrong}
    answer = send(client, **sent)
    assert answer.status_code == status
    again = fields(answer)
    kept = {name: value for name, value in sent.items() if name == "text" or name not in wrong}
    assert {name: again[name] for name in kept} == kept
    assert [name for name in again if not again[name]] == [name for name in wrong if name != "text"], "to be chosen"


def test_what_is_too_long_to_be_read_is_said_to_be(client: FlaskClient) -> None:
    answer = send(client, service=PLACE, kind="hours", text="\N{GRINNING FACE}" * 600)
    assert answer.status_code == 413
    assert NOT_READ in answer.get_data(as_text=True)


@pytest.mark.parametrize("letter", ["\N{GRINNING FACE}", "\u8a9e", "\n\u00e9"], ids=["emoji", "CJK", "short lines"])
def test_500_characters_of_any_kind_can_be_sent(client: FlaskClient, letter: str) -> None:
    text = (letter * 500)[:500].replace("\n", "\r\n")  # As a form sends the end of a line.
    service = max(client.application.extensions["site"].shown_services, key=len)
    assert send(client, service=service, kind="unwelcome", text=text).status_code == 201
