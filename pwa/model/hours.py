"""When a door is open, as it is written down: a strict subset of OpenStreetMap's `opening_hours`.

    hours   = rule { ";" rule }                   a space may stand around ;
    rule    = "24/7" | [ days " " ] state         without days: every day
    days    = day { "," day }
    day     = weekday [ "-" weekday ]             Mo, Mo-Fr, Sa-Mo
            | weekday "[" nth { "," nth } "]"     Th[1], Th[1,3], Th[-1]: the last of the month
            | "PH"                                a federal holiday, see holidays.py
    state   = "off" | "closed" | times | [ times " " ] "unknown" [ " " comment ] | comment
    times   = period { "," period }               in order, none over another
    period  = time "-" time                       09:00-17:00, 20:00-02:00 (ends the next day), 00:00-24:00
    comment = a text in double quotes             nobody can compute it, so the state is unknown

On each day the last rule that names it holds, alone. A period belongs to the day it begins on, also past midnight:
with `Mo-Su 20:00-02:00; We off`, Tuesday's night goes on until 2:00 on Wednesday, and none begins on Wednesday.
(OSM's evaluators cut Tuesday's night at midnight, and open on Thursday until 2:00, after a night that was off.)

Everything else is refused, also what OSM allows but people mean otherwise: `Mo-Fr 09:00-12:00; Mo-Fr 13:00-17:00`
(OSM forgets the morning), `PH off` before other days (OSM forgets the holiday), a space after a comma (some begin a
new rule there), `09:00-17:00 "by appointment"` (open or not? Its evaluators disagree). Nothing refused is guessed.

`opening.py` evaluates. `static/js/lib/hours.js` is the phone's twin; `tests/hours_cases.json` holds both to the same.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from pwa.model.errors import SiteError
from pwa.model.holidays import is_holiday, ordinals

State = Literal["open", "closed", "unknown"]

WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
DAY_MINUTES = 24 * 60

_WEEKDAY = "|".join(WEEKDAYS)
_STARTS = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]"
_ENDS = _STARTS + "|24:00"
_STATE = 'times such as 09:00-17:00, off, unknown, or a comment in " "'


class HoursError(SiteError):
    """Hours outside of the subset. `found` says what and where, `expected` what could stand there."""

    def __init__(self, found: str, expected: str) -> None:
        """Keep both apart, so that a reader of content can put its file and key before them."""
        super().__init__(f"hours: found {found}, expected {expected}.")
        self.found, self.expected = found, expected


@dataclass(frozen=True)
class Rule:
    """The days it names, and what holds on them.

    `weekdays`: Monday is 0. `nth`: a weekday and which one of the month, -1 is the last. `periods`: minutes from the
    day's midnight, in order, the end past 1440 if it is on the next day; none when closed.
    """

    weekdays: frozenset[int]
    nth: frozenset[tuple[int, int]]
    holidays: bool
    state: State
    periods: tuple[tuple[int, int], ...]
    comment: str | None

    def names(self, day: date) -> bool:
        """Whether this rule speaks of `day`."""
        weekday = day.weekday()
        return (
            weekday in self.weekdays
            or (bool(self.nth) and any((weekday, nth) in self.nth for nth in ordinals(day)))
            or (self.holidays and is_holiday(day))
        )


@dataclass(frozen=True)
class Hours:
    """Rules in the order they were written."""

    rules: tuple[Rule, ...]

    def on(self, day: date) -> Rule | None:
        """The rule that holds on `day`; None if no rule names it, which means closed."""
        return next((rule for rule in reversed(self.rules) if rule.names(day)), None)

    @property
    def knows_holidays(self) -> bool:
        """Whether they say what holds on holidays. What never closes need not."""
        return any(rule.holidays or rule.periods == ((0, DAY_MINUTES),) for rule in self.rules)


@dataclass(frozen=True)
class Day:
    """What a table shows for one day: local times such as ("20:00", "02:00"), which ends tomorrow."""

    state: State
    periods: tuple[tuple[str, str], ...]
    comment: str | None


@dataclass(frozen=True)
class Special(Day):
    """What holds in place of the plain week on some days: `nth` and `holidays` are those of `Rule`, `nth` sorted."""

    nth: tuple[tuple[int, int], ...]
    holidays: bool


@dataclass(frozen=True)
class Week:
    """Monday to Sunday, and the rules such a week cannot show, in their order."""

    days: tuple[Day, ...]
    special: tuple[Special, ...]


@lru_cache(maxsize=4096)
def parse(text: str) -> Hours:
    """Hours from their string; a `HoursError` for the first thing that is not in the subset or contradicts itself."""
    reader = _Reader(text)
    starts, rules = [0], [_rule(reader)]
    while reader.at < len(text):
        reader.need(" *; *", "the end, or ; and another rule")
        starts.append(reader.at)
        rules.append(_rule(reader))
    for number, (start, rule) in enumerate(zip(starts, rules, strict=True)):
        _check_order(reader.seen(start), rule, rules[number + 1 :])
    if all(rule.state == "closed" and len(rule.weekdays) < 7 for rule in rules):
        raise HoursError(reader.seen(0), "a rule that opens, or off alone")
    return Hours(tuple(rules))


def _check_order(seen: str, rule: Rule, later: list[Rule]) -> None:
    """Refuse a rule that later ones silence: whoever wrote it meant something else."""
    weekdays = frozenset[int]().union(*(other.weekdays for other in later))
    nth = frozenset[tuple[int, int]]().union(*(other.nth for other in later))
    if rule.holidays and not all(other.holidays for other in later):
        raise HoursError(seen, "rules with PH after all others, which would take the holiday back")
    if (
        rule.weekdays <= weekdays
        and all(one in nth or one[0] in weekdays for one in rule.nth)
        and (not rule.holidays or any(other.holidays for other in later))
    ):
        raise HoursError(seen, "a rule that later ones leave a day; all times of a day stand in one rule")


class _Reader:
    """A place in a string, and what stands there."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0

    def take(self, pattern: str) -> str | None:
        match = re.compile(pattern).match(self.text, self.at)
        if match:
            self.at = match.end()
        return match and match[0]

    def need(self, pattern: str, expected: str) -> str:
        found = self.take(pattern)
        if found is None:
            raise HoursError(self.seen(self.at), expected)
        return found

    def seen(self, at: int) -> str:
        found = f'"{self.text[at : at + 24]}"' if at < len(self.text) else "the end"
        return f'{found} at character {at + 1} of "{self.text}"'


