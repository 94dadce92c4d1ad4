"""`flask reports`: what readers say is wrong with listings, what to make of it, and the flags the build reads."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from uuid import UUID

import click
from flask import current_app
from flask.cli import AppGroup

from pwa.compact import as_json
from pwa.config import Settings
from pwa.imports.files import write_whole
from pwa.in_one_sentence import in_one_sentence
from pwa.model.directory import read_directory
from pwa.model.flags import FLAGS, Flag, read_flags
from pwa.reports import flags as flagging
from pwa.reports.database import Database
from pwa.reports.desk_work import Filter, ReportError, find, of_id, resolve
from pwa.reports.intake import today
from pwa.reports.keeping import purge
from pwa.reports.report import KINDS
from pwa.reports.tables import STATES, StoredReport

reports = AppGroup("reports", help="What readers say is wrong with a listing.")

COLUMNS = ("id", "service", "kind", "received_on", "state", "counts", "resolved_on", "text", "note")
TEXT = 40
"""Letters of a reader's words in a line of the table."""


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings


def _database() -> Database:
    """The deployment's database, its tables made or renewed."""
    database = Database(_settings().database)
    database.upgrade()
    return database


@reports.command("list")
@click.option("--service", default="", help="Only this listing.")
@click.option("--kind", type=click.Choice(KINDS))
@click.option("--state", type=click.Choice([*STATES, "all"]), default="open", show_default=True)
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table")
@in_one_sentence
def list_reports(service: str, kind: str | None, state: str, form: str) -> None:
    """List reports, the newest day first."""
    with _database().session() as session:
        found = find(session, Filter(service=service, kind=kind or "", state="" if state == "all" else state))
        click.echo("\n".join(written(found, form)))


@reports.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@in_one_sentence
def export(file: Path) -> None:
    """Write all reports to FILE: CSV, or JSON where its name ends in .json."""
    with _database().session() as session:
        found = find(session, Filter(state=""))
        form = "json" if file.suffix == ".json" else "csv"
        write_whole(file, "\n".join(written(found, form)) + "\n")
    click.echo(f"{len(found)} reports in {file}.")


@reports.command()
@click.argument("id", type=click.UUID)
@in_one_sentence
def show(id: UUID) -> None:
    """Everything of one report."""
    with _database().session() as session:
        for name, value in _row(of_id(session, id)).items():
            click.echo(f"{name:12} {value}")


@reports.command("resolve")
@click.argument("id", type=click.UUID)
@click.option("--confirmed", "state", flag_value="confirmed", help="It is as the reader says.")
@click.option("--dismissed", "state", flag_value="dismissed", help="It is not: the report no longer counts.")
@click.option("--open", "state", flag_value="open", help="Look at it again.")
@click.option("--note", default="", help="What you found out. No names of readers.")
@in_one_sentence
def resolve_report(id: UUID, state: str | None, note: str) -> None:
    """Say what became of a report."""
    if state is None:
        raise click.ClickException("Say --confirmed, --dismissed or --open.")
    with _database().session() as session:
        report = resolve(session, id, state, note, by="command")
        service, kind = report.service, report.kind
    click.echo(f"{id}: {state}.")
    if state == "confirmed":
        click.echo(f"Now correct {service} in its list: {NEXT[kind]} Set verified_at and verified_how.")
    click.echo("Then run: flask reports flags, and flask build.")


NEXT = {
    "closed": "add [service.closed], or its new place.",
    "hours": "its hours.",
    "phone": "its number.",
    "unwelcome": "its note, or take it off the list.",
    "other": "what is wrong.",
}


@reports.command("purge")
@click.option("--days", type=click.IntRange(min=0), help="Older than so many days instead of the setting's.")
@in_one_sentence
def purge_reports(days: int | None) -> None:
    """Delete what is older than RESPIRA_REPORTS_DAYS."""
    settings = _settings()
    kept = settings.reports_days if days is None else days
    gone = purge(_database(), today(), kept)
    click.echo(f"{gone} reports older than {kept} days are gone.")


@reports.command("flags")
@click.option("--add", multiple=True, metavar="ID", help="Flag this listing by hand.")
@click.option("--remove", multiple=True, metavar="ID", help="Take off a flag put there by hand.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="As of this day instead of today.")
@in_one_sentence
def write_flags(add: tuple[str, ...], remove: tuple[str, ...], on: datetime | None) -> None:
    """Write flags.toml: which listings bear "Reported as closed. Being checked." """
    settings = _settings()
    day = on.date() if on else today()
    services = read_directory(settings.content).services
    shown = {name for name, service in services.items() if service.is_shown and not service.closed}
    before = {name: flag for name, flag in read_flags(settings.content, services).items() if name not in remove}
    for name in add:
        if name not in shown:
            raise ReportError(f"--add {name}: found no such listing, expected an id readers see, of one not closed.")
        before[name] = Flag(since=before[name].since if name in before else day, by="staff")
    with _database().session() as session:
        reported = flagging.reported_closed(session, day)
    made = flagging.flagging(reported, shown, before)
    file = settings.content / FLAGS
    if made.flags:
        write_whole(file, flagging.as_toml(made.flags))
    else:
        file.unlink(missing_ok=True)
    click.echo(f"{len(made.flags)} listings flagged in {file}.")
    for name, since in made.waiting.items():
        click.echo(
            f"Not flagged: {name}, reported by {since}. More than {flagging.SHARE:.0%} would be; look, then --add it."
        )


def written(found: list[StoredReport], form: str) -> Iterator[str]:
    """Reports as lines of a table, of CSV or of JSON."""
    rows = [_row(report) for report in found]
    if form == "json":
        yield as_json(rows).decode()
    elif form == "csv":
        out = io.StringIO()
        writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: _harmless(value) for name, value in row.items()} for row in rows)
        yield out.getvalue().rstrip("\n")
    else:
        for row in rows:
            text = row["text"] if len(row["text"]) <= TEXT else f"{row['text'][: TEXT - 1]}…"
            yield f"{row['id']}  {row['received_on']}  {row['state']:9}  {row['kind']:9}  {row['service']:30}  {text}"
        yield f"{len(rows)} reports."


def _row(report: StoredReport) -> dict[str, str]:
    return {name: _text(getattr(report, name)) for name in COLUMNS}


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _harmless(value: str) -> str:
    """A cell no spreadsheet takes for a formula."""
    return f"'{value}" if value[:1] in tuple("=+-@\t\r") else value
