"""The commands of the project but those of `pwa.services_cli`: building, verifying, content, translations.

Each prints what it did and ends with 0, or says in one sentence what is wrong and ends with 1.
"""

import time
from collections import Counter
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext

from pwa.areas_cli import areas
from pwa.build import BuildError, build_site
from pwa.built import read_build
from pwa.catalogue import (
    add_language,
    find_messages,
    message_id,
    published_english,
    synced_files,
    write_published_english,
)
from pwa.config import Settings, SettingsError
from pwa.export import export_site, rules_with
from pwa.gates import must_be_translated, problems
from pwa.i18n import SOURCE, catalogue_file, read_catalogue, translation_of
from pwa.in_one_sentence import in_one_sentence
from pwa.model.reviews import due, places, supports
from pwa.reports_cli import reports
from pwa.services_cli import services
from pwa.site import read_site
from pwa.verify_cli import verify

content = AppGroup("content", help="The words and facts in pwa/content.")
translations = AppGroup("translations", help="The catalogues in translations/.")


def register_commands(app: Flask) -> None:
    """Add every command to `flask`."""
    for command in (areas, build, export, verify, content, reports, services, translations):
        app.cli.add_command(command)


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings


@click.command()
@click.option("--if-changed", is_flag=True, help="Do nothing where the build is of these very inputs.")
@click.option(
    "--publish-english", "ids", multiple=True, metavar="ID", help="Show this sentence in English everywhere."
)
@with_appcontext
@in_one_sentence
def build(if_changed: bool, ids: tuple[str, ...]) -> None:
    """Build the site."""
    settings = _settings()
    if ids:
        _publish_english(settings, ids)
    made = read_build(settings.build)
    if if_changed and made and made.is_current(settings):
        click.echo(f"Nothing changed since generation {made.generation}.")
        return
    started = time.monotonic()
    made = build_site(current_app._get_current_object())  # type: ignore[attr-defined]
    seconds = time.monotonic() - started
    click.echo(
        f"Built generation {made.generation}: {len(made.entries)} entries, {made.core} core, in {seconds:.1f} s."
    )
    if not settings.url:
        click.echo("Without RESPIRA_URL the poster, the cards and printed pages have no QR code.")
    for key, message in published_english(settings).items():
        click.echo(f'In English until it is translated: {key} "{message}"')


def _publish_english(settings: Settings, ids: tuple[str, ...]) -> None:
    known = {message_id(found.message): found.message for found in find_messages(settings)}
    for key in ids:
        if key not in known:
            raise BuildError(
                f'--publish-english {key}: found no such message, expected an id of "translations status".'
            )
    write_published_english(settings, {**published_english(settings), **{key: known[key] for key in ids}})


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--with-server", "server", metavar="URL", help="Take reports: nginx or Caddy asks our server at URL.")
@with_appcontext
@in_one_sentence
def export(folder: Path, server: str | None) -> None:
    """Put the whole site into DIR, for any host of files. Builds first where something changed.

    Files take no reports: without --with-server the site has no form for them.
    """
    settings = _settings() if server else replace(_settings(), reports=False)
    rules = rules_with(server, read_site(settings)) if server else {}
    made = read_build(settings.build)
    if not made or not made.is_current(settings):
        made = build_site(_app_with(settings))
    count = export_site(settings.build, folder, rules)
    click.echo(f"Exported generation {made.generation} to {folder}: {count} files.")
    if server:
        click.echo(f"Its rules for nginx and Caddy pass reports on to {server}: start it with RESPIRA_PROXIES=1.")
    click.echo(f"Publish that folder, then run: flask verify {settings.url or 'https://...'}")


def _app_with(settings: Settings) -> Flask:
    """This application, or one like it with these settings."""
    from pwa import create_app  # It imports this module, to add its commands.

    if settings != _settings():
        return create_app(settings)
    return current_app._get_current_object()  # type: ignore[attr-defined,no-any-return]


@content.command()
@in_one_sentence
def check() -> None:
    """Read all content and say the first thing that is wrong."""
    library = read_site(_settings()).library
    click.echo(
        f"{len(library.guides)} guides, {len(library.articles)} articles, {len(library.pages)} pages, "
        f"{len(library.sources)} sources: all valid."
    )


