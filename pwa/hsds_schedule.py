"""Opening hours as schedules of HSDS, and nothing else: the next version of HSDS moves hours, so they have one place.

HSDS writes hours as recurrences (RFC 5545), which say less than our strings do:

- Times are local, without an offset: an offset is wrong half of the year. The zone is an attribute of the service.
- A period that closes before it opens ends on the next day. One that ends at midnight closes at 23:59.
- The nth weekday is `MONTHLY`. Where one Wednesday of the month differs, the others are listed one by one.
- What recurrences cannot say stands as words: holidays, "perhaps", comments, both ends of a month for one weekday.
"""

from pwa.model.hours import DAY_MINUTES, WEEKDAYS, Rule, parse
from pwa.model.services import ListedHours

WEEKS = range(1, 6)
"""A weekday comes at most 5 times a month."""


def schedules(hours: ListedHours) -> list[dict[str, str]]:
    """The schedules of a service, without their ids: those with times, then at most one of words alone."""
    found: list[dict[str, str]] = []
    words = [str(hours.note).replace("**", "")] if hours.note else []
    if hours.rule:
        found, is_whole = _recurrences(parse(hours.rule).rules)
        words += [] if is_whole else [f"opening_hours: {hours.rule}"]
    return [*found, {"description": " ".join(words)}] if words else found


def _recurrences(rules: tuple[Rule, ...]) -> tuple[list[dict[str, str]], bool]:
    """Every period with its days, and whether that is all the rules say."""
    days: dict[tuple[str, tuple[int, int]], list[str]] = {}
    is_whole = all(rule.state != "unknown" and not rule.holidays for rule in rules)
    for weekday, name in enumerate(WEEKDAYS):
        numbers = {number for rule in rules for day, number in rule.nth if day == weekday}
        if numbers and min(numbers) < 0 < max(numbers):
            is_whole = False  # Which date is both the 4th and the last depends on the month.
            continue
        sign = -1 if numbers and min(numbers) < 0 else 1
        for number in [sign * week for week in WEEKS] if numbers else [0]:
            rule = next((r for r in reversed(rules) if weekday in r.weekdays or (weekday, number) in r.nth), None)
            for period in rule.periods if rule and rule.state == "open" else ():
                byday = f"{number or ''}{name.upper()}"
                days.setdefault(("MONTHLY" if number else "WEEKLY", period), []).append(byday)
    return [
        {"freq": freq, "byday": ",".join(names), "opens_at": _clock(opens), "closes_at": _clock(closes)}
        for (freq, (opens, closes)), names in days.items()
    ], is_whole and bool(days)


def _clock(minutes: int) -> str:
    minutes = DAY_MINUTES - 1 if minutes == DAY_MINUTES else minutes % DAY_MINUTES
    return f"{minutes // 60:02}:{minutes % 60:02}"
