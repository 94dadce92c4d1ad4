"""`flask verify`: what a host serves, beside what the build here says it should."""

from collections.abc import Iterable

import click
from flask import current_app
from flask.cli import with_appcontext

from pwa.built import Build, read_build
from pwa.config import Settings
from pwa.headers import HeaderTable
from pwa.in_one_sentence import in_one_sentence
from pwa.verify import (
    Difference,
    compare,
    compare_headers,
    read_beside,
    read_manifest,
    serves,
    serves_retired,
    wait_for,
)


@click.command()
@click.argument("url")
@click.option("--wait", type=float, default=0, metavar="SECONDS", help="How long it may take to show the build here.")
@with_appcontext
@in_one_sentence
def verify(url: str, wait: float) -> None:
    """Compare the site at URL with what phones will demand: its pages, what lies beside them, its headers."""
    settings: Settings = current_app.extensions["settings"]
    origin = url.rstrip("/")
    made = read_build(settings.build)
    if made and made.retire:
        _verify_retired(origin, made, wait)
        return
    if wait and made and not wait_for(lambda: serves(origin, made.generation), wait):
        raise click.ClickException(f"{origin} does not serve generation {made.generation} after {wait:g} s.")
    generation, entries = read_manifest(origin)
    if made and made.generation != generation:
        click.echo(f"Note: the build here is generation {made.generation}, the site serves {generation}.")
    _nothing_but(compare(origin, entries), f"of {len(entries)} entries differ; no phone can save this site.")
    click.echo(f"All {len(entries)} entries of generation {generation} are as built.")
    beside = read_beside(origin)
    _nothing_but(compare(origin, beside), f"of {len(beside)} files beside the pages differ; the pages are as built.")
    click.echo(f"All {len(beside)} files beside the pages, to print or to keep, are as built.")
    _verify_headers(origin, made if made and made.generation == generation else None, [*entries, *beside])


def _verify_retired(origin: str, made: Build, wait: float) -> None:
    """The kill switch is on: the worker that removes the pages must be there, with its headers."""
    if not wait_for(lambda: serves_retired(origin), wait):
        raise click.ClickException(
            f"{origin}/sw.js: found something else, expected the worker of the kill switch, as in the build here; "
            "no phone removes anything."
        )
    click.echo("The kill switch is on: /sw.js is the worker that removes the saved pages from phones.")
    _verify_headers(origin, made, [])


def _verify_headers(origin: str, made: Build | None, addresses: Iterable[str]) -> None:
    """Those of `/sw.js` and of each kind of address; `made` is the build of what is served, where it is here."""
    if current_app.extensions["settings"].policy_in_pages:
        click.echo("Headers are not compared: RESPIRA_POLICY_IN_PAGES says that this host sends none of ours.")
    elif made:
        wrong = compare_headers(origin, addresses, HeaderTable(made.headers, made.retire))
        _nothing_but(
            wrong, "headers differ; the bytes are as built, but less protected. docs/deploying.md says more."
        )
        click.echo("The headers of every kind of address are as built.")
    else:
        click.echo("Headers are not compared: that needs the build of this site here.")


def _nothing_but(differences: Iterable[Difference], otherwise: str) -> None:
    found = list(differences)
    for difference in found:
        click.echo(str(difference), err=True)
    if found:
        raise click.ClickException(f"{len(found)} {otherwise}")
