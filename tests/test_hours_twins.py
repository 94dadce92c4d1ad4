"""Python and JavaScript say the same of hours nobody thought of: random ones, and ones with a slip of the pen."""

import json
import random
import subprocess
from collections import Counter
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from pwa.bundles import NODE_PATHS
from pwa.model.hours import WEEKDAYS, HoursError, week
from pwa.model.opening import at, describe

ANSWERS = Path(__file__).parent / "js" / "hours_answers.js"
ZONES = (
    *("America/New_York", "America/Phoenix", "America/Los_Angeles", "Pacific/Honolulu", "America/St_Johns"),
    # Jumps at midnight; jumps of half an hour; quarters of an hour; south of the equator.
    *("America/Havana", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Chatham", "America/Santiago"),
)
JUMPS = ("2026-03-08T07:00", "2026-11-01T06:00", "2026-04-04T15:00", "2026-10-03T15:30", "2026-09-06T04:00")
BEGINS = (0, 60, 90, 119, 120, 150, 180, 540, 600, 720, 1080, 1200, 1320, 1380, 1439)


def clock(minutes):
    return f"{minutes // 60:02}:{minutes % 60:02}"


def random_times(chance):
    count = chance.choice((1, 1, 1, 2, 3))
    marks = sorted(chance.sample((*BEGINS, *range(0, 1440, 7), 1440), 2 * count))
    periods = [f"{clock(start)}-{clock(end)}" for start, end in zip(marks[::2], marks[1::2], strict=True)]
    if chance.random() < 0.3:
        start = chance.choice([mark for mark in (*BEGINS, marks[-1]) if mark < 1440])
        periods = [f"{clock(start)}-{clock(chance.choice(BEGINS[:-1]))}"]
    return ",".join(periods)


def random_days(chance):
    kinds = {
        "day": lambda: chance.choice(WEEKDAYS),
        "range": lambda: "-".join(chance.sample(WEEKDAYS, 2)),
        "nth": lambda: (
            f"{chance.choice(WEEKDAYS)}[{','.join(chance.sample(['1', '2', '3', '4', '5', '-1', '-2'], 2))}]"
        ),
        "holiday": lambda: "PH",
    }
    names = chance.choices(list(kinds), weights=(4, 5, 2, 2), k=chance.choice((1, 1, 2, 3)))
    return ",".join(kinds[name]() for name in names) + " "


def random_hours(chance):
    rules = []
    for _ in range(chance.choice((1, 1, 2, 2, 3, 4))):
        state = chance.choices(
            (random_times(chance), "off", "unknown", '"ask; then ring"', f'{random_times(chance)} unknown "ask"'),
            weights=(12, 3, 1, 1, 1),
        )[0]
        rules.append(random_days(chance) + state if chance.random() < 0.9 else chance.choice((state, "24/7")))
    return chance.choice((";", "; ", " ; ")).join(sorted(rules, key=lambda rule: ("PH" in rule, "[" in rule)))


def with_a_slip(chance, hours):
    """`hours` with one or two characters lost, doubled, swapped for another, or put in."""
    for _ in range(chance.choice((1, 1, 2))):
        place = chance.randrange(len(hours) + 1)
        hours = hours[:place] + chance.choice((*' ,;-:+"[]019MoPH\n', "")) + hours[place + chance.choice((0, 1)) :]
    return hours


def random_question(chance):
    hours = random_hours(chance)
    if chance.random() < 0.4:
        hours = with_a_slip(chance, hours)
    if chance.random() < 0.5:
        jump = datetime.fromisoformat(chance.choice(JUMPS)).replace(tzinfo=UTC)
        moment = jump + timedelta(minutes=chance.randrange(-1500, 1500))
    else:
        moment = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=chance.randrange(365 * 24 * 3600))
    good_until = moment.date() + timedelta(days=chance.randrange(-1, 3)) if chance.random() < 0.2 else None
    return hours, moment, chance.choice(ZONES), good_until


def answer(hours: str, moment: datetime, zone: str, good_until: date | None):
    """What Python says, in the form of hours_answers.js."""
    opening = at(hours, moment, zone, good_until)
    try:
        table = asdict(week(hours))
    except HoursError:
        table = None
    until = opening.until and int(opening.until.timestamp()) * 1000
    return asdict(opening) | {"until": until, "say": describe(opening, moment, zone), "week": table}


def test_the_phone_says_what_python_says_of_3000_random_hours():
    chance = random.Random(20261128)  # noqa: S311 - the same each time is what we want
    questions = [random_question(chance) for _ in range(3000)]
    asked = [
        {
            "hours": hours,
            "now": int(moment.timestamp()) * 1000,
            "zone": zone,
            "good_until": good_until and str(good_until),
        }
        for hours, moment, zone, good_until in questions
    ]
    command = ["node", str(ANSWERS)]
    ended = subprocess.run(
        command, input=json.dumps(asked), env=NODE_PATHS, capture_output=True, text=True, check=True, timeout=60
    )
    ours = json.loads(json.dumps([answer(*question) for question in questions]))
    for question, python, phone in zip(questions, ours, json.loads(ended.stdout), strict=True):
        assert python == phone, question
    # Chance must reach everything, or it shows nothing.
    states = Counter(python["reason"] or python["state"] for python in ours)
    assert min(states[name] for name in ("open", "closed", "comment", "none", "old", "unparsed")) >= 30, states
