"""`flask reports`: what readers say is wrong with listings, what to make of it, and the flags the build reads."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from difflib import unified_diff
from pathlib import Path
from uuid import UUID

import click
from flask import current_app
from flask.cli import AppGroup
from werkzeug.security import generate_password_hash

from pwa.compact import as_json
from pwa.config import Settings
from pwa.imports.files import write_whole
from pwa.in_one_sentence import in_one_sentence
from pwa.model.directory import read_directory
from pwa.model.flags import FLAGS, Flag, read_flags
from pwa.model.reader import choices
from pwa.model.services import Checked, Service
from pwa.reports import flags as flagging
from pwa.reports.copying import copy
from pwa.reports.correction import day_at, edit, found_out, write
from pwa.reports.database import COMMAND_S, Database
from pwa.reports.desk_work import LONGEST_NOTE, Filter, ReportError, find, of_id, record, resolve
from pwa.reports.intake import today
from pwa.reports.keeping import purge
from pwa.reports.report import KINDS
from pwa.reports.tables import STATES, StoredReport

reports = AppGroup("reports", help="What readers say is wrong with a listing.")

COLUMNS = ("id", "service", "kind", "received_on", "state", "counts", "resolved_on", "text", "note")
SHORTEST_PASSWORD = 12
TEXT = 40
"""Letters of a reader's words in a line of the table."""


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings


def _database() -> Database:
    """The deployment's database, its tables made or renewed."""
    database = Database(_settings().database, answer_s=COMMAND_S)
    click.get_current_context().call_on_close(database.close)
    database.upgrade()
    return database


as_form = click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table")


@reports.command("list")
@click.option("--service", default="", help="Only this listing.")
@click.option("--kind", type=click.Choice(KINDS))
@click.option("--state", type=click.Choice([*STATES, "all"]), default="open", show_default=True)
@as_form
@in_one_sentence
def list_reports(service: str, kind: str | None, state: str, form: str) -> None:
    """List reports, the newest day first."""
    with _database().reading() as session:
        found = find(session, Filter(service=service, kind=kind or "", state="" if state == "all" else state))
    click.echo("\n".join(written(found.reports, form)))  # A pager may hold this up for hours.


@reports.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@in_one_sentence
def export(file: Path) -> None:
    """Write all reports to FILE: CSV, or JSON where its name ends in .json."""
    with _database().reading() as session:
        found = find(session, Filter(state="")).reports
    form = "json" if file.suffix == ".json" else "csv"
    write_whole(file, "\n".join(written(found, form)) + "\n", 0o600)  # Words of readers are for nobody else here.
    click.echo(f"{len(found)} reports in {file}.")


@reports.command()
@click.argument("id", type=click.UUID)
@as_form
@in_one_sentence
def show(id: UUID, form: str) -> None:
    """Everything of one report."""
    with _database().reading() as session:
        report = of_id(session, id)
    lines = (f"{name:12} {value}" for name, value in _row(report).items())
    click.echo("\n".join(lines if form == "table" else written([report], form)))


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
        service = resolve(session, id, state, note or None).service
    click.echo(f"{id}: {state}.")
    if state == "confirmed":
        click.echo(f"Now correct {service} in its list: with flask reports correct, or by hand.")
    click.echo(THEN)


