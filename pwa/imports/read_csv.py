"""Tables with a header: our own CSV template, and what other readers take from a CSV or a spreadsheet."""

import csv
import difflib
import io
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path

from pwa.imports.cleaning import seen
from pwa.imports.files import read_text
from pwa.imports.record import ImportFileError, Outcome, Record, Refused

Cells = dict[str, str]

REQUIRED = ("name", "categories")
YES_NO = ("asks_id", "asks_name", "walk_in")
# In the order of the template.
COLUMNS = (
    *("id", "name", "organization", "categories", "also_called", "address", "town", "state", "zip"),
    *("latitude", "longitude", "serves", "visibility", "phone", "phone_text", "url", "hours", "hours_note"),
    *("languages", "for_whom", "cost", "note", "run_by", "wheelchair", *YES_NO),
)
EXAMPLE: Cells = {
    "id": "lantern-house",
    "name": "Lantern House",
    "organization": "Lantern Health",
    "categories": "naloxone; wound-care",
    "address": "12 Example Street",
    "town": "Northampton",
    "state": "MA",
    "zip": "01060",
    "latitude": "42.319",
    "longitude": "-72.630",
    "phone": "413-555-0100",
    "url": "https://lantern.example",
    "hours": "Mo-Fr 09:00-17:00; PH off",
    "languages": "en; es",
    "cost": "Free.",
    "walk_in": "yes",
}
DELIMITERS = {";": "semicolons", "\t": "tabs", "|": "bars"}


def template() -> str:
    """A CSV with every column and one example."""
    made = io.StringIO(newline="")
    writer = csv.DictWriter(made, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerow(EXAMPLE)
    return made.getvalue()


def csv_rows(file: Path) -> Iterator[list[str]]:
    """Each row of a CSV; an `ImportFileError` names the row whose quotes never close."""
    reader = csv.reader(io.StringIO(read_text(file), newline=""), strict=True)
    row = 0
    try:
        for cells in reader:
            row += 1
            yield cells
    except csv.Error as error:
        raise ImportFileError(
            f"{file}: row {row + 1}: found {error}, expected cells between commas; is a quote not closed?"
        ) from None


def table(
    rows: Iterable[list[str]],
    file: Path,
    required: Collection[str],
    known: Collection[str],
    make: Callable[[int, Cells], Record],
    notes: list[str],
) -> Iterator[Record | Outcome]:
    """What `make` makes of each row under the header, with the number of its row as a spreadsheet counts.

    A missing column is an `ImportFileError`; one that nobody knows goes into `notes` and is not read.
    """
    numbered = enumerate(rows, start=1)
    _, first = next(numbered, (0, []))
    header = [" ".join(cell.split()).lower().replace(" ", "_") for cell in first]
    if missing := [column for column in required if column not in header]:
        for sign, name in DELIMITERS.items():
            if any(sign in cell for cell in first):
                raise ImportFileError(f"{file}: row 1: found {name} between columns, expected commas; save it so.")
        found = ", ".join(header)[:200] or "nothing"
        raise ImportFileError(f"{file}: row 1: found the columns {found}, expected {', '.join(missing)} too.")
    if twice := [column for column in header if column and header.count(column) > 1]:
        raise ImportFileError(f"{file}: row 1: found the column {seen(twice[0])} twice, expected it once.")
    for column in header:
        if column and column not in known:
            like = difflib.get_close_matches(column, known, 1)
            notes.append(f"column {seen(column)} was not read" + (f"; is it {like[0]}?" if like else ""))
    for row, cells in numbered:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            yield Outcome(
                row, "refused", words=f"found {len(cells)} cells, expected {len(header)}; is a comma missing?"
            )
            continue
        try:
            yield make(row, dict(zip(header, cells, strict=True)))
        except Refused as refusal:
            yield Outcome(row, "refused", words=str(refusal))


def read_csv(file: Path, notes: list[str]) -> Iterator[Record | Outcome]:
    """Our template; docs/importing.md explains its columns."""
    return table(csv_rows(file), file, REQUIRED, COLUMNS, _record, notes)


def _record(row: int, cells: Cells) -> Record:
    def cell(key: str) -> str:
        return cells.get(key, "")

    def several(key: str) -> tuple[str, ...]:
        return tuple(each.strip() for each in cell(key).split(";") if each.strip())

    if cell("visibility").strip() not in ("", "exact", "area", "phone-only"):
        raise Refused(f"visibility: found {seen(cell('visibility'))}, expected exact, area or phone-only")
    return Record(
        row=row,
        key=cell("id"),
        name=cell("name"),
        organization=cell("organization"),
        categories=several("categories"),
        also_called=several("also_called"),
        street=cell("address"),
        town=cell("town"),
        state=cell("state"),
        zip=cell("zip"),
        latitude=cell("latitude"),
        longitude=cell("longitude"),
        serves=several("serves"),
        visibility=cell("visibility").strip(),
        phones=(
            *((each, "voice") for each in several("phone")),
            *((each, "text") for each in several("phone_text")),
        ),
        url=cell("url"),
        hours=cell("hours"),
        hours_note=cell("hours_note"),
        languages=several("languages"),
        for_whom=cell("for_whom"),
        description=f"{cell('for_whom')} {cell('note')}",
        cost=cell("cost"),
        note=cell("note"),
        facts=tuple(_facts(cells)),
    )


def _facts(cells: Cells) -> Iterator[tuple[str, str | bool]]:
    for key in ("run_by", "wheelchair"):
        if said := cells.get(key, "").strip():
            yield key, said
    for key in YES_NO:
        said = cells.get(key, "").strip().lower()
        if said not in ("", "yes", "no"):
            raise Refused(f"{key}: found {seen(said)}, expected yes, no or nothing")
        if said:
            yield key, said == "yes"
