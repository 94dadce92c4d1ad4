"""`flask reports`: what a programme sees and does at a keyboard."""

import csv
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from werkzeug.security import check_password_hash

from pwa import create_app
from pwa.config import Settings, SettingsError, read_settings
from pwa.model.directory import read_directory
from pwa.reports.database import Database, DatabaseError
from pwa.reports.desk_work import of_id, trail
from pwa.reports.intake import take_in, today
from pwa.reports.report import Report
from pwa.reports.tables import DayCount, DaySalt, SignIn, StoredReport
from pwa.reports_cli import written
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


def test_what_is_exported_is_for_nobody_else_on_the_machine(
    settings: Settings, sent: list[UUID], tmp_path: Path
) -> None:
    (file := tmp_path / "all.csv").touch(0o644)
    told(settings, "export", str(file))
    assert f"{file.stat().st_mode & 0o777:o}" == "600"


@pytest.mark.parametrize(
    ("words", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("\t=1", "'\t'=1"),
        ("\uff1d1", "'\uff1d1"),
        ("\uff0b1\uff0d1\uff20", "'\uff0b1\uff0d1\uff20"),
        ('Closed;=HYPERLINK("x")', 'Closed;\'=HYPERLINK("x")'),
        ("Closed;  @x;-1", "Closed;'  @x;'-1"),
        ("Closed.\n+1", "Closed.\n'+1"),
        ("Closed since May - look; a sign says so.", "Closed since May - look; a sign says so."),
    ],
)
def test_no_spreadsheet_finds_a_formula_in_the_words_of_a_reader(words: str, cell: str) -> None:
    found = StoredReport(**vars(Report(uuid4(), PLACE, "other", words)), received_on=today(), state="open", note="")
    assert next(csv.DictReader("\n".join(written([found], "csv")).splitlines(keepends=True)))["text"] == cell


