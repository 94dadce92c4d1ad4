"""Opening hours are told as they are: open, closed or unknown, and never guessed. The phone must say the same."""

import json
from dataclasses import asdict
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from pwa.model.holidays import is_holiday
from pwa.model.hours import HoursError, parse, week
from pwa.model.opening import Opening, at, describe

CASES = json.loads((Path(__file__).parent.parent / "hours_cases.json").read_text(encoding="utf-8"))


def promises(part):
    """The cases of one part of the table, each by its name."""
    return pytest.mark.parametrize("case", CASES[part], ids=lambda case: case["name"])


@promises("at")
def test_what_is_said_of_a_moment(case):
    now = datetime.fromisoformat(case["now"])
    good_until = date.fromisoformat(case["good_until"]) if "good_until" in case else None
    opening = at(case["hours"], now, case["zone"], good_until)
    said = describe(opening, now, case["zone"])
    until = opening.until and opening.until.isoformat(timespec="minutes")
    assert (opening.state, until, opening.becomes, said) == (
        case["state"],
        case.get("until"),
        case.get("becomes"),
        case["say"],
    )


@promises("refused")
def test_what_is_not_in_the_subset_is_refused_where_it_begins(case):
    with pytest.raises(HoursError) as error:
        parse(case["hours"])
    assert error.value.found.startswith(case["found"])
    assert case["expected"] in error.value.expected
    moment = datetime.fromisoformat("2026-12-02T10:00-05:00")
    assert at(case["hours"], moment, "America/New_York", None) == Opening(state="unknown", reason="unparsed")


@promises("week")
def test_the_table_of_a_week(case):
    if case["days"] is None:
        with pytest.raises(HoursError):
            week(case["hours"])
    else:
        shown = json.loads(json.dumps(asdict(week(case["hours"]))))
        assert shown == {"days": case["days"], "special": case["special"]}


def test_the_federal_holidays_of_three_years():
    days = (date(2026, 1, 1) + timedelta(days=number) for number in range(3 * 365 + 1))
    assert [day.isoformat() for day in days if is_holiday(day)] == CASES["holidays_2026_to_2028"]
