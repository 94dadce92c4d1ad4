"""Packs: what a reader may keep beside the pages, and the index that lists it. Why so: docs/decisions/0018-packs.md.

The build makes the packs of services and places; maps come from the folder of `flask areas build`. All stand in
`packs/` of the document root, where a running server finds new ones.
"""

import gzip
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask, g, render_template

from pwa.areas.archive import about_of, credit_of
from pwa.areas.context import GRID_TOLERANCE_M, context_of
from pwa.areas.encode import encode
from pwa.cards import Parts
from pwa.compact import as_json, compressed, put, sha256
from pwa.config import Settings
from pwa.listing import finder_index, listed_in
from pwa.model.errors import SiteError
from pwa.model.services import Area
from pwa.places import STATES, table
from pwa.site import Site

VERSION = 1
"""Goes up when the form of the index or of a pack changes: a phone may still have an older script."""

INDEX = "/packs/index.json"
FILE = re.compile(r"(?P<name>[a-z][a-z0-9-]*)\.(?P<hash>[0-9a-f]{8})\.(?:json|pmtiles)")

PIECE = 256 * 1024
"""Bytes of a piece of a detailed map: a phone fetches and keeps it piece by piece."""


class PackError(SiteError):
    """A pack that no phone would keep. The message names its file and the remedy."""


@dataclass(frozen=True)
class Pack:
    """One pack: `title` in every language, `date` that of its data (ISO 8601), `area` empty where it is of none.

    A detailed map has a `credit`, whose data it is; other packs say that inside.
    """

    name: str
    kind: str
    title: Mapping[str, str]
    date: str
    body: bytes = field(repr=False)
    area: str = ""
    home: bool = False
    credit: str = ""

    @property
    def file(self) -> str:
        """The name of its file, which carries its content."""
        kind = "pmtiles" if self.kind == "detail" else "json"
        return f"{self.name}.{hashlib.sha256(self.body).hexdigest()[:8]}.{kind}"

    def entry(self) -> dict[str, object]:
        """What the index says of it. `download`: bytes a phone fetches, with gzip; with brotli it is less."""
        is_detail = self.kind == "detail"  # Packed already, and fetched in pieces.
        pieces = [self.body[at : at + PIECE] for at in range(0, len(self.body), PIECE)] if is_detail else []
        about = {
            "name": self.name,
            "kind": self.kind,
            "area": self.area,
            "home": self.home,
            "title": self.title,
            "file": self.file,
            "sha256": sha256(self.body),
            "bytes": len(self.body),
            "download": len(self.body) if is_detail else len(gzip.compress(self.body, mtime=0)),
            "date": self.date,
            "credit": self.credit,
            "pieces": [sha256(piece) for piece in pieces],
        }
        return {key: value for key, value in about.items() if value not in ("", False, [])}


def pack_files(packs: list[Pack]) -> dict[str, bytes]:
    """The files of `packs` and their index, by address."""
    index = {"version": VERSION, "packs": [pack.entry() for pack in packs]}
    return {**{f"/packs/{pack.file}": pack.body for pack in packs}, INDEX: as_json(index)}


def make_packs(app: Flask, site: Site) -> list[Pack]:
    """Every pack of the site: maps, detailed maps, then services, then places."""
    maps = list(maps_found(site))
    for mistake in (each for each in maps if isinstance(each, PackError)):
        app.logger.warning("Left out: %s", mistake)
    areas = site.library.directory.areas
    services = [services_pack(app, site, name) for name, area in areas.items() if not area.bundled]
    details = [each for each in maps if isinstance(each, Pack) and each.kind == "detail"]
    return [*maps_of(site, maps), *details, *services, places_pack(site)]


def map_files(settings: Settings) -> list[Path]:
    """The maps and detailed maps that were put beside the site."""
    return sorted(file for kind in ("json", "pmtiles") for file in settings.packs.glob(f"*.{kind}"))


def maps_found(site: Site) -> Iterator[Pack | PackError]:
    """Each map of that folder, or why it is none: a damaged one must not hold back a corrected sentence."""
    for file in map_files(site.settings):
        try:
            yield read_map(file, site)
        except PackError as mistake:
            yield mistake


def maps_of(site: Site, found: Iterable[Pack | PackError]) -> list[Pack]:
    """The maps of that folder, and of each bundled area without one its county lines, towns and ZIPs."""
    drawn = {each.area: each for each in found if isinstance(each, Pack) and each.kind == "map"}
    for name, area in site.library.directory.areas.items():
        if area.bundled and area.bounds and name not in drawn:
            sources, layers = context_of(area.bounds)
            drawn[name] = _map(site, name, encode(name, area.bounds, sources, layers, GRID_TOLERANCE_M))
    return list(drawn.values())