def test_reports_are_taken_while_a_pager_shows_the_list(
    settings: Settings, sent: list[UUID], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(settings.database)
    database.upgrade()
    new: list[Report] = []

    def take_one(*_: object) -> None:
        new.append(Report(uuid4(), PLACE, "hours"))
        take_in(database, new[-1], f"192.0.2.{len(new) + 50}")

    monkeypatch.setattr("pwa.reports.engines.WAIT_S", 0.1)
    monkeypatch.setattr("pwa.reports_cli.click.echo", take_one)
    monkeypatch.setattr("pwa.reports_cli.write_whole", take_one)
    for words in (("list",), ("show", str(sent[0])), ("export", str(tmp_path / "all.csv"))):
        told(settings, *words)
    with database.session() as session:
        assert {of_id(session, report.id).kind for report in new} == {"hours"}
    database.close()


def test_a_report_is_shown_resolved_and_then_no_longer_listed(settings: Settings, sent: list[UUID]) -> None:
    assert "The door is locked." in told(settings, "show", str(sent[0]))
    for form in ("csv", "json"):
        assert "The door is locked." in told(settings, "show", str(sent[0]), "--format", form)
    assert json.loads(told(settings, "show", str(sent[0]), "--format", "json"))[0]["id"] == str(sent[0])
    said = told(settings, "resolve", str(sent[0]), "--confirmed", "--note", "Called: moved.")
    assert "flask reports correct" in said
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
    with pytest.raises(DatabaseError, match="DATABASE_URL: found"):
        flask(replace(settings, database="mysql://x"), "reports", "list")


def test_two_readers_flag_a_listing_and_its_page_says_so(settings: Settings, sent: list[UUID]) -> None:
    assert told(settings, "flags").startswith("1 listings flagged in ")
    page = browse(create_app(settings)).get("/en/services").get_data(as_text=True)
    card = page[page.index(f'id="{PLACE}"') :]
    assert "Reported as closed. Being checked." in card[: card.index("</article>")]
    assert page.count("Reported as closed. Being checked.") == 1
    told(settings, "resolve", str(sent[0]), "--dismissed")
    assert told(settings, "flags").startswith("0 listings flagged in ")
    assert "Being checked" not in browse(create_app(settings)).get("/es/services").get_data(as_text=True)


def test_a_check_answers_what_was_reported_until_its_day(settings: Settings, sent: list[UUID]) -> None:
    file = settings.content / "services" / "western-massachusetts.toml"
    before = file.read_text("utf-8")
    told(settings, "correct", str(sent[0]), "--how", "phone", "--hours", "Mo-Fr 09:00-17:00; PH off")
    assert told(settings, "flags").startswith("0 listings flagged in ")
    file.write_text(before, "utf-8")


def test_nobody_flags_an_emergency_line(settings: Settings) -> None:
    lines = [
        name
        for name, service in read_directory(settings.content).services.items()
        if "emergency-line" in service.categories
    ]
    database = Database(settings.database)
    database.upgrade()
    for name in lines:
        for address in ("192.0.2.1", "192.0.2.2"):
            take_in(database, Report(uuid4(), name, "closed"), address)
    database.close()
    assert lines
    assert told(settings, "flags").startswith("0 listings flagged")
    assert flask(settings, "reports", "flags", "--add", lines[0]).exit_code == 1


def test_a_line_says_so_too(settings: Settings) -> None:
    told(settings, "flags", "--add", "ma-helpline")
    page = browse(create_app(settings)).get("/en/lines").get_data(as_text=True)
    card = page[page.index('id="ma-helpline"') :]
    assert "Reported as closed. Being checked." in card[: card.index("</article>")]


def test_a_flag_of_a_listing_that_is_gone_stops_no_command_and_is_taken_out(settings: Settings) -> None:
    file = settings.content / "flags.toml"
    file.write_text('[flag.gone]\nsince = 2026-11-01\nby = "staff"\n', "utf-8")
    told(settings, "list")
    told(settings, "flags", "--add", PLACE)
    assert "gone" not in file.read_text("utf-8")


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


def test_a_correction_is_put_into_the_list_and_the_report_is_confirmed(settings: Settings, sent: list[UUID]) -> None:
    file = settings.content / "services" / "western-massachusetts.toml"
    before = file.read_text("utf-8")
    said = told(settings, "correct", str(sent[0]), "--how", "phone", "--closed", "2026-11", "--on", "2026-11-20")
    assert "+verified_at = 2026-11-20" in said
    assert f"{sent[0]}: confirmed." in said
    page = browse(create_app(settings)).get("/en/services").get_data(as_text=True)
    card = page[page.index(f'id="{PLACE}"') :]
    assert "It has closed." in card[: card.index("</article>")]
    assert "confirmed" in told(settings, "show", str(sent[0]))
    file.write_text(before, "utf-8")


def test_a_listing_that_was_right_is_marked_as_checked_and_its_report_dismissed(
    settings: Settings, sent: list[UUID]
) -> None:
    file = settings.content / "services" / "western-massachusetts.toml"
    before = file.read_text("utf-8")
    assert f"{sent[1]}: dismissed." in told(settings, "correct", str(sent[1]), "--how", "visit")
    page = browse(create_app(settings)).get("/en/services").get_data(as_text=True)
    card = page[page.index(f'id="{PLACE}"') :]
    assert "Visited on" in card[: card.index("</article>")]
    file.write_text(before, "utf-8")


@pytest.mark.parametrize("wrong", [["--phone", "413"], ["--hours", "often"], ["--phone", "1-413-586-0100=x"]])
def test_a_correction_that_cannot_be_changes_neither_the_list_nor_the_report(
    settings: Settings, sent: list[UUID], wrong: list[str]
) -> None:
    file = settings.content / "services" / "western-massachusetts.toml"
    before = file.read_bytes()
    done = flask(settings, "reports", "correct", str(sent[0]), "--how", "phone", *wrong)
    assert (done.exit_code, done.output.count("\n")) == (1, 1), done.output
    assert file.read_bytes() == before
    assert str(sent[0]) in told(settings, "list")


def test_the_hash_of_a_password_is_a_setting(settings: Settings) -> None:
    runner = create_app(settings).test_cli_runner()
    made = runner.invoke(args=["reports", "password"], input="four quiet words\nfour quiet words\n")
    name, _, text = made.output.strip().splitlines()[-1].partition("=")
    assert check_password_hash(read_settings({name: text.strip("'")}).desk, "four quiet words")
    short = runner.invoke(args=["reports", "password"], input="short\nshort\n")
    assert short.exit_code == 1
    assert "at least 12" in short.output
    with pytest.raises(SettingsError, match="RESPIRA_DESK: found no hash"):
        read_settings({"RESPIRA_DESK": "four quiet words"})


def test_a_backup_has_every_report_and_nothing_that_stands_for_a_sender(
    settings: Settings, sent: list[UUID], tmp_path: Path
) -> None:
    told(settings, "resolve", str(sent[0]), "--confirmed", "--note", "They moved.")
    backup = f"sqlite:///{tmp_path / 'backup.sqlite3'}"
    assert told(settings, "copy", backup).startswith("3 reports are in sqlite:///")
    restored = replace(settings, database=backup)
    for command in (("list", "--state", "all", "--format", "json"), ("show", str(sent[0]))):
        assert told(restored, *command) == told(settings, *command)
    database = Database(backup)
    with database.session() as session:
        assert [each.what for each in trail(session)] == ["confirmed"]
        for table in (DaySalt, DayCount, SignIn):
            assert session.scalars(select(table)).all() == []
    database.close()
    again = flask(settings, "reports", "copy", backup)
    assert again.exit_code == 1
    assert "found reports, expected an empty database; nothing was copied." in again.output


@pytest.mark.parametrize("address", ["postgresql"], indirect=True)
def test_reports_move_to_postgresql_and_back(
    settings: Settings, sent: list[UUID], database: Database, tmp_path: Path
) -> None:
    """Work goes on there: what is written next does not meet what was copied."""
    told(settings, "resolve", str(sent[0]), "--dismissed")
    moved = replace(settings, database=database.url.render_as_string(hide_password=False))
    told(settings, "copy", moved.database)
    told(moved, "resolve", str(sent[0]), "--confirmed", "--note", "Closed after all.")
    with database.session() as session:
        assert of_id(session, sent[0]).state == "confirmed"
        assert [each.what for each in trail(session)] == ["confirmed", "dismissed"]
        assert session.get(StoredReport, sent[2]).text == '=HYPERLINK("x")'  # type: ignore[union-attr]
    back = replace(settings, database=f"sqlite:///{tmp_path / 'back.sqlite3'}")
    told(moved, "copy", back.database)
    assert told(back, "show", str(sent[0])) == told(moved, "show", str(sent[0]))
