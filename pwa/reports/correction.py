"""A report that was right becomes an edit of the list: what somebody found out, when and how."""

import shutil
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pwa.i18n import _
from pwa.imports.cleaning import dialed
from pwa.imports.entry import NOTHING, toml
from pwa.imports.files import write_whole
from pwa.imports.record import Refused
from pwa.model.directory import HEADER, Directory, read_directory
from pwa.model.errors import SiteError
from pwa.model.reader import choices
from pwa.model.services import Checked, Closed, Service
from pwa.model.words import Message
from pwa.reports.desk_work import ReportError

KEPT_WHEN_CLOSED = (
    "id", "name", "organization", "categories", "listing", "confidence", "source", "also_called", "visibility",
    "town", "state",
)  # fmt: skip
"""Of a place that is gone its name and its town are told, and no way to it: docs/writing.md."""

ORDER = [field.name for field in fields(Service)]

WHY_CLOSED = _("It has closed.")
"""What the list says of a place that is gone, where nobody wrote more."""


@dataclass(frozen=True, kw_only=True)
class Correction:
    """What is right about a listing, found out on the day `on`. What is empty is as the list says.

    `phones` gives for a number of the list the one to dial instead; for an empty one the number is taken out.
    """

    how: Checked
    on: date
    hours: str = ""
    phones: Mapping[str, str]
    closed: Closed | None = None


def found_out(
    *, how: str, on: date, hours: str, phones: Mapping[str, str], since: str, why: str, instead: str
) -> Correction:
    """A `Correction` from words that somebody typed. Raises `ReportError` for what no list could say.

    `phones` are numbers as people write them; `since` is when it closed (`2026`, `2026-11`, a day), `why` a sentence.
    """
    hours, since, why = (" ".join(text.split()) for text in (hours, since, why))
    if how not in choices(Checked):
        raise ReportError(f'found out how: "{how}", expected one of {", ".join(choices(Checked))}.')
    if (why or instead) and not since:
        raise ReportError("found what became of a place that closed, expected since when it is closed, too.")
    if since and (hours or phones):
        raise ReportError("found hours or numbers of a place that is closed, expected none: no way to it is listed.")
    closed = Closed(since=since, note=Message(why or WHY_CLOSED), instead=instead) if since else None
    dials = {_number(old): _number(new) for old, new in phones.items()}
    return Correction(how=how, on=on, hours=hours, phones=dials, closed=closed)  # type: ignore[arg-type]


def _number(text: str) -> str:
    if not text.strip():
        return ""
    try:
        number, extension = dialed(text)
    except Refused as refusal:
        raise ReportError(f"{refusal}.") from None
    if extension:
        remedy = "expected the number alone; write the extension into the note of the number, by hand"
        raise ReportError(f"phone: found the extension {extension} after {number}, {remedy}.")
    return number


def day_at(directory: Directory, id: str, now: datetime) -> date:
    """The day on which it is `now` where the listing `id` is; the server's clock may be set to another zone."""
    area = _area_of(directory, id)
    return now.astimezone(ZoneInfo(directory.areas[area].zone) if area else None).date()


def _area_of(directory: Directory, id: str) -> str | None:
    lists = directory.lists.items()
    return next((name for name, listed in lists if any(each.id == id for each in listed.service)), None)


@dataclass(frozen=True)
class Edit:
    """A list before and after, and the entry in it as it would be."""

    file: Path
    before: str
    after: str
    entry: str


def edit(folder: Path, directory: Directory, id: str, correction: Correction) -> Edit:
    """The list under the content `folder` with the entry `id` corrected. Nothing is written.

    Raises `ReportError` for an entry that is not there or in a form that only a person can edit, and, naming the
    place, where the directory could not be published so.
    """
    area = _area_of(directory, id)
    if area is None:
        raise ReportError(f'found no listing "{id}", expected one of the lists in {folder / "services"}.')
    file = folder / "services" / f"{area}.toml"
    before = file.read_text("utf-8")
    lines = before.splitlines(keepends=True)
    start, end = _where(lines, id, file)
    entry = "".join(_entry(lines[start:end], correction, f'{file}: "{id}"'))
    after = "".join([*lines[:start], entry, *lines[end:]])
    _check(folder, file, after)
    return Edit(file, before, after, entry.strip())


