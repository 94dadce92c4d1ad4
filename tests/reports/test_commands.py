"""`flask reports`: what a programme sees and does at a keyboard."""

import csv
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from pwa import create_app
from pwa.config import Settings
from pwa.reports.database import Database
from pwa.reports.desk_work import of_id
from pwa.reports.intake import take_in, today
from pwa.reports.report import Report
from tests.site_copies import browse, copy_of_site
from tests.test_catalogue import flask

PLACE = "nbox-pulaski"


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return copy_of_site(tmp_path_factory.mktemp("commands"))


@pytest.fixture
def settings(copied: Settings, tmp_path: Path) -> Settings:
    """A copy of the site with a database of its own and no flags."""
    (copied.content / "flags.toml").unlink(missing_ok=True)
    return replace(copied, database=f"sqlite:///{tmp_path / 'reports.sqlite3'}")


@pytest.fixture
def sent(settings: Settings) -> list[UUID]:
    """Three reports: two that a place is closed, one that looks like a formula."""
    database = Database(settings.database)
    database.upgrade()
    reports = [
        Report(uuid4(), PLACE, "closed", "The door is locked."),
        Report(uuid4(), PLACE, "closed", ""),
        Report(uuid4(), "nbox-easthampton", "other", '=HYPERLINK("x")'),
    ]
    for number, report in enumerate(reports):
        take_in(database, report, f"192.0.2.{number}")
    database.close()
    return [report.id for report in reports]


def told(settings: Settings, *words: str) -> str:
    done = flask(settings, "reports", *words)
    assert done.exit_code == 0, done.output
    return done.output


def test_the_list_shows_what_is_open(settings: Settings, sent: list[UUID]) -> None:
    output = told(settings, "list")
    assert all(str(id) in output for id in sent)
    assert "The door is locked." in output
    assert output.endswith("3 reports.\n")
    assert told(settings, "list", "--kind", "hours") == "0 reports.\n"
    assert told(settings, "list", "--service", PLACE).endswith("2 reports.\n")


def test_csv_and_json_hold_every_column_and_no_formula(settings: Settings, sent: list[UUID], tmp_path: Path) -> None:
    told(settings, "export", str(tmp_path / "all.csv"))
    rows = list(csv.DictReader((tmp_path / "all.csv").read_text("utf-8").splitlines()))
    assert {row["id"] for row in rows} == {str(id) for id in sent}
    assert {row["text"] for row in rows} == {"The door is locked.", "", '\'=HYPERLINK("x")'}
    told(settings, "export", str(tmp_path / "all.json"))
    assert {row["id"] for row in json.loads((tmp_path / "all.json").read_text("utf-8"))} == {str(id) for id in sent}
    assert json.loads(told(settings, "list", "--format", "json"))[0]["state"] == "open"


def test_a_report_is_shown_resolved_and_then_no_longer_listed(settings: Settings, sent: list[UUID]) -> None:
    assert "The door is locked." in told(settings, "show", str(sent[0]))
    said = told(settings, "resolve", str(sent[0]), "--confirmed", "--note", "Called: moved.")
    assert "verified_at" in said
    assert str(sent[0]) not in told(settings, "list")
    shown = told(settings, "show", str(sent[0]))
    assert "Called: moved." in shown
    assert str(today()) in shown


def test_what_is_not_there_is_one_sentence(settings: Settings, sent: list[UUID]) -> None:
    for words in (("show", str(uuid4())), ("resolve", str(uuid4()), "--dismissed"), ("resolve", str(sent[0]))):
        done = flask(settings, "reports", *words)
        assert done.exit_code == 1
        assert done.output.startswith("Error: ")
        assert "Traceback" not in done.output
    done = flask(replace(settings, database="mysql://x"), "reports", "list")
    assert (done.exit_code, done.output.count("\n")) == (1, 1)


def test_two_readers_flag_a_listing_and_its_page_says_so(settings: Settings, sent: list[UUID]) -> None:
    assert told(settings, "flags").startswith("1 listings flagged in ")
    page = browse(create_app(settings)).get("/en/services").get_data(as_text=True)
    card = page[page.index(f'id="{PLACE}"') :]
    assert "Reported as closed. Being checked." in card[: card.index("</article>")]
    assert page.count("Reported as closed. Being checked.") == 1
    told(settings, "resolve", str(sent[0]), "--dismissed")
    assert told(settings, "flags").startswith("0 listings flagged in ")
    assert "Being checked" not in browse(create_app(settings)).get("/es/services").get_data(as_text=True)


def test_a_person_flags_by_hand_and_takes_it_off(settings: Settings) -> None:
    told(settings, "flags", "--add", PLACE)
    assert 'by = "staff"' in (settings.content / "flags.toml").read_text("utf-8")
    told(settings, "flags")
    assert PLACE in (settings.content / "flags.toml").read_text("utf-8"), "it stays until it is taken off"
    told(settings, "flags", "--remove", PLACE)
    assert not (settings.content / "flags.toml").exists()
    assert flask(settings, "reports", "flags", "--add", "nowhere").exit_code == 1


def test_purging_by_hand(settings: Settings, sent: list[UUID]) -> None:
    assert told(settings, "purge") == "0 reports older than 180 days are gone.\n"
    database = Database(settings.database)
    with database.session() as session:
        of_id(session, sent[0]).received_on = today() - timedelta(days=181)
    database.close()
    assert told(settings, "purge") == "1 reports older than 180 days are gone.\n"
