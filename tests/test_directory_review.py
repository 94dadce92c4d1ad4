"""`flask services check` and `flask services calls`: what a person should look at, and whom to telephone."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskCliRunner

from pwa import create_app
from pwa.directory_review import Finding, calls, is_number, likeness, review
from pwa.model.directory import load_directory, read_directory
from tests.model.test_directory import AREA, folder_with
from tests.site_copies import copy_of_site

DAY = date(2026, 11, 28)
BOUNDED = AREA + "bounds = { south = 42.0, west = -73.6, north = 42.9, east = -71.9 }\n"
POINT = {"lat": 42.317, "lon": -72.632}
NEXT_DOOR = {"lat": 42.3172, "lon": -72.6321}
TWO = {"name": "Lantern House", "categories": ["methadone"]}


def findings(folder: Path, *entries: dict[str, Any]) -> list[Finding]:
    """What the review of these entries finds."""
    made = folder_with(folder, *entries, area=BOUNDED)
    return list(review(read_directory(made), made, DAY))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"phone": [{"number": "1-013-555-0123"}]}, 'found the number "1-013-555-0123"'),
        ({"verified_at": date(2027, 1, 1), "verified_how": "phone"}, "expected none in the future"),
        ({"lat": 41.0, "lon": -72.6}, "expected one in the bounds of the area"),
        ({"lat": -72.6, "lon": 42.3}, "expected one in the bounds of the area"),
    ],
)
def test_a_number_or_a_point_that_cannot_be_is_a_mistake(tmp_path: Path, changes: dict[str, Any], says: str) -> None:
    found = findings(tmp_path, changes)
    assert [each.mistake for each in found] == [True]
    assert says in str(found[0])
    assert 'here.toml: service[1] "place-0", line 6: ' in str(found[0])


@pytest.mark.parametrize("number", ["911", "988", "741741", "88788", "1-413-586-0310", "1-800-972-0590"])
def test_numbers_in_use_pass(number: str) -> None:
    assert is_number(number)


@pytest.mark.parametrize(
    ("one", "other", "is_like"),
    [
        ({"name": "Lantern House"}, {"name": "Lantern  house"}, True),
        ({**TWO, **POINT}, {**TWO, "name": "Another", **NEXT_DOOR}, True),
        ({**TWO, **POINT}, {"name": "Another", "categories": ["detox"], **NEXT_DOOR}, False),
        ({**TWO, "phone": [{"number": "911"}]}, {"name": "Lantern North", "phone": [{"number": "911"}]}, True),
        ({**TWO, "phone": [{"number": "911"}]}, {"name": "Harbor", "phone": [{"number": "911"}]}, False),
        ({"name": "Lantern House"}, {"name": "Lantern North"}, False),
    ],
)
def test_two_entries_that_may_be_one_are_named(
    tmp_path: Path, one: dict[str, Any], other: dict[str, Any], is_like: bool
) -> None:
    first, second = read_directory(folder_with(tmp_path, one, other)).services.values()
    assert bool(likeness(first, second)) is is_like


def test_what_is_old_is_told_once_it_is_and_is_no_mistake(tmp_path: Path) -> None:
    made = folder_with(tmp_path, {})
    directory = read_directory(made)
    assert list(review(directory, made, date(2026, 12, 30))) == []
    found = list(review(directory, made, date(2026, 12, 31)))
    assert [(each.mistake, each.what) for each in found] == [(False, "was to be checked by 2026-12-30")]


def test_calls_begin_with_what_readers_see_and_the_nearest_deadline(tmp_path: Path) -> None:
    made = folder_with(
        tmp_path,
        {"listing": "hold", "check": ["Which number?"]},
        {"categories": ["methadone"]},
        {},
        {"categories": ["emergency-line"]},
        {"closed": {"since": "2023", "note": "Gone."}},
    )
    due = calls(read_directory(made), date(2027, 3, 20))
    assert [call.service.id for call in due] == ["place-2", "place-1", "place-0"]
    assert due[2].ask[-1] == "Which number?"
    in_autumn = [call.service.id for call in calls(read_directory(made), date(2026, 10, 2))]
    assert in_autumn == ["place-0"], "what is fresh for a month and more needs no call; what is held does"


def cli(settings: Any, *words: str) -> Any:
    """What `flask services …` prints, and how it ends."""
    return FlaskCliRunner(create_app(settings)).invoke(args=["services", *words])


def test_our_own_directory_has_no_mistake(tmp_path: Path) -> None:
    run = cli(copy_of_site(tmp_path), "check", "--on", "2026-11-28")
    assert run.exit_code == 0, run.output
    assert "no mistake" in run.output.splitlines()[-1]


def test_check_fails_on_a_mistake_and_names_all(tmp_path: Path) -> None:
    settings = copy_of_site(tmp_path)
    app = create_app(settings)
    file = settings.content / "services" / "western-massachusetts.toml"
    text = file.read_text("utf-8")
    file.write_text(
        text.replace('"1-413-586-0310"', '"1-413-586-031"').replace('zip = "01027"', 'zip = "1027"'), "utf-8"
    )
    run = FlaskCliRunner(app).invoke(args=["services", "check"])
    assert run.exit_code == 1
    assert "1-413-586-031" in run.output


def test_the_list_of_calls_has_every_entry_that_is_held_back(tmp_path: Path) -> None:
    settings = copy_of_site(tmp_path)
    run = cli(settings, "calls", "--on", "2026-11-28")
    assert run.exit_code == 0
    held = [each for each in load_directory(settings.content).services.values() if each.listing == "hold"]
    assert len(held) == 58
    for service in held:
        assert f"[{service.id}]" in run.output
    assert max(map(len, run.output.splitlines())) <= 100


def test_an_area_nobody_knows_is_refused(tmp_path: Path) -> None:
    run = cli(copy_of_site(tmp_path), "calls", "--area", "atlantis")
    assert run.exit_code == 1
    assert 'found the area "atlantis"' in run.output
