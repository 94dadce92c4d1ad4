"""Somebody at the desk, in a browser that keeps cookies."""

import re
from uuid import UUID

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from pwa.reports.database import Database
from pwa.reports.desk_work import of_id

PLACE = "nbox-pulaski"
PASSWORD = "four quiet words here"  # noqa: S105 - of a desk that lives as long as a test
HTTPS = "https://respira.example"
PAGES = ("", "calls", "done")


def database_of(client: FlaskClient) -> Database:
    database: Database = client.application.extensions["reports"]
    return database


def get(client: FlaskClient, path: str) -> TestResponse:
    return client.get(f"/desk/{path}", base_url=HTTPS)


def post(client: FlaskClient, path: str, page: str, **form: str) -> TestResponse:
    """Send a form as the page `page` would."""
    token = re.search(r'name="token" value="([^"]+)"', get(client, page).get_data(as_text=True))
    return client.post(f"/desk/{path}", data={"token": token[1] if token else "", **form}, base_url=HTTPS)


def come_in(client: FlaskClient, password: str = PASSWORD, who: str = "Ana B.", code: str = "en") -> TestResponse:
    return post(client, f"{code}/sign-in", f"{code}/sign-in", who=who, password=password)


def state_of(client: FlaskClient, id: UUID) -> str:
    with database_of(client).session() as session:
        return of_id(session, id).state