@reports.command("correct")
@click.argument("id", type=click.UUID)
@click.option("--how", type=click.Choice(choices(Checked)), required=True, help="How you found out.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="On this day instead of today, where it is.")
@click.option("--hours", default="", help='The right ones, such as "Mo-Fr 09:00-17:00; PH off".')
@click.option("--phone", "phones", multiple=True, metavar="OLD=NEW", help="The right number; OLD= takes it out.")
@click.option("--closed", "since", default="", help="It is closed since then: 2026, 2026-11 or a day.")
@click.option("--why", default="", help="With --closed: what became of it, in one sentence.")
@click.option("--instead", default="", metavar="ID", help="With --closed: the listing to go to.")
@click.option("--note", default="", help="For the report: what you found out. No names of readers.")
@in_one_sentence
def correct(
    id: UUID,
    how: str,
    on: datetime | None,
    hours: str,
    phones: tuple[str, ...],
    since: str,
    why: str,
    instead: str,
    note: str,
) -> None:
    """Correct the listing of a report in its list, as checked by somebody; the report is then confirmed.

    With no change at all the listing was right: it is marked as checked, and the report is dismissed.
    """
    settings = _settings()
    directory = read_directory(settings.content)
    pairs = dict(_pair(text) for text in phones)
    with _database().session() as session:
        state = "confirmed" if hours or phones or since else "dismissed"
        service = resolve(session, id, state, note or None).service
        day = on.date() if on else day_at(directory, service, datetime.now(UTC))
        found = found_out(how=how, on=day, hours=hours, phones=pairs, since=since, why=why, instead=instead)
        made = edit(settings.content, directory, service, found)
        record(session, "corrected", report=id, detail=made.entry[:LONGEST_NOTE])
        session.flush()  # Whatever could fail has not failed: now the file, then the end of the transaction.
        write(made)
    changes = unified_diff(made.before.splitlines(), made.after.splitlines(), lineterm="", n=1)
    click.echo("\n".join([f"{made.file}:", *list(changes)[2:]]))
    click.echo(f"{id}: {state}. {THEN}")


def _pair(text: str) -> tuple[str, str]:
    old, sign, new = text.partition("=")
    if not sign:
        raise ReportError(f'--phone: found "{text}", expected OLD=NEW, such as 1-413-555-0100=1-413-555-0199.')
    return old, new


THEN = "Then run: flask reports flags, and flask build."


@reports.command("password")
@click.password_option(prompt="Password of the desk, at least 12 characters")
@in_one_sentence
def make_password(password: str) -> None:
    """Make the hash of a password for RESPIRA_DESK, which opens the desk."""
    if len(password) < SHORTEST_PASSWORD:
        raise ReportError(f"found {len(password)} characters, expected at least {SHORTEST_PASSWORD}: four words do.")
    click.echo(f"RESPIRA_DESK='{generate_password_hash(password, 'scrypt')}'")


@reports.command("copy")
@click.argument("url", metavar="URL")
@in_one_sentence
def copy_reports(url: str) -> None:
    """Copy all reports into the empty database at URL, as DATABASE_URL is written: a backup, or a move."""
    target = Database(url, answer_s=COMMAND_S)
    count = copy(_database(), target)
    target.close()
    click.echo(f"{count} reports are in {target.name} too, with what was done.")


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
    shown = {name for name, service in services.items() if may_be_flagged(service)}
    before = {name: flag for name, flag in read_flags(settings.content, services).items() if name not in remove}
    for name in add:
        if name not in shown:
            raise ReportError(
                f"--add {name}: found no such listing, expected one readers see, not closed, no emergency line."
            )
        before[name] = Flag(since=before[name].since if name in before else day, by="staff")
    with _database().reading() as session:
        checked = {name: service.verified_at for name, service in services.items() if service.verified_at}
        reported = flagging.reported_closed(session, day, checked)
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


def may_be_flagged(service: Service) -> bool:
    """Whether its card may say that it is reported as closed: of 911 no two readers may say so."""
    return service.is_shown and not service.closed and "emergency-line" not in service.categories


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


FORMULA = re.compile(r"(^|[;\t\r\n])(?=\s*[=+@\uff1d\uff0b\uff0d\uff20-])|^(?=[\t\r])")
"""Where a spreadsheet begins one: in a cell, also with wide signs; after a semicolon, where a Spanish one splits."""


def _harmless(value: str) -> str:
    """A cell no spreadsheet takes for a formula."""
    return FORMULA.sub(r"\1'", value)
