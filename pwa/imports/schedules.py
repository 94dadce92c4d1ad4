"""HSDS schedules as hours in our form. Whatever our form cannot say for certain is handed back as words.

Accepts what 3.0 has, and `group`, which later versions add. Times are read as local, as publishers mean them: a UTC
offset would be wrong for half of the year. A time in UTC itself (`Z`) is nobody's local time, and is not guessed.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from pwa.model.hours import DAY_MINUTES, WEEKDAYS, HoursError, parse

DAYS = {day.upper(): number for number, day in enumerate(WEEKDAYS)}
TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)(?::\d\d(?:\.\d+)?)?(?:[+-]\d\d:?\d\d)?")
BYDAY = re.compile(r"([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)")
LIMITS = ("until", "count", "valid_to", "byweekno", "bymonthday", "byyearday")
"""A season, or a rhythm that our form does not have."""

EVERY = (None, "", 1, "1")
"""Intervals that skip no week and no month."""

LAST_MINUTE = DAY_MINUTES - 1
Periods = list[tuple[int, int]]


def hours_of(schedules: Sequence[Mapping[str, Any]], as_of: date | None) -> str | None:
    """The hours of `schedules` together, holidays unknown; None if any of them cannot be said exactly.

    `as_of` is the day of the source: what begins later does not hold yet.
    """
    weekly: dict[int, Periods] = defaultdict(list)
    monthly: dict[tuple[int, int], Periods] = defaultdict(list)
    for schedule in schedules:
        period = _period(schedule)
        days = _days(schedule)
        if period is None or days is None or not _holds(schedule, as_of):
            return None
        for nth, day in days:
            (monthly[day, nth] if nth else weekly[day]).append(period)
    # On its day, a rule of the month stands alone: it must have the hours of the week too.
    whole = {("", day): periods for day, periods in weekly.items()}
    nths = {(f"[{nth}]", day): weekly[day] + periods for (day, nth), periods in monthly.items()}
    if all(whole.get(("", day)) == [(0, DAY_MINUTES)] for day in range(7)):
        return "24/7"
    text = "; ".join([*_rules(whole), *_rules(nths), "PH unknown"])
    try:
        parse(text)
    except HoursError:
        return None  # periods that overlap
    return text


def words_of(schedules: Iterable[Mapping[str, Any]]) -> str:
    """The same for a person to read, in the source's own words and codes."""
    keys = ("freq", "interval", "byday", "opens_at", "closes_at", *LIMITS, "valid_from", "description", "notes")
    return "; ".join(" ".join(str(each[key]) for key in keys if each.get(key)) for each in schedules)


def _holds(schedule: Mapping[str, Any], as_of: date | None) -> bool:
    if any(schedule.get(key) not in (None, "") for key in LIMITS) or schedule.get("interval") not in EVERY:
        return False
    if since := schedule.get("valid_from"):
        try:
            return as_of is not None and date.fromisoformat(str(since)[:10]) <= as_of
        except ValueError:
            return False
    return True


def _period(schedule: Mapping[str, Any]) -> tuple[int, int] | None:
    times = [TIME.fullmatch(str(schedule.get(key) or "").strip()) for key in ("opens_at", "closes_at")]
    if not times[0] or not times[1]:
        return None
    opens, closes = (int(each[1]) * 60 + int(each[2]) for each in times if each)
    # 23:59 and 0:00 are how HSDS says midnight. Any other end before the beginning may be a slip: 5:00 for 17:00.
    closes = DAY_MINUTES if closes in (0, LAST_MINUTE) else closes
    return (opens, closes) if opens < closes else None


def _days(schedule: Mapping[str, Any]) -> list[tuple[int, int]] | None:
    """Each day as which one of the month (0: every week) and weekday."""
    byday = schedule.get("byday")
    parts = byday if isinstance(byday, list) else str(byday or "").upper().replace(" ", "").split(",")
    found = [BYDAY.fullmatch(str(part)) for part in parts]
    nths = [int(each[1] or 0) for each in found if each]
    is_monthly = {"WEEKLY": False, "MONTHLY": True}.get(str(schedule.get("freq")).upper())
    if not all(found) or is_monthly is None or any(bool(nth) is not is_monthly for nth in nths):
        return None
    return [(nth, DAYS[each[2]]) for nth, each in zip(nths, found, strict=True) if each]


def _rules(days: Mapping[tuple[str, int], Periods]) -> list[str]:
    """A rule for each set of days that have the same times, in the order of the week."""
    by_times: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for (nth, day), periods in sorted(days.items(), key=lambda item: (item[0][1], item[0][0])):
        times = ",".join(f"{_clock(opens)}-{_clock(closes)}" for opens, closes in sorted(set(periods)))
        by_times[times].append((day, nth))
    return [f"{_span(named)} {times}" for times, named in by_times.items()]


def _span(named: Sequence[tuple[int, str]]) -> str:
    """Mo-Fr for days that follow each other, else Mo,We."""
    numbers = [day for day, _ in named]
    if not named[0][1] and len(named) > 2 and numbers == list(range(numbers[0], numbers[-1] + 1)):
        return f"{WEEKDAYS[numbers[0]]}-{WEEKDAYS[numbers[-1]]}"
    return ",".join(f"{WEEKDAYS[day]}{nth}" for day, nth in named)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
