"""Is it open now, and until when? `hours.py` says what the string may hold; `static/js/lib/opening.js` is the twin.

Times are on the service's own clock. Where clocks jump, a time the clock shows twice is the first of them, and one it
skips is as long after midnight as on any other night (2:30 becomes 3:30): RFC 5545, and Temporal's "compatible".
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from pwa.model.hours import DAY_MINUTES, Hours, HoursError, State, parse

HORIZON_DAYS = 40
"""How far ahead changes are looked for: from one first Thursday to the next."""

SOON_MINUTES = 60


@dataclass(frozen=True, kw_only=True)
class Opening:
    """What holds at a moment.

    `until`: when that changes, in the service's zone, and what it `becomes`; None if not within 40 days, or if an
    opening lies past the day the hours are good until. `reason`, only for unknown: no hours are given (`none`), they
    are not in our subset, or the zone does not exist (`unparsed`), that day is past (`old`), or they say a `comment`.
    """

    state: State
    until: datetime | None = None
    becomes: State | None = None
    reason: Literal["none", "unparsed", "old", "comment"] | None = None
    comment: str | None = None


@dataclass(frozen=True)
class _Span:
    """Minutes from today's midnight on the clock of the wall, as if no clock ever jumped."""

    start: int
    end: int
    state: State
    comment: str | None


def at(text: str | None, instant: datetime, zone: str, good_until: date | None) -> Opening:
    """Whether hours are open at `instant` (aware). `good_until` is the last day on which they are believed."""
    if not text:
        return Opening(state="unknown", reason="none")
    try:
        hours, clock = parse(text), ZoneInfo(zone)
    except (HoursError, ValueError, LookupError, OSError):
        return Opening(state="unknown", reason="unparsed")
    today = instant.astimezone(clock).date()
    if good_until and today > good_until:
        return Opening(state="unknown", reason="old")

    def moment(minutes: int) -> datetime:
        """In UTC: two times of one zone would be compared by what the wall shows."""
        wall = datetime.combine(today, time()) + timedelta(minutes=minutes)
        return wall.replace(tzinfo=clock).astimezone(UTC)

    spans = _spans(hours, today)
    for span in spans:
        start, end = moment(span.start), moment(span.end)
        if start <= instant < end:
            after = next(spans, None)
            becomes: State = after.state if after and after.start == span.end else "closed"
            opening = _current(span)
            if span.end >= HORIZON_DAYS * DAY_MINUTES:
                return opening
            return replace(opening, until=end.astimezone(clock), becomes=becomes)
        if start > instant:
            until = start.astimezone(clock)
            if good_until and until.date() > good_until:
                break
            return Opening(state="closed", until=until, becomes=span.state)
    return Opening(state="closed")


def _current(span: _Span) -> Opening:
    if span.state == "open":
        return Opening(state="open")
    return Opening(state="unknown", reason="comment" if span.comment else "none", comment=span.comment)


def _spans(hours: Hours, today: date) -> Iterator[_Span]:
    """What is open or unknown from yesterday on. Periods that meet are one; one that began goes on to its end."""
    last: _Span | None = None
    for day in range(-1, HORIZON_DAYS):
        rule = hours.on(today + timedelta(days=day))
        if rule is None:
            continue
        for opens, closes in rule.periods:
            start, end = opens + day * DAY_MINUTES, closes + day * DAY_MINUTES
            if last:
                start = max(start, last.end)
            if start >= end:
                continue
            if last and (last.end, last.state, last.comment) == (start, rule.state, rule.comment):
                last = replace(last, end=end)
                continue
            if last:
                yield last
            last = _Span(start, end, rule.state, rule.comment)
    if last:
        yield last


def describe(opening: Opening, now: datetime, zone: str) -> dict[str, str | int]:
    """What to say of it, as a `key` and what its sentence needs. `zone` is the service's.

    `always`, `closed`; `closes-in`, `opens-in` with `minutes`, at most 60; `closes-at` (within a day), `opens-at`
    (today), `opens-tomorrow` with `time`; `closes-on`, `opens-on` with `weekday` (Monday is 0), `date` and `time`;
    `unknown` with `reason` and perhaps `comment`.
    """
    if opening.state == "unknown":
        known = {"key": "unknown", "reason": opening.reason, "comment": opening.comment}
        return {name: value for name, value in known.items() if value}
    is_open = opening.state == "open"
    if opening.until is None or not (is_open or opening.becomes == "open"):
        return {"key": "always" if is_open else "closed"}
    verb = "closes" if is_open else "opens"
    seconds = (opening.until - now).total_seconds()
    if seconds <= SOON_MINUTES * 60:
        # Never longer to the closing, never shorter to the opening, than it is.
        return {"key": f"{verb}-in", "minutes": max(1, int(seconds // 60) if is_open else -int(-seconds // 60))}
    clock = ZoneInfo(zone)
    then, today = opening.until.astimezone(clock), now.astimezone(clock).date()
    days = (then.date() - today).days
    at_time = then.strftime("%H:%M")
    if days == 0 or (is_open and seconds < DAY_MINUTES * 60):
        return {"key": f"{verb}-at", "time": at_time}
    if days == 1 and not is_open:
        return {"key": "opens-tomorrow", "time": at_time}
    return {"key": f"{verb}-on", "weekday": then.weekday(), "date": then.date().isoformat(), "time": at_time}
