"""`flask services`: what to look at in the directory, and whom to telephone."""

import textwrap
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from pwa.config import Settings
from pwa.directory_review import Call, calls, days_in, review, source_age
from pwa.imports_cli import import_list
from pwa.in_one_sentence import in_one_sentence
from pwa.model.directory import Directory, find_mistakes, load_directory, read_directory

services = AppGroup("services", help="The directory in pwa/content/areas and pwa/content/services.")
services.add_command(import_list)

ON = click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="As of this day instead of today.")

PAGE = 96
"""Letters in a line of the printed list of calls."""


def _folder() -> Path:
    settings: Settings = current_app.extensions["settings"]
    return settings.content


@services.command()
@ON
@in_one_sentence
def check(on: datetime | None) -> None:
    """Name every mistake in the directory, then what is old or perhaps listed twice. Fails on mistakes."""
    folder = _folder()
    directory = load_directory(folder)
    wrong = [str(mistake) for mistake in find_mistakes(directory, folder)]
    found = []
    if not wrong:  # What may not be published may not be reviewed either: a source that is not there has no date.
        day = on.date() if on else max(days_in(directory, datetime.now(UTC)))
        found = list(review(directory, folder, day))
    wrong += [str(finding) for finding in found if finding.mistake]
    rest = [str(finding) for finding in found if not finding.mistake]
    for line in wrong:
        click.echo(line, err=True)
    for line in rest:
        click.echo(line)
    shown = sum(service.is_shown for service in directory.services.values())
    count = f"{len(directory.services)} services, {shown} of them shown"
    if wrong:
        raise click.ClickException(f"{count}: {len(wrong)} mistakes, {len(rest)} things to look at.")
    click.echo(f"{count}: no mistake, {len(rest)} things to look at.")


@services.command("calls")
@ON
@click.option("--area", default="", help="Only this area.")
@in_one_sentence
def list_calls(on: datetime | None, area: str) -> None:
    """The telephone checks to make, to be printed: what readers see first, the nearest deadline first."""
    directory = read_directory(_folder())
    if area and area not in directory.areas:
        raise click.ClickException(f'found the area "{area}", expected one of {", ".join(directory.areas)}.')
    day = on.date() if on else min(days_in(directory, datetime.now(UTC)))
    due = [call for call in calls(directory, day) if area in ("", call.area)]
    late = sum(1 for call in due if call.by is None or call.by < day)
    click.echo(f"Calls to make, as of {day}: {len(due)}, {late} of them late.\n")
    for number, call in enumerate(due, start=1):
        click.echo("\n".join(sheet(number, call, directory)) + "\n")


def sheet(number: int, call: Call, directory: Directory) -> Iterator[str]:
    """One call as lines of text, with room for the answers."""
    service = call.service
    by = f"by {call.by}" if call.by else "never checked"
    state = "readers see it" if service.is_shown else "held back"
    yield f"{number}. {service.name}  [{service.id}]"
    place = ", ".join(part for part in (service.address, service.town, service.state, service.zip) if part)
    numbers = ", ".join(f"{phone.number} ({phone.kind})" for phone in service.phone)
    for line in (
        numbers or service.url or "no number known",
        place,
        f"{by}; {state}; from {source_age(call, directory)}",
    ):
        if line:
            yield from textwrap.wrap(line, PAGE, initial_indent="   ", subsequent_indent="   ")
    for question in call.ask:
        yield from textwrap.wrap(question, PAGE, initial_indent="   [ ] ", subsequent_indent="       ")
    yield "   Called on ____________  by ____________  answer: " + "_" * 40
