"""`flask services import`: a list of others becomes a file for a person to look at, never a live list."""

import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast, get_args

import click
from flask import current_app
from flask.cli import with_appcontext

from pwa.config import ROOT, Settings
from pwa.imports.files import check_size, write_whole
from pwa.imports.importing import Format, Imported, import_file, is_day
from pwa.imports.read_csv import template
from pwa.imports.record import ImportFileError
from pwa.imports.report import diff_text, report_csv, shown_lines, summary
from pwa.imports.staging import Staged, stage
from pwa.in_one_sentence import in_one_sentence
from pwa.model.directory import Directory, load_directory
from pwa.model.services import ListSource

SOME_REFUSED = 3
"""How the command ends when the list was written, but not all rows were fit for it. 1: nothing was written."""

A_FILE = click.Path(path_type=Path)


def _template(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        click.echo(template(), nl=False)
        context.exit()


@click.command("import")
@click.argument("file", type=A_FILE)
@click.option("--format", "form", type=click.Choice(get_args(Format)), required=True, help="What kind of file it is.")
@click.option("--area", required=True, help="The area that the services are for; other places are skipped.")
@click.option("--source", default="", help="Title of the source. Without it: that of the format, or the file's name.")
@click.option("--source-date", default="", help="When the source says it was made: 2026, 2026-03 or 2026-03-09.")
@click.option("--out", type=A_FILE, default=ROOT / "imports", help="Folder for what is to be looked at.")
@click.option("--report", type=A_FILE, help="Where the report of all rows goes, instead of beside the list.")
@click.option("--terms", type=A_FILE, help="HSDS: a TOML file that gives our kinds for the source's terms.")
@click.option("--allow-gone", is_flag=True, help="Even if most of what is there is missing from the file.")
@click.option("--dry-run", is_flag=True, help="Say what would happen and write nothing.")
@click.option("--template", is_flag=True, is_eager=True, expose_value=False, callback=_template, help="Print a CSV.")
@with_appcontext
@in_one_sentence
def import_list(
    file: Path,
    form: str,
    area: str,
    source: str,
    source_date: str,
    out: Path,
    report: Path | None,
    terms: Path | None,
    allow_gone: bool,
    dry_run: bool,
) -> None:
    """Read a list of others, clean it, and put it where a person looks at it. docs/importing.md explains.

    Ends with 0 if every row was taken or skipped, with 3 if some were refused, with 1 if nothing could be written.
    """
    settings: Settings = current_app.extensions["settings"]
    directory = load_directory(settings.content)
    _check_words(area, source_date, out, settings, directory)
    made = import_file(
        file,
        cast(Format, form),
        area,
        directory,
        ListSource(kind="list", title=" ".join(source.split()), date=source_date),
        _read_terms(terms) if terms else None,
    )
    target = out / area / f"{made.key}.toml"
    staged = stage(target, area, made.key, made.source, made.entries, allow_gone) if made.entries else None
    _tell(made, staged)
    if staged is None:
        if report and not dry_run:
            write_whole(report, report_csv(made.outcomes))
        raise click.ClickException(f"{file}: found no row to take, expected one at least; nothing was written.")
    if dry_run:
        click.echo("Nothing was written.")
    else:
        _write(target, staged, report or target.with_suffix(".report.csv"), made)
    if any(outcome.what == "refused" for outcome in made.outcomes):
        sys.exit(SOME_REFUSED)


def _check_words(area: str, source_date: str, out: Path, settings: Settings, directory: Directory) -> None:
    if area not in directory.areas:
        raise click.ClickException(f'found the area "{area}", expected one of {", ".join(directory.areas)}.')
    if source_date and not is_day(source_date):
        raise click.ClickException(f'--source-date: found "{source_date}", expected a past date such as 2026-03.')
    if out.resolve().is_relative_to(settings.content.resolve()):
        raise click.ClickException(
            f"--out: found {out}, expected a folder outside of the content: nobody has looked."
        )


def _read_terms(file: Path) -> Mapping[str, str]:
    check_size(file)
    try:
        table: dict[str, Any] = tomllib.loads(file.read_text("utf-8"))
    except ValueError as error:
        raise ImportFileError(f'{file}: found {error}, expected lines such as "HIV Testing" = "naloxone".') from None
    return {term.casefold(): str(kind) for term, kind in table.items()}


def _tell(made: Imported, staged: Staged | None) -> None:
    changes = staged.changes if staged else ()
    for line in shown_lines(made.outcomes, changes):
        click.echo(line)
    for note in made.notes:
        click.echo(f"Note: {note}.")
    click.echo(summary(made.outcomes, changes))


def _write(target: Path, staged: Staged, report: Path, made: Imported) -> None:
    """The list last: once it is there, all is there. A list that would stay the same is not touched."""
    write_whole(report, report_csv(made.outcomes))
    if not target.exists() or target.read_text("utf-8") != staged.text:
        write_whole(target.with_suffix(".diff"), diff_text(staged.changes))
        write_whole(target, staged.text)
    click.echo(f"To be looked at: {target}\nAll rows: {report}")
