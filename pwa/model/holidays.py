"""US federal holidays, computed: what `PH` means in opening hours. `static/js/lib/holidays.js` is its twin.

The days are those of 5 U.S.C. 6103(a). One that falls on a Saturday is also kept on the Friday before (6103(b)), one
that falls on a Sunday also on the Monday after (Executive Order 11582). Both days are holidays here, because some
doors close on the one, some on the other. Inauguration Day and the holidays of states are not among them.
"""

from datetime import date, timedelta

FIXED = {(1, 1), (6, 19), (7, 4), (11, 11), (12, 25)}
"""Month and day: New Year's Day, Juneteenth, Independence Day, Veterans Day, Christmas Day."""

FLOATING = {(1, 0, 3), (2, 0, 3), (5, 0, -1), (9, 0, 1), (10, 0, 2), (11, 3, 4)}
"""Month, weekday (Monday is 0), which one: days of King, Washington, Memorial, Labor, Columbus, Thanksgiving."""


def ordinals(day: date) -> tuple[int, int]:
    """Which of its weekday in the month a day is, counted from the front (1 to 5) and from the back (-1 to -5)."""
    next_month = (day.replace(day=1) + timedelta(days=31)).replace(day=1)
    return (day.day + 6) // 7, -(((next_month - day).days + 6) // 7)


def is_holiday(day: date) -> bool:
    """Whether offices of the federal government keep this day, as itself or in place of a day of the weekend."""
    observed = {0: -1, 4: 1}.get(day.weekday(), 0)
    return (
        any((day.month, day.weekday(), nth) in FLOATING for nth in ordinals(day))
        or _is_fixed(day)
        or _is_fixed(day + timedelta(days=observed))
    )


def _is_fixed(day: date) -> bool:
    return (day.month, day.day) in FIXED
