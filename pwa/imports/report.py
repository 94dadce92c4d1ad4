"""What an import did, row by row: all of it as a CSV, the first of it on the terminal."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence

from pwa.imports.record import Outcome
from pwa.imports.staging import Change

SHOWN = 20
"""Lines of each kind on a terminal; the files have all."""


def report_csv(outcomes: Sequence[Outcome]) -> str:
    """Every row of the source: what became of it, its id, and why. No cell begins like a formula."""
    made = io.StringIO(newline="")
    writer = csv.writer(made, lineterminator="\n")
    writer.writerow(("row", "outcome", "id", "why"))
    writer.writerows((each.row, each.what, each.id, each.words) for each in outcomes)
    return made.getvalue()


def diff_text(changes: Sequence[Change]) -> str:
    """Every change, for a person to read."""
    return "\n".join(str(change) for change in changes) + "\n"


def summary(outcomes: Sequence[Outcome], changes: Sequence[Change]) -> str:
    """Both in one line."""
    rows = Counter(each.what for each in outcomes)
    tables = Counter(change.what for change in changes)
    told = [f"{rows[what]} {what}" for what in ("taken", "merged", "skipped", "refused")]
    then = [f"{tables[what]} {what}" for what in ("added", "changed", "gone", "kept") if tables[what]]
    return f"{len(outcomes)} rows: {', '.join(told)}. List: {', '.join(then) or 'nothing changed'}."


def shown_lines(outcomes: Sequence[Outcome], changes: Sequence[Change]) -> Iterator[str]:
    """The first lines of each kind: refused rows before all, added tables not at all where the list is new."""
    for what in ("refused", "skipped"):
        yield from _first([str(each) for each in outcomes if each.what == what], what)
    yield from _first([str(each) for each in outcomes if each.what == "taken" and each.words], "taken with a change")
    yield from _first([str(change) for change in changes if change.what != "added"], "changes of the list")


def _first(lines: Sequence[str], what: str) -> Iterator[str]:
    yield from lines[:SHOWN]
    if len(lines) > SHOWN:
        yield f"… and {len(lines) - SHOWN} more: {what}"