def read_map(file: Path, site: Site) -> Pack:
    """The map in `file`; a `PackError` for one that is not what its name says."""
    body = file.read_bytes()
    remedy = "delete it, and run flask areas build again"
    if not (named := FILE.fullmatch(file.name)) or hashlib.sha256(body).hexdigest()[:8] != named["hash"]:
        raise PackError(f"{file}: found bytes that are not those its name says; {remedy}.")
    if named["name"] not in (areas := site.library.directory.areas):
        raise PackError(f"{file}: found a map of no area, expected one of {', '.join(areas)}; {remedy}.")
    return (_detail if file.suffix == ".pmtiles" else _map)(site, named["name"], body)


def home_of(areas: Mapping[str, Area]) -> str:
    """The area whose map saves itself: the first that is saved with the site and has bounds; empty without one."""
    return next((name for name, area in areas.items() if area.bundled and area.bounds), "")


def _map(site: Site, area: str, body: bytes) -> Pack:
    home = home_of(site.library.directory.areas)
    date = next((source["date"] for source in json.loads(body)["sources"]), "")
    return Pack(area, "map", _name(site, area), date, body, area, area == home)


def _detail(site: Site, area: str, body: bytes) -> Pack:
    try:
        about = about_of(body)
    except ValueError as error:
        raise PackError(f"{area}: found a detailed map with {error}; run flask areas detail again.") from None
    date = str(about.get("planetiler:osm:osmosisreplicationtime", ""))[:10]
    return Pack(f"detail-{area}", "detail", _name(site, area), date, body, area, credit=credit_of(about))


def publish_maps(site: Site) -> None:
    """Put the maps into a site that is built already, under a running server too: files first, then the index.

    Nothing happens where there is no build; `flask build` will find them.
    """
    folder = site.settings.build / "site" / "packs"
    if not (folder / "index.json").exists():
        return
    maps = maps_of(site, maps_found(site))
    others = [each for each in json.loads((folder / "index.json").read_bytes())["packs"] if each["kind"] != "map"]
    index = {"version": VERSION, "packs": [*(each.entry() for each in maps), *others]}
    wanted = {f"/packs/{each.file}": each.body for each in maps} | {INDEX: as_json(index)}
    for address, body in wanted.items():
        for suffix, packed in {"": body, **compressed(body)}.items():
            put(folder / f"{address.rpartition('/')[2]}{suffix}", packed)
    named = {str(each["file"]) for each in others} | {each.file for each in maps}
    for file in folder.iterdir():
        if (found := FILE.match(file.name)) and found[0] not in named:
            file.unlink()


def services_pack(app: Flask, site: Site, area: str) -> Pack:
    """The services of an area that is not saved with the site: what puts them in order, and their cards.

    `cards` has, for each language, `parts` (see `pwa.cards`), the number of each service's card in the order of
    `services`, and what their kinds are called.
    """
    index = finder_index(site.library.directory, [area], listed_in(site.library.directory, area))
    cards = {code: _cards(app, site, code, area) for code in site.languages}
    found = site.library.directory.areas[area]
    body = as_json({"version": VERSION, "kind": "services", "name": f"services-{area}", **index, "cards": cards})
    return Pack(f"services-{area}", "services", _name(site, area), found.as_of.isoformat(), body, area)


def _cards(app: Flask, site: Site, code: str, area: str) -> dict[str, object]:
    library = site.libraries[code]
    entries = listed_in(library.directory, area)
    made = Parts()
    with app.test_request_context(f"/{code}/services"):
        app.preprocess_request()
        g.site = site
        numbers = made.add(render_template("cards.html", entries=entries, in_pack=True))
    kinds = {kind: str(library.categories[kind].name) for entry in entries for kind in entry.service.categories}
    return {"parts": made.parts, "cards": numbers, "kinds": kinds}


def places_pack(site: Site) -> Pack:
    """The ZIPs and towns of the whole country, with the other names that the areas of this site know."""
    areas = site.library.directory.areas.values()
    aliases = {name: town for area in areas for name, town in area.aliases.items()}
    title = {
        code: language.text("ZIPs and towns of the whole country").plain for code, language in site.languages.items()
    }
    return Pack("places-us", "places", title, str(site.library.sources["geonames"].year), table(STATES, aliases))


def _name(site: Site, area: str) -> dict[str, str]:
    return {code: str.__str__(library.directory.areas[area].name) for code, library in site.libraries.items()}
