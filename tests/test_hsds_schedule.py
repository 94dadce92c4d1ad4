"""Hours as schedules of HSDS: never open when our own string says closed, and nothing lost without words for it."""

from datetime import date, timedelta

import pytest

from pwa.hsds_schedule import schedules
from pwa.model.hours import WEEKDAYS, parse
from pwa.model.services import ListedHours
from pwa.model.words import Message

ALL = "MO,TU,WE,TH,FR,SA,SU"


def rows(rule: str) -> list[str]:
    """The schedules of a rule, one line each."""
    return [" ".join(each.values()) for each in schedules(ListedHours(rule=rule))]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("24/7", [f"WEEKLY {ALL} 00:00 23:59"]),
        ("Mo-Fr 09:00-17:00", ["WEEKLY MO,TU,WE,TH,FR 09:00 17:00"]),
        ("Mo 09:00-12:00,13:00-17:00", ["WEEKLY MO 09:00 12:00", "WEEKLY MO 13:00 17:00"]),
        ("Mo-We 09:00-17:00; Tu off", ["WEEKLY MO,WE 09:00 17:00"]),
        ("Mo-We 09:00-17:00; Tu 12:00-19:00", ["WEEKLY MO,WE 09:00 17:00", "WEEKLY TU 12:00 19:00"]),
        # It ends on the next day: nothing in HSDS says so but that it closes before it opens.
        ("Fr 20:00-02:00", ["WEEKLY FR 20:00 02:00"]),
        ("Fr 20:00-24:00", ["WEEKLY FR 20:00 23:59"]),
        ("Sa[3] 09:00-12:00", ["MONTHLY 3SA 09:00 12:00"]),
        ("Sa[1,-1] 09:00-12:00", ["opening_hours: Sa[1,-1] 09:00-12:00"]),
        ("Fr[-1] 10:00-12:00", ["MONTHLY -1FR 10:00 12:00"]),
        ("We 09:00-17:00; We[1] off", ["MONTHLY 2WE,3WE,4WE,5WE 09:00 17:00"]),
        ("We 09:00-17:00; We[-1] off", ["MONTHLY -2WE,-3WE,-4WE,-5WE 09:00 17:00"]),
        ("Mo 09:00-17:00; PH off", ["WEEKLY MO 09:00 17:00", "opening_hours: Mo 09:00-17:00; PH off"]),
        ("Mo 09:00-17:00 unknown", ["opening_hours: Mo 09:00-17:00 unknown"]),
        ('Mo "by appointment"', ['opening_hours: Mo "by appointment"']),
        ("off", ["opening_hours: off"]),
    ],
)
def test_each_kind_of_rule(rule, expected):
    assert rows(rule) == expected


def test_a_note_alone_is_words_and_no_times():
    assert schedules(ListedHours(note=Message("Call **first**."))) == [{"description": "Call first."}]


def test_a_note_does_not_take_the_place_of_what_schedules_cannot_say():
    *_, words = schedules(ListedHours(rule="Mo 09:00-17:00; PH off", note=Message("Ring the bell.")))
    assert words == {"description": "Ring the bell. opening_hours: Mo 09:00-17:00; PH off"}


RULES = [
    "Mo-Fr 09:00-17:00; We[2] 12:00-13:00; Fr off",
    "Mo-Su 20:00-02:00; We[1,3] off; Th[-1] 08:00-09:00",
    "Tu,Th 09:00-12:00,13:00-15:00; Th[-1,-2] off",
    "Sa[5] 10:00-11:00",
    "24/7",
]


@pytest.mark.parametrize("rule", RULES)
def test_on_every_day_of_2_years_the_schedules_open_when_the_string_does(rule):
    day = date(2027, 1, 1)
    while day < date(2029, 1, 1):
        held = parse(rule).on(day)
        expected = {start for start, _ in held.periods} if held and held.state == "open" else set()
        assert opening(rule, day) == expected, day
        day += timedelta(days=1)


def opening(rule: str, day: date) -> set[int]:
    """When the schedules say it opens on `day`, in minutes, by RFC 5545."""
    name = WEEKDAYS[day.weekday()].upper()
    first, last = (day.day - 1) // 7 + 1, -((days_of(day) - day.day) // 7 + 1)
    found = set()
    for each in schedules(ListedHours(rule=rule)):
        if {name, f"{first}{name}", f"{last}{name}"} & set(each["byday"].split(",")):
            found.add(int(each["opens_at"][:2]) * 60 + int(each["opens_at"][3:]))
    return found


def days_of(day: date) -> int:
    """How many days its month has."""
    return ((day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)).day
