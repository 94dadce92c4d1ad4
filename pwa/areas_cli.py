"""`flask areas`: the maps of areas, made from files of others. How: docs/areas.md."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import brotli
import click
from flask import current_app
from flask.cli import AppGroup

from pwa.areas.context import context_of
from pwa.areas.counties import fetch, folder_of, kept_files, may_try
from pwa.areas.encode import MapSource
from pwa.areas.errors import AreaError
from pwa.areas.making import keep_map, make_map, with_source
from pwa.in_one_sentence import in_one_sentence
from pwa.model.services import Area
from pwa.packs import home_of, publish_maps
from pwa.site import Site, read_site

areas = AppGroup("areas", help="Maps for the phone: streets, water and towns of an area.")

STEPS = 1000
KM = 1000


@areas.command("build")
@click.argument("area", required=False)
@click.argument("inputs", nargs=-1, metavar="[FILE]...")
@click.option("--attribution", default="", help="Whose data it is, as it stands on the map.")
@click.option("--licence", default="", help="Under which licence, such as ODbL 1.0.")
@click.option("--date", default="", help="Of when the data is, such as 2026-11.")
@in_one_sentence
def build_map(area: str | None, inputs: tuple[str, ...], attribution: str, licence: str, date: str) -> None:
    """Make the map of AREA from FILE... (.osm.pbf, PMTiles or its address, TIGER/Line .zip, GeoJSON).

    Without AREA it is that of the home area, without FILE it is made from what `flask areas fetch` has fetched.
    """
    site = _site()
    name, found = _area(site, area)
    try:
        from pwa.areas.opening import open_input
    except ImportError as error:
        raise _lacks(error) from None
    files = inputs or tuple(str(file) for file in kept_files(site.settings, name, found))
    given = MapSource("", date, licence, attribution)
    with _progress() as progress:
        opened = [with_source(open_input(each), given, each) for each in files]
        made = make_map(name, found, opened, context_of, progress)
    file = keep_map(site.settings.packs, name, made.body)
    publish_maps(site)
    packed = len(brotli.compress(made.body, quality=11))
    km = made.streets_m / KM
    click.echo(f"{file}: {km:,.0f} km of streets, {len(made.body):,} bytes, {packed:,} as a phone downloads them.")


@areas.command("detail")
@click.argument("area")
@click.argument("basemap", metavar="FILE")
@click.option("--deepest", default=14, show_default=True, help="The last zoom: one more about doubles the size.")
@in_one_sentence
def cut_detail(area: str, basemap: str, deepest: int) -> None:
    """Cut the detailed map of AREA out of FILE: a basemap of Protomaps (PMTiles), or its address.

    Readers see it after the next `flask build`, and keep it only if they ask for it.
    """
    site = _site()
    name, found = _area(site, area)
    if found.bounds is None:
        raise AreaError(f"areas/{name}.toml: found no bounds, expected south, west, north and east of the map.")
    try:
        from pwa.areas.cut import cut
        from pwa.areas.opening import parts_of
    except ImportError as error:
        raise _lacks(error) from None
    with _progress() as progress:
        body = cut(basemap, parts_of(basemap), found.bounds, progress, deepest)
    file = keep_map(site.settings.packs, name, body, "pmtiles")
    click.echo(f"{file}: {len(body):,} bytes. flask build offers it to readers.")


@areas.command("fetch")
@click.argument("area", required=False)
@click.option("--once", is_flag=True, help="Only if nobody has tried for this area on this machine.")
@in_one_sentence
def fetch_counties(area: str | None, once: bool) -> None:
    """Fetch the Census Bureau's files of the counties of AREA, or of the home area."""
    site = _site()
    name, found = _area(site, area)
    if once and (site.settings.census == "no" or not may_try(site.settings, name)):
        raise SystemExit(1)
    count = fetch(site.settings, name, found)
    click.echo(f"{folder_of(site.settings)}: {count} county files fetched.")


def _lacks(error: ImportError) -> AreaError:
    return AreaError(f"found no {error.name}, which reads maps; type scripts/setup.sh areas, then try again.")


def _area(site: Site, asked: str | None) -> tuple[str, Area]:
    """The name and the area that is meant; without one, home."""
    known = site.library.directory.areas
    name = asked or home_of(known)
    if name not in known:
        raise AreaError(f'found the area "{name}", expected one of {", ".join(known)}.')
    return name, known[name]


def _site() -> Site:
    site: Site | None = current_app.extensions["site"]
    return site or read_site(current_app.extensions["settings"])


@contextmanager
def _progress() -> Iterator[Callable[[float], None]]:
    """A bar with the time that is left, where somebody looks; Ctrl-C leaves it whole."""
    with click.progressbar(length=STEPS, label="Reading", file=sys.stderr) as bar:

        def show(share: float) -> None:
            bar.update(max(0, round(share * STEPS) - bar.pos))

        yield show
