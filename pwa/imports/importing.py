"""From a file of others to entries of ours: read, made one where a source lists a place twice, cleaned, chosen."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pwa.imports.cleaning import quoted
from pwa.imports.entry import entry_of
from pwa.imports.place import lies_in, place_of
from pwa.imports.read_csv import read_csv
from pwa.imports.read_hsds import Terms, read_hsds
from pwa.imports.read_samhsa import read_samhsa
from pwa.imports.record import ImportFileError, Outcome, Record, Refused, Skipped, slug
from pwa.model.directory import Directory
from pwa.model.services import Area, ListSource, Service, first_day

Format = Literal["csv", "hsds", "samhsa"]

STAMP_SHARE, STAMP_ROWS = 0.2, 5
"""A day that more than a fifth of all rows share is the day of an import, not of a check."""

COMPARED = ("name", "address", "town", "zip", "url")


@dataclass
class Imported:
    """`entries` are tables by their id, `notes` are remarks on the file as a whole."""

    source: ListSource
    entries: dict[str, dict[str, Any]] = field(default_factory=dict)
    outcomes: list[Outcome] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def key(self) -> str:
        """The name of the source in our lists, and of its file."""
        return slug(self.source.title)[:60].strip("-") or "list"


def import_file(
    file: Path, form: Format, area: str, directory: Directory, source: ListSource, terms: Terms | None = None
) -> Imported:
    """Every row of `file`, none of it written anywhere; an `ImportFileError` if the file as a whole is no good.

    A source without a title takes the one its format has, else the name of the file.
    """
    made = Imported(source)
    title = file.stem
    rows: Iterator[Record | Outcome]
    if form == "samhsa":
        title, rows = read_samhsa(file, made.notes)
    elif form == "csv":
        rows = read_csv(file, made.notes)
    else:
        rows = read_hsds(file, first_day(source.date), terms or {}, made.notes)
    made.source = replace(source, title=source.title or title)
    records = _one_each(rows, made)
    listed = directory.services
    alike = _by_name_and_number(listed)
    for record in _without_stamps(records, made):
        made.outcomes.append(_take(record, area, directory.areas[area], listed, alike, made))
    made.outcomes.sort(key=lambda outcome: (outcome.row, outcome.what != "taken", outcome.id))
    if not made.outcomes:
        raise ImportFileError(f"{file}: found no row in it, expected at least one service.")
    return made


def _one_each(rows: Iterable[Record | Outcome], made: Imported) -> list[Record]:
    """The records, each id once. Rows of a source that lists a place for each kind of care become one."""
    records: dict[str, Record] = {}
    for each in rows:
        if isinstance(each, Outcome):
            made.outcomes.append(each)
        elif each.id not in records:
            records[each.id] = each
        elif each.listing:
            first = records[each.id]
            records[each.id] = _together(first, each)
            kinds = f"{quoted(first.listing)} and {quoted(each.listing)}"
            words = f"with row {first.row}: the same name and address, as {kinds}"
            made.outcomes.append(Outcome(each.row, "merged", first.id, words))
        else:
            words = f'id: found "{each.id}" a second time, first in row {records[each.id].row}, expected it once'
            made.outcomes.append(Outcome(each.row, "refused", words=words))
    return list(records.values())


def _together(first: Record, other: Record) -> Record:
    def both(key: str) -> tuple[Any, ...]:
        return tuple(dict.fromkeys((*getattr(first, key), *getattr(other, key))))

    point = first if first.latitude else other
    return replace(
        first,
        categories=both("categories"),
        phones=both("phones"),
        languages=both("languages"),
        questions=both("questions"),
        url=first.url or other.url,
        latitude=point.latitude,
        longitude=point.longitude,
    )


def _without_stamps(records: list[Record], made: Imported) -> Iterable[Record]:
    days = Counter(record.assured for record in records if record.assured)
    stamps = {day for day, count in days.items() if count >= STAMP_ROWS and count > STAMP_SHARE * len(records)}
    for day in sorted(stamps):
        made.notes.append(
            f"assured_date: {days[day]} of {len(records)} services have {quoted(day)}: an import stamp, dropped"
        )
    for record in records:
        if record.assured and record.assured not in stamps:
            asked = f"The source says that it was checked on {record.assured}. By whom, and how?"
            record = replace(record, questions=(*record.questions, asked))
        yield record


def _by_name_and_number(listed: dict[str, Service]) -> dict[str, list[str]]:
    """The ids of our lists by what may tell that a place is there already."""
    found: dict[str, list[str]] = defaultdict(list)
    for service in listed.values():
        for sign in {slug(service.name), *(phone.number for phone in service.phone)}:
            found[sign].append(service.id)
    return found


def _take(
    record: Record, name: str, area: Area, listed: dict[str, Service], alike: dict[str, list[str]], made: Imported
) -> Outcome:
    try:
        place = place_of(record)
        inside = lies_in(area, place)
        is_somewhere = bool(place.town or place.zip or place.state)
        if is_somewhere and not inside:
            known = "is not in" if inside is False else "cannot be told to be in"
            raise Skipped(f"{place.zip or place.town or place.state} {known} the area {name}")
        table, changed = entry_of(record, place, made.key)
    except Refused as refusal:
        return Outcome(record.row, "refused", words=str(refusal))
    except Skipped as reason:
        return Outcome(record.row, "skipped", words=str(reason))
    if live := listed.get(record.id):
        other = [f"{key} here {table[key]}" for key in COMPARED if key in table and table[key] != getattr(live, key)]
        words = "; ".join([f'"{live.id}" is in our lists already', *other])
        return Outcome(record.row, "skipped", live.id, words)
    made.entries[record.id] = table
    signs = (slug(table["name"]), *(phone["number"] for phone in table.get("phone", ())))
    if same := sorted({each for sign in signs for each in alike.get(sign, ())}):
        changed = (*changed, f"perhaps in our lists as {', '.join(same)}: the same name or number")
    return Outcome(record.row, "taken", record.id, "; ".join(changed))


def is_day(text: str) -> bool:
    """Whether `text` is a year, a month or a day that there is, and none yet to come."""
    try:
        day = first_day(text)
    except ValueError:
        return False
    return day is not None and day <= date.today()
