"""Reports have the day of UTC, the same for every server. What people found out has the day on their calendar."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from pwa import create_app
from pwa.reports.intake import today
from tests.reports.at_the_desk import come_in, get
from tests.site_copies import copy_of_site
from tests.test_catalogue import flask


@pytest.fixture
def here() -> Iterator[date]:
    """The day here, which is another one than that of UTC."""
    with pytest.MonkeyPatch.context() as patch:
        for zone in ("Etc/GMT+12", "Etc/GMT-14"):
            patch.setenv("TZ", zone)
            time.tzset()
            if date.today() != datetime.now(UTC).date():
                break
        yield date.today()
    time.tzset()


def test_a_correction_at_the_desk_and_the_calls_have_the_day_here(
    here: date, desk: FlaskClient, sent: list[UUID]
) -> None:
    come_in(desk)
    page = get(desk, f"en/reports/{sent[1]}/correction?how=visit").get_data(as_text=True)
    assert f"verified_at = {here}" in page
    assert today() != here


def test_a_correction_by_command_has_the_day_here_and_is_no_mistake(
    here: date, desk: FlaskClient, sent: list[UUID], tmp_path: Path
) -> None:
    database = desk.application.extensions["settings"].database
    settings = replace(copy_of_site(tmp_path / "copy"), database=database)
    done = flask(settings, "reports", "correct", str(sent[1]), "--how", "visit")
    assert f"+verified_at = {here}" in done.output
    checked = create_app(settings).test_cli_runner().invoke(args=["services", "check"])
    assert "verified_at" not in checked.output
