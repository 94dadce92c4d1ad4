"""Reports have the day of UTC, the same for every server. What people found out has the day where the place is."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient

from pwa import create_app
from pwa.config import Settings
from pwa.directory_review import Call, days_in
from pwa.model.directory import Directory, read_directory
from pwa.reports.correction import day_at
from pwa.reports.intake import take_in, today
from pwa.reports.report import Report
from tests.reports.at_the_desk import PLACE, come_in, database_of, get
from tests.site_copies import Browser, copy_of_site
from tests.test_catalogue import flask

EVENING = datetime(2026, 11, 29, 2, 30, tzinfo=UTC)
"""Still the 28th in Massachusetts."""

FARTHEST = ("Pacific/Kiritimati", "Pacific/Pago_Pago")
"""25 hours apart: whatever the day of the server is, in one of them it is another."""


@pytest.fixture(params=FARTHEST)
def zone(request: pytest.FixtureRequest) -> str:
    """Where the places of the list are."""
    return str(request.param)


@pytest.fixture
def desk(with_desk: Settings, tmp_path: Path, zone: str) -> Iterator[FlaskClient]:
    """A desk with a content folder of its own, where all areas are in `zone`."""
    content = copy_of_site(tmp_path).content
    for file in (content / "areas").glob("*.toml"):
        file.write_text(file.read_text("utf-8").replace('zone = "America/New_York"', f'zone = "{zone}"'), "utf-8")
    app = create_app(replace(with_desk, content=content, database=f"sqlite:///{tmp_path / 'reports.sqlite3'}"))
    app.extensions["reports"].upgrade()
    yield Browser(app, app.response_class)
    app.extensions["reports"].close()


def days_since(began: datetime) -> set[date]:
    """It may have become midnight since."""
    return {began.date(), datetime.now(began.tzinfo).date()}


def a_report(desk: FlaskClient) -> Report:
    report = Report(uuid4(), PLACE, "hours")
    take_in(database_of(desk), report, "192.0.2.1")
    return report


def test_in_the_evening_it_is_not_tomorrow_yet(settings: Settings) -> None:
    directory = read_directory(settings.content)
    assert day_at(directory, PLACE, EVENING) == date(2026, 11, 28)
    assert days_in(directory, EVENING) == {date(2026, 11, 28)}


def test_the_entry_shown_at_the_desk_has_the_day_of_its_place(desk: FlaskClient, zone: str) -> None:
    report = a_report(desk)
    come_in(desk)
    began = datetime.now(ZoneInfo(zone))
    page = get(desk, f"en/reports/{report.id}/correction?how=phone").get_data(as_text=True)
    assert any(f"verified_at = {day}\n" in page for day in days_since(began))


def test_the_calls_are_late_by_the_day_of_the_places(
    desk: FlaskClient, zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[date] = []

    def none_due(_: Directory, today: date) -> list[Call]:
        asked.append(today)
        return []

    monkeypatch.setattr("pwa.views.desk.calls", none_due)
    come_in(desk)
    began = datetime.now(ZoneInfo(zone))
    assert get(desk, "en/calls").status_code == 200
    assert set(asked) <= days_since(began)
    assert asked


def test_the_command_writes_the_day_of_the_place_which_is_no_mistake(desk: FlaskClient, zone: str) -> None:
    report, settings = a_report(desk), desk.application.extensions["settings"]
    began = datetime.now(ZoneInfo(zone))
    done = flask(settings, "reports", "correct", str(report.id), "--how", "phone")
    assert done.exit_code == 0, done.output
    assert read_directory(settings.content).services[PLACE].verified_at in days_since(began)
    checked = create_app(settings).test_cli_runner().invoke(args=["services", "check"])
    assert "in the future" not in checked.output


def test_reports_have_the_day_of_utc(monkeypatch: pytest.MonkeyPatch) -> None:
    for zone in FARTHEST:
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        assert today() in days_since(datetime.now(UTC))
    monkeypatch.undo()
    time.tzset()