def write(made: Edit) -> None:
    """Put the corrected list in the place of the old one. Raises `ReportError` where that changed meanwhile."""
    if made.file.read_text("utf-8") != made.before:
        raise ReportError(f"{made.file}: found it changed a moment ago, expected it as it was; try again.")
    write_whole(made.file, made.after)


def _where(lines: list[str], id: str, file: Path) -> tuple[int, int]:
    """The lines of an entry: from its header to the blank line or comment before the next."""
    heads = [number for number, line in enumerate(lines) if HEADER.match(line)]
    for start, end in zip(heads, [*heads[1:], len(lines)], strict=True):
        while not _words(lines[end - 1]):
            end -= 1
        if tomllib.loads("".join(lines[start + 1 : end])).get("id") == id:
            return start, end
    raise ReportError(f'{file}: found no [[service]] with the id "{id}", expected one.')


def _words(line: str) -> str:
    return "" if line.lstrip().startswith("#") else line.strip()


def _entry(lines: list[str], correction: Correction, place: str) -> Iterator[str]:
    """The lines of an entry, those of the keys that change written anew, each key in its place."""
    written = dict(_keys(lines[1:], place))
    old = tomllib.loads("".join(lines[1:]))
    new = _corrected(old, correction, place)
    changed = {key: f"{key} = {toml(value)}\n" for key, value in new.items() if value != old.get(key)}
    order = [key for key in written if key in new]
    for key in changed:
        if key not in order:  # Before the first that comes later in the form of an entry.
            later = (at for at, other in enumerate(order) if ORDER.index(other) > ORDER.index(key))
            order.insert(next(later, len(order)), key)
    yield lines[0]
    for key in order:
        yield changed.get(key) or written[key]


def _keys(lines: list[str], place: str) -> Iterator[tuple[str, str]]:
    """Each key with the lines it stands in, as they are; a comment stays with the key below it."""
    text = ""
    for line in lines:
        text += line
        try:
            found = tomllib.loads(text)
        except tomllib.TOMLDecodeError:
            continue  # Its value goes on in the next line.
        if not found:
            continue
        key = next(iter(found))
        if len(found) > 1 or key not in ORDER or line.lstrip().startswith("["):
            raise ReportError(
                f"{place}: found it in another form than `key = value`, expected that; edit it by hand."
            )
        yield key, text if text.endswith("\n") else f"{text}\n"
        text = ""


def _corrected(old: Mapping[str, Any], correction: Correction, place: str) -> dict[str, Any]:
    """The table of the entry as it should be."""
    new = dict(old)
    if correction.closed:
        new = {key: value for key, value in new.items() if key in KEPT_WHEN_CLOSED}
        new["closed"] = {key: value for key, value in asdict(correction.closed).items() if value}
    if correction.hours:
        new["hours"] = {**old.get("hours", {}), "rule": correction.hours}
    if correction.phones:
        new["phone"] = list(_phones(old.get("phone", []), correction.phones, place))
    if old.get("listing") == "call-first":
        new["listing"] = "publish"
    new |= {"verified_at": correction.on, "verified_how": correction.how}
    return {key: value for key, value in new.items() if value not in NOTHING}


def _phones(old: list[dict[str, Any]], instead: Mapping[str, str], place: str) -> Iterator[dict[str, Any]]:
    there = [phone["number"] for phone in old]
    for number in instead:
        if number not in there:
            raise ReportError(f'{place}: found no number "{number}", expected one of {", ".join(there) or "none"}.')
    for phone in old:
        if number := instead.get(phone["number"], phone["number"]):
            yield {**phone, "number": number}


def _check(folder: Path, file: Path, text: str) -> None:
    """Read the directory as it would be: whatever stops a build stops it here."""
    with tempfile.TemporaryDirectory() as beside:
        for part in ("areas", "services"):
            shutil.copytree(folder / part, Path(beside) / part)
        (Path(beside) / "services" / file.name).write_text(text, "utf-8")
        try:
            read_directory(Path(beside))
        except SiteError as error:
            raise ReportError(str(error).replace(beside, str(folder))) from None
