"""The directory as a whole: every area with its list, read and checked.

What a list says about a place that must stay hidden would hurt people, so that is a mistake that stops the build, not
a remark. `find_mistakes` names all of them, for `flask services check`; reading the content raises the first.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from pwa.model.geo import Bounds, contains
from pwa.model.hours import HoursError, parse
from pwa.model.reader import SLUG, ContentError, check_slug, messages, read
from pwa.model.services import Area, Service, ServiceList, first_day

STREET = re.compile(
    r"\b\d+[A-Z]?(?:-\d+)?\s+(?:[A-Z][\w.'-]*\s+){1,4}"
    r"(?:Street|St|Avenue|Ave|Road|Rd|Drive|Dr|Lane|Ln|Way|Place|Pl|Court|Ct|Plaza|Highway|Hwy|Boulevard|Blvd|Terrace|Square|Walk)\b"
)
"""What looks like a street address in a sentence."""

NUMBER = re.compile(r"\d{3,6}|1-\d{3}-\d{3}-\d{4}")
"""A short number as it is, any other with its 1: what a tap dials is made of these digits alone."""

LONGEST_ID = 100
"""Letters. A report about a listing keeps its id."""

RESERVED = re.compile(r"main|sources?|finder.*|.*-title")
"""Ids that the page of services needs for itself."""

ZIP = re.compile(r"\d{5}")
STATE = re.compile(r"[A-Z]{2}")
LANGUAGE = re.compile(r"[a-z]{2,3}")
HEADER = re.compile(r"\s*\[\[\s*service\s*\]\]")


@dataclass(frozen=True)
class Directory:
    """Areas and their lists, by the name of their file, in the order of the areas."""

    areas: dict[str, Area]
    lists: dict[str, ServiceList]

    @property
    def services(self) -> dict[str, Service]:
        """Every service by its id, area by area."""
        return {service.id: service for listed in self.lists.values() for service in listed.service}


def read_directory(folder: Path) -> Directory:
    """`areas/` and `services/` under the content `folder`; a `ContentError` for the first mistake of any kind."""
    directory = load_directory(folder)
    for mistake in find_mistakes(directory, folder):
        raise mistake
    return directory


def load_directory(folder: Path) -> Directory:
    """The same, whatever its entries say: a `ContentError` only for a file that is not in its form."""
    areas = {check_slug(file.stem, file, ""): read(file, Area) for file in sorted((folder / "areas").glob("*.toml"))}
    areas = dict(sorted(areas.items(), key=lambda item: (item[1].order, item[0])))
    for file in sorted((folder / "services").glob("*.toml")):
        if file.stem not in areas:
            raise ContentError(file, "", f'the list of "{file.stem}"', f"a file areas/{file.stem}.toml too")
    return Directory(areas, {name: read(folder / "services" / f"{name}.toml", ServiceList) for name in areas})


def header_lines(file: Path) -> list[int]:
    """The line of each `[[service]]` in a list, so that a mistake can be found without counting tables."""
    lines = file.read_text("utf-8").splitlines()
    return [number for number, line in enumerate(lines, start=1) if HEADER.match(line)]


def entry_place(lines: list[int], number: int, service: Service) -> str:
    """Where the `number`-th entry of a list stands, for a message: table, id and line (see `header_lines`)."""
    line = f", line {lines[number - 1]}" if number <= len(lines) else ""
    return f'service[{number}] "{service.id}"{line}'


def find_mistakes(directory: Directory, folder: Path) -> Iterator[ContentError]:
    """Everything that may not be published, file by file, entry by entry."""
    known = directory.services
    seen: set[str] = set()
    for name, area in directory.areas.items():
        file = folder / "areas" / f"{name}.toml"
        if not _is_zone(area.zone):
            yield ContentError(file, "zone", f'"{area.zone}"', "a time zone such as America/New_York")
        if area.bounds and not _are_bounds(area.bounds):
            yield ContentError(file, "bounds", f"{area.bounds}", "degrees, south below north")
        for which, county in enumerate(area.counties, start=1):
            if not ZIP.fullmatch(county):
                yield ContentError(file, f"counties[{which}]", f'"{county}"', 'a code of 5 digits such as "25015"')
        if area.outline and not (area.bounds and _is_ring(area.outline, area.bounds)):
            wanted = "at least 3 pairs of latitude and longitude inside the bounds"
            yield ContentError(file, "outline", f"{len(area.outline)} points", wanted)
    for name, listed in directory.lists.items():
        file = folder / "services" / f"{name}.toml"
        for key, source in listed.source.items():
            if source.address and not source.address.startswith("https://"):
                yield ContentError(file, f"source.{key}.address", f'"{source.address}"', "an https:// address")
            if source.date and first_day(source.date) is None:
                yield ContentError(file, f"source.{key}.date", f'"{source.date}"', "a date such as 2019-10")
        lines = header_lines(file)
        for number, service in enumerate(listed.service, start=1):
            place = entry_place(lines, number, service)
            if service.id in seen:
                yield ContentError(file, f"{place}.id", "the same id a second time", "an id used once")
            seen.add(service.id)
            for key, found, expected in mistakes_of(service, listed, known):
                yield ContentError(file, f"{place}: {key}", found, expected)


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        return False
    return True


def _is_ring(ring: tuple[tuple[float, ...], ...], bounds: Bounds) -> bool:
    return len(ring) > 2 and all(len(point) == 2 and contains(bounds, *point) for point in ring)


def _are_bounds(bounds: Bounds) -> bool:
    degrees = all(-180 <= side <= 180 for side in (bounds.west, bounds.east))
    return degrees and -90 <= bounds.south < bounds.north <= 90


def mistakes_of(
    service: Service, listed: ServiceList, known: Mapping[str, Service]
) -> Iterator[tuple[str, str, str]]:
    """The mistakes of one entry, each as key, found and expected."""
    if not SLUG.fullmatch(service.id) or RESERVED.fullmatch(service.id):
        yield "id", f'"{service.id}"', "lower-case letters, digits and hyphens, and no id of the page itself"
    if len(service.id) > LONGEST_ID:
        yield "id", f"{len(service.id)} letters", f"{LONGEST_ID} at most"
    if service.source not in listed.source:
        yield "source", f'"{service.source}"', f"one of [source.…]: {', '.join(listed.source)}"
    if service.url and not service.url.startswith("https://"):
        yield "url", f'"{service.url}"', "an https:// address"
    if service.zip and not ZIP.fullmatch(service.zip):
        yield "zip", f'"{service.zip}"', "5 digits"
    if service.state and not STATE.fullmatch(service.state):
        yield "state", f'"{service.state}"', "a postal code such as MA"
    if (service.lat is None) != (service.lon is None):
        yield "lat", "one half of a point", "lat and lon, or neither"
    if (service.verified_at is None) != (service.verified_how is None):
        yield "verified_at", "one of verified_at and verified_how", "both, or neither"
    if service.hours and service.hours.rule:
        try:
            if not parse(service.hours.rule).knows_holidays:
                expected = "what holds on holidays: PH off, or PH unknown"
                yield "hours.rule", f'"{service.hours.rule}" without PH', expected
        except HoursError as error:
            yield "hours.rule", error.found, error.expected
    for number, phone in enumerate(service.phone, start=1):
        if not NUMBER.fullmatch(phone.number):
            yield f"phone[{number}].number", f'"{phone.number}"', "a number such as 1-413-555-0100, or 911"
    for code in (*service.languages, *(code for phone in service.phone for code in phone.languages)):
        if not LANGUAGE.fullmatch(code):
            yield "languages", f'"{code}"', "codes such as en, es"
    if service.closed:
        if first_day(service.closed.since) is None:
            yield "closed.since", f'"{service.closed.since}"', "a date such as 2023-07"
        instead = known.get(service.closed.instead)
        if service.closed.instead and (instead is None or not instead.is_shown or instead.is_line):
            yield "closed.instead", f'"{service.closed.instead}"', "the id of another place that is shown"
    elif not (service.phone or service.url or service.town or service.serves or service.listing == "hold"):
        yield "phone", "no way to reach it", "a phone, a url or a town"
    yield from _leaks(service)


def _leaks(service: Service) -> Iterator[tuple[str, str, str]]:
    """What would show a place that may not be shown."""
    if service.place_is_public and service.listing != "phone-only":
        return
    hides = f'none of it: the visibility is "{service.visibility}"'
    if service.listing == "phone-only":
        hides = 'none of it: the listing is "phone-only"'
    if service.address:
        yield "address", f'"{service.address}"', hides
    if service.lat is not None:
        yield "lat", f"{service.lat}, {service.lon}", hides
    without = service.listing == "phone-only" or service.visibility in ("phone-only", "hidden")
    if without and (service.town or service.zip):
        yield "town", f'"{service.town or service.zip}"', hides
    words = [
        ("id", service.id.replace("-", " ")),
        ("url", service.url),
        ("name", service.name),
        ("organization", service.organization),
        *messages(service),
    ]
    words += [(f"also_called[{number}]", text) for number, text in enumerate(service.also_called, start=1)]
    words += [("hours.rule", service.hours.rule)] if service.hours else []
    words += [(f"serves[{number}]", text) for number, text in enumerate(service.serves, start=1)]
    words += [(f"check[{number}]", text) for number, text in enumerate(service.check, start=1)]
    for key, text in words:
        if street := STREET.search(text):
            yield key, f'"{street.group()}"', hides