def _rule(reader: _Reader) -> Rule:
    if reader.take("24/7"):
        return Rule(frozenset(range(7)), frozenset(), False, "open", ((0, DAY_MINUTES),), None)
    days = _days(reader)
    if reader.take("off|closed"):
        return Rule(*days, "closed", (), None)
    if comment := reader.take('"[^"]+"'):
        return Rule(*days, "unknown", ((0, DAY_MINUTES),), comment[1:-1])
    periods: tuple[tuple[int, int], ...] = ((0, DAY_MINUTES),)
    if not reader.take("unknown"):
        periods = _periods(reader)
        if not reader.take(" +unknown"):
            return Rule(*days, "open", periods, None)
    comment = reader.take(' +"[^"]+"')
    return Rule(*days, "unknown", periods, comment.lstrip()[1:-1] if comment else None)


def _days(reader: _Reader) -> tuple[frozenset[int], frozenset[tuple[int, int]], bool]:
    """The days a rule begins with and the space after them; every weekday if it begins with none."""
    if reader.take(f"(?={_WEEKDAY}|PH)") is None:
        return frozenset(range(7)), frozenset(), False
    weekdays, nth, holidays = set[int](), set[tuple[int, int]](), False
    while True:
        start = reader.at
        first = reader.need(f"{_WEEKDAY}|PH", "a weekday such as Mo, or PH")
        if first == "PH":
            holidays = True
        elif reader.take(r"\["):
            numbers = reader.need(r"-?[1-5](,-?[1-5])*\]", "which one of the month, such as [1], [1,3] or [-1]")
            nth |= {(WEEKDAYS.index(first), int(number)) for number in numbers[:-1].split(",")}
        else:
            last = reader.need(_WEEKDAY, "a weekday such as Fr") if reader.take("-") else None
            if last == first:
                raise HoursError(reader.seen(start), f"{first} alone, or two different days")
            count = (WEEKDAYS.index(last or first) - WEEKDAYS.index(first)) % 7
            weekdays |= {(WEEKDAYS.index(first) + further) % 7 for further in range(count + 1)}
        if not reader.take(","):
            break
    reader.need(" +", f"a space and then {_STATE}")
    return frozenset(weekdays), frozenset(nth), holidays


def _periods(reader: _Reader) -> tuple[tuple[int, int], ...]:
    periods: list[tuple[int, int]] = []
    while True:
        at = reader.at
        start = _minutes(reader.need(_STARTS, "a time such as 09:00" if periods else _STATE))
        reader.need("-", "- and when it closes")
        end = _minutes(reader.need(_ENDS, "a time such as 17:00"))
        if end == start:
            raise HoursError(reader.seen(at), "two different times; all day is 00:00-24:00")
        if periods and start < periods[-1][1]:
            raise HoursError(reader.seen(at), "times in order that do not overlap")
        periods.append((start, end if end > start else end + DAY_MINUTES))
        if not reader.take(","):
            return tuple(periods)


def _minutes(time: str) -> int:
    return int(time[:2]) * 60 + int(time[3:])


def week(text: str) -> Week:
    """The table of a week; a `HoursError` if the string is not in the subset."""
    rules = parse(text).rules
    days = (next((rule for rule in reversed(rules) if day in rule.weekdays), None) for day in range(7))
    return Week(
        days=tuple(Day(*_shown(rule)) if rule else Day("closed", (), None) for rule in days),
        special=tuple(
            Special(*_shown(rule), tuple(sorted(rule.nth)), rule.holidays)
            for rule in rules
            if rule.nth or rule.holidays
        ),
    )


def _shown(rule: Rule) -> tuple[State, tuple[tuple[str, str], ...], str | None]:
    return rule.state, tuple((_clock(start), _clock(end)) for start, end in rule.periods), rule.comment


def _clock(minutes: int) -> str:
    """24:00 stays 24:00: it is the end of this day."""
    minutes = minutes if minutes <= DAY_MINUTES else minutes - DAY_MINUTES
    return f"{minutes // 60:02}:{minutes % 60:02}"