@content.command()
@click.argument("language", default=SOURCE)
def rescue(language: str) -> None:
    """Print the guided rescue as the phone reads it: the JSON of one language."""
    site = read_site(_settings())
    if language not in site.languages:
        raise SettingsError(f'found the language "{language}", expected one of {", ".join(site.languages)}.')
    click.echo(site.assets.files[site.assets.url(f"rescue/{language}.json")])


@content.command("due")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="As of this day instead of today.")
@in_one_sentence
def content_due(on: datetime | None) -> None:
    """List the claims to compare with their sources again, and the sources nobody has opened."""
    library = read_site(_settings()).library
    late = due(library, on.date() if on else date.today())
    for place in late:
        click.echo(f"{place.reviewed} {place.slug}#{place.part}: {', '.join(place.sources)}")
    unopened = {
        name: rests for name, rests in supports(library).items() if library.sources[name].read == "not opened"
    }
    for name, rests in unopened.items():
        click.echo(f"not opened {name}: {len(rests)} claims rest on it ({library.sources[name].address})")
    click.echo(f"{len(late)} claims are past their day, {len(unopened)} sources were not opened.")


@content.command("sources")
@click.argument("name", default="")
@in_one_sentence
def content_sources(name: str) -> None:
    """What rests on each source, or on the one called NAME; and sources that nothing rests on."""
    library = read_site(_settings()).library
    found = supports(library)
    if name and name not in found:
        raise SettingsError(f'found the source "{name}", expected an entry of sources.toml.')
    for source, rests in found.items():
        if name in ("", source):
            claims = ", ".join(f"{place.slug}#{place.part}" for place in rests) or "nothing rests on it"
            click.echo(f"{source} ({library.sources[source].read}): {claims}")
    click.echo(f"{sum(1 for _ in places(library))} claims; the reader refuses one without a source.")


@translations.command()
@click.option("--check", "only_check", is_flag=True, help="Change nothing; fail if something would change.")
@in_one_sentence
def sync(only_check: bool) -> None:
    """Bring the catalogues in line with the words."""
    settings = _settings()
    stale = [(file, body) for file, body in synced_files(settings) if not file.exists() or file.read_bytes() != body]
    if only_check and stale:
        names = ", ".join(str(file) for file, _ in stale)
        raise click.ClickException(
            f'{names}: found other messages than the content, expected the same; run "flask translations sync".'
        )
    for file, body in stale:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(body)
        click.echo(f"Updated {file}")
    if not only_check:
        _forget_translated(settings)


def _forget_translated(settings: Settings) -> None:
    """A sentence published in English on purpose is remembered only until every language has it."""
    waiting = {message_id(problem.message) for problem in problems(settings, allow_english=False)}
    kept = {key: message for key, message in published_english(settings).items() if key in waiting}
    if kept != published_english(settings):
        write_published_english(settings, kept)


@translations.command()
@in_one_sentence
def status() -> None:
    """What is translated, what is missing, and what is shown in English on purpose."""
    settings = _settings()
    found = {item.message: item for item in find_messages(settings)}
    needed = {item.message for item in find_messages(settings) if must_be_translated(item)}
    for code in settings.languages:
        if code == SOURCE:
            continue
        catalogue = read_catalogue(catalogue_file(settings.translations, code), code)
        states: Counter[str] = Counter()
        for message, place in found.items():
            entry = catalogue.get(message)
            state = "translated" if translation_of(entry) else "fuzzy" if entry and entry.fuzzy else "missing"
            states[state] += 1
            if state != "translated":
                purpose = (
                    "shown in English on purpose"
                    if message_id(message) in published_english(settings)
                    else ("needed before a build" if message in needed else "shown in English")
                )
                click.echo(f'{code} {message_id(message)} {state}, {purpose}: "{message}" ({place.file} {place.key})')
        click.echo(
            f"{code}: {states['translated']} translated, {states['fuzzy']} fuzzy, {states['missing']} missing."
        )
    for problem in problems(settings):
        click.echo(str(problem), err=True)


@translations.command()
@click.argument("language")
@in_one_sentence
def add(language: str) -> None:
    """Make an empty catalogue for LANGUAGE."""
    settings = _settings()
    file = add_language(settings, language)
    languages = ",".join((*settings.languages, language))
    click.echo(f"Made {file}. When it is translated, publish it: RESPIRA_LANGUAGES={languages}")
