"""What a person should look at in the directory: what is probably wrong, what is old, and whom to telephone.

`pwa.model.directory` refuses what may never be published. Here are the findings that need somebody's judgment.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import combinations
from pathlib import Path
from zoneinfo import ZoneInfo

import phonenumbers

from pwa.i18n import _
from pwa.model.directory import Directory, entry_place, header_lines
from pwa.model.geo import contains, distance_m
from pwa.model.services import Service, check_by, first_day

NEAR_M = 50
"""Two points closer than this may be one place listed twice."""

SHORT_NUMBER_DIGITS = 6
"""911, 988, 211 and the numbers one sends texts to have no more: no plan of numbers says which are in use."""

SOON = timedelta(days=30)
"""What is to be checked within this time stands in the list of calls."""


@dataclass(frozen=True)
class Finding:
    """One thing to look at. A `mistake` should be mended before publishing; anything else can wait for a call."""

    file: Path
    place: str
    what: str
    mistake: bool

    def __str__(self) -> str:
        """As one line: file, table, finding."""
        return f"{self.file}: {self.place}: {self.what}"


def review(directory: Directory, folder: Path, today: date) -> Iterator[Finding]:
    """Every finding of every list in the content `folder`, as of `today`."""
    for name, listed in directory.lists.items():
        file = folder / "services" / f"{name}.toml"
        area = directory.areas[name]
        lines = header_lines(file)
        places = {each.id: entry_place(lines, number, each) for number, each in enumerate(listed.service, 1)}
        for service in listed.service:
            place = places[service.id]
            for number in dict.fromkeys(phone.number for phone in service.phone):
                if not is_number(number):
                    yield Finding(file, place, f'found the number "{number}", expected one in use in the US', True)
            if area.bounds and service.point and not contains(area.bounds, *service.point):
                what = f"found the point {service.point}, expected one in the bounds of the area"
                yield Finding(file, place, what, True)
            dates = (service.verified_at, first_day(listed.source[service.source].date))
            for day in dates:
                if day and day > today:
                    yield Finding(file, place, f"found the date {day}, expected none in the future", True)
            if service.is_shown and not service.closed:
                yield from _age(service, check_by(service, listed.source[service.source]), today, file, place)
        for one, other in combinations([each for each in listed.service if not each.closed], 2):
            if why := likeness(one, other):
                yield Finding(file, places[other.id], f'looks like "{one.id}": {why}', False)


def is_number(number: str) -> bool:
    """Whether a US number of this form can be in use. Short ones are taken as they are."""
    digits = "".join(each for each in number if each.isdigit())
    if len(digits) <= SHORT_NUMBER_DIGITS:
        return digits == number
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number, "US"))
    except phonenumbers.NumberParseException:
        return False


def _age(service: Service, until: date | None, today: date, file: Path, place: str) -> Iterator[Finding]:
    if until is None:
        yield Finding(file, place, "its source has no date, and nobody has checked it", False)
    elif until < today:
        yield Finding(file, place, f"was to be checked by {until}", False)


def likeness(one: Service, other: Service) -> str:
    """Why two entries may be one and the same; empty if nothing says so.

    One program may well have two entries with one number. So a shared number counts only with a like name or place.
    """
    same_name = _plain(one.name) == _plain(other.name)
    shared = {phone.number for phone in one.phone} & {phone.number for phone in other.phone}
    near = one.point and other.point and distance_m(*one.point, *other.point) < NEAR_M
    if same_name:
        return "the same name"
    if shared and near:
        return f"{', '.join(sorted(shared))} in the same place"
    if shared and set(_plain(one.name)) & set(_plain(other.name)) and one.town == other.town:
        return f"{', '.join(sorted(shared))} in the same town, and a like name"
    if near and set(one.categories) & set(other.categories):
        return "the same kind of service in the same place"
    return ""


def _plain(name: str) -> frozenset[str]:
    """The words of a name that tell it from another."""
    words = "".join(each if each.isalnum() else " " for each in name.casefold()).split()
    return frozenset(word for word in words if len(word) > 3)


@dataclass(frozen=True)
class Call:
    """One telephone check to make: the service, by when, and what to ask. `by` is None where it was never fresh."""

    service: Service
    area: str
    by: date | None
    ask: tuple[str, ...]


EVERY_CALL = (_("Does it go on, under this name and number?"), _("May we list it, and this place?"))
"""What every call asks first."""


def days_in(directory: Directory, now: datetime) -> set[date]:
    """The days that it is at `now` in our areas, one or two, whatever zone the clock of this machine is set to."""
    return {now.astimezone(ZoneInfo(area.zone)).date() for area in directory.areas.values()} or {now.date()}


def calls(directory: Directory, today: date) -> list[Call]:
    """The checks to make, nearest deadline first; what readers see comes before what is held back."""
    found = []
    for name, listed in directory.lists.items():
        for service in listed.service:
            if service.closed or "emergency-line" in service.categories:
                continue
            by = check_by(service, listed.source[service.source])
            if service.listing == "hold" or service.check or by is None or by < today + SOON:
                found.append(Call(service, name, by, (*EVERY_CALL, *service.check)))
    return sorted(found, key=lambda call: (not call.service.is_shown, call.by or date.min, call.service.id))


def source_age(call: Call, directory: Directory) -> str:
    """Where an entry was read, for whoever makes the call: the title and its date."""
    source = directory.lists[call.area].source[call.service.source]
    return f"{source.title}, {source.date}" if first_day(source.date) else source.title
