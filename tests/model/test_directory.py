"""What the directory refuses, and what it took over from lists that are known to be wrong."""

import dataclasses
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pwa.config import Settings
from pwa.model.directory import Directory, find_mistakes, read_directory
from pwa.model.reader import ContentError
from pwa.model.services import ListSource, Service, check_by

CONTENT = Settings().content

AREA = 'name = "Here"\norder = 1\nzone = "America/New_York"\nas_of = 2026-10-01\nbundled = true\n'
SOURCE = '[source.list]\nkind = "list"\ntitle = "A list"\ndate = "2026-10"\n'
ENTRY = {
    "id": "place",
    "name": "A place",
    "organization": "Someone",
    "categories": ["naloxone"],
    "listing": "publish",
    "confidence": "high",
    "source": "list",
    "town": "Northampton",
}


def folder_with(folder: Path, *entries: dict[str, Any], area: str = AREA, source: str = SOURCE) -> Path:
    """A content folder with one area and these entries, each a change of `ENTRY`; None takes a key away."""
    for name in ("areas", "services"):
        (folder / name).mkdir(parents=True)
    (folder / "areas" / "here.toml").write_text(area, "utf-8")
    tables = []
    for number, changes in enumerate(entries):
        merged = {**ENTRY, "id": f"place-{number}", **changes}
        rows = [f"{key} = {_toml(value)}" for key, value in merged.items() if value is not None]
        tables.append("\n[[service]]\n" + "\n".join(rows) + "\n")
    (folder / "services" / "here.toml").write_text(source + "".join(tables), "utf-8")
    return folder


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml(each)}" for key, each in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value)


@pytest.fixture(scope="module")
def ours() -> Directory:
    """The directory of the repository."""
    return read_directory(CONTENT)


SECRET = {"visibility": "exact-if-consented"}


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({**SECRET, "address": "16 Any Lane"}, "address"),
        ({**SECRET, "lat": 42.3, "lon": -72.6}, "lat"),
        ({**SECRET, "name": "A place, 16 Any Lane"}, "name"),
        ({**SECRET, "also_called": ["16 Any Lane"]}, "also_called[1]"),
        ({**SECRET, "note": "Once it was at 130A Old Oak Street."}, "note"),
        ({**SECRET, "check": ["Still at 16 Any Lane?"]}, "check[1]"),
        ({**SECRET, "also_called": ["The house at 16 Any Lane"]}, "also_called[1]"),
        ({**SECRET, "hours": {"rule": 'Mo "ring at 16 Any Lane"; PH off'}}, "hours.rule"),
        ({"visibility": "phone-only", "phone": [{"number": "1-413-555-0100"}]}, "town"),
        ({"visibility": "phone-only", "town": None, "zip": "01060", "phone": [{"number": "911"}]}, "town"),
        ({"visibility": "area", "address": "16 Any Lane"}, "address"),
        ({"visibility": "hidden", "town": "Northampton"}, "town"),
        ({"visibility": "approximate", "lat": 42.3, "lon": -72.6}, "lat"),
        ({"listing": "phone-only", "address": "16 Any Lane"}, "address"),
    ],
)
def test_a_place_that_must_stay_hidden_stands_nowhere(tmp_path: Path, changes: dict[str, Any], says: str) -> None:
    folder = folder_with(tmp_path, changes)
    with pytest.raises(ContentError) as refused:
        read_directory(folder)
    assert str(refused.value).startswith(f'{folder}/services/here.toml: service[1] "place-0", line 6: {says}: found')


def test_with_consent_the_place_may_be_shown(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, {**SECRET, "consent": True, "address": "16 Any Lane", "lat": 42.3, "lon": -72.6})
    assert read_directory(folder).services["place-0"].place_is_public


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"id": "Not A Slug"}, "id: found"),
        ({"source": "nowhere"}, 'source: found "nowhere", expected one of [source.…]: list'),
        ({"url": "http://example.org"}, "expected an https:// address"),
        ({"zip": "1060"}, "expected 5 digits"),
        ({"state": "Mass"}, "a postal code"),
        ({"lat": 42.3}, "lat and lon, or neither"),
        ({"verified_at": date(2026, 11, 1)}, "both, or neither"),
        ({"verified_how": "phone"}, "both, or neither"),
        ({"hours": {"rule": "Mo-Fr 9-5"}}, "hours.rule: found"),
        ({"hours": {"rule": "Mo-Fr 09:00-17:00"}}, "PH off, or PH unknown"),
        ({"languages": ["Spanish"]}, 'found "Spanish"'),
        ({"town": None}, "no way to reach it"),
        ({"closed": {"since": "last year", "note": "Gone."}}, "closed.since"),
        ({"closed": {"since": "2023-07", "note": "Gone.", "instead": "nobody"}}, "closed.instead"),
        ({"categories": ["naloxone", "tea"]}, 'found "tea"'),
        ({"listing": "maybe"}, 'found "maybe"'),
        ({"phone": [{"number": 911}]}, "found 911, expected text"),
        ({"phone": [{"number": "1-413-586-0310 ext. 5"}]}, "phone[1].number: found"),
        ({"phone": [{"number": "413-586-0310"}]}, "phone[1].number: found"),
        ({"id": "main"}, "no id of the page itself"),
        ({"id": "finder-place"}, "no id of the page itself"),
        ({**SECRET, "serves": ["16 Any Lane"]}, "serves[1]: found"),
        ({"telephone": "911"}, "an unknown key"),
    ],
)
def test_a_mistake_is_named_with_its_place_and_what_was_expected(
    tmp_path: Path, changes: dict[str, Any], says: str
) -> None:
    with pytest.raises(ContentError) as refused:
        read_directory(folder_with(tmp_path, changes))
    assert says in str(refused.value)
    assert "here.toml: " in str(refused.value)


@pytest.mark.parametrize(
    ("area", "source", "says"),
    [
        (AREA.replace("America/New_York", "America/New_Yrok"), SOURCE, 'zone: found "America/New_Yrok"'),
        (AREA, SOURCE.replace("2026-10", "2019-13"), 'source.list.date: found "2019-13"'),
        (AREA, SOURCE.replace("2026-10", "last year"), 'source.list.date: found "last year"'),
    ],
)
def test_a_zone_or_a_date_that_is_none_is_refused(tmp_path: Path, area: str, source: str, says: str) -> None:
    with pytest.raises(ContentError) as refused:
        read_directory(folder_with(tmp_path, {}, area=area, source=source))
    assert says in str(refused.value)


def test_a_closed_place_leads_only_to_one_that_is_shown(tmp_path: Path) -> None:
    gone: dict[str, Any] = {"closed": {"since": "2023-07", "note": "Gone.", "instead": "place-1"}}
    others: list[dict[str, Any]] = [{"listing": "hold"}, {"categories": ["crisis-line"]}]
    for number, other in enumerate(others):
        with pytest.raises(ContentError, match=r"closed\.instead"):
            read_directory(folder_with(tmp_path / str(number), gone, other))


def test_every_mistake_is_found_at_once(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, {"zip": "x"}, {"url": "ftp://x", "zip": "y"}, {})
    from pwa.model.directory import load_directory

    found = [str(each) for each in find_mistakes(load_directory(folder), folder)]
    assert [each.partition(": found")[0].rsplit(": ", 1)[1] for each in found] == ["zip", "url", "zip"]


def test_an_id_is_used_once_in_all_areas(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="a second time"):
        read_directory(folder_with(tmp_path, {"id": "same"}, {"id": "same"}))


def test_a_list_needs_its_area(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, {})
    (folder / "services" / "there.toml").write_text(SOURCE, "utf-8")
    with pytest.raises(ContentError, match=r"areas/there\.toml"):
        read_directory(folder)


@pytest.mark.parametrize(
    ("categories", "source", "verified", "until"),
    [
        (["naloxone"], "2026-10", None, date(2026, 12, 30)),
        (["methadone"], "2026-10-05", None, date(2027, 4, 3)),
        (["emergency-room"], "2026", None, date(2027, 1, 1)),
        (["emergency-room", "naloxone"], "2026-10", None, date(2026, 12, 30)),
        (["naloxone"], "2019", date(2026, 11, 1), date(2027, 1, 30)),
        (["naloxone"], "", None, None),
    ],
)
def test_an_entry_is_fresh_as_long_as_its_kind_allows(
    categories: list[Any], source: str, verified: date | None, until: date | None
) -> None:
    service = Service(
        id="a",
        name="A",
        organization="A",
        categories=tuple(categories),
        listing="publish",
        confidence="high",
        source="s",
        verified_at=verified,
    )
    assert check_by(service, ListSource(kind="list", title="A", date=source)) == until


def numbers(service: Service) -> list[str]:
    """The numbers of a service, as they are dialed."""
    return [phone.number for phone in service.phone]


KNOWN_CORRECTIONS: dict[str, Callable[[dict[str, Service]], bool]] = {
    "Providence Detox is closed": lambda all: all["providence-detox"].closed is not None,
    "MiraVista is no detox": lambda all: "detox" not in all["otp-miravista"].categories,
    "Greenfield has no detox": lambda all: (
        not [
            each.id
            for each in all.values()
            if each.town == "Greenfield" and "detox" in each.categories and not each.closed
        ]
    ),
    "its beds moved to Carlson": lambda all: all["franklin-recovery-detox"].closed.instead == "detox-carlson",  # type: ignore[union-attr]
    "North Adams is Berkshire Harm Reduction's": lambda all: all["tapestry-north-adams"].closed is not None,
    "the office in Great Barrington is closed": lambda all: all["bhr-great-barrington"].closed is not None,
    "the recovery center is in Armory Street": lambda all: all["rc-northampton"].address == "25 Armory Street",
    "methadone in Northampton is at 441": lambda all: all["otp-hcrc-northampton"].address.startswith("441 "),
    "Pittsfield's center is Living in Recovery": lambda all: (
        all["rc-living-in-recovery"].address == "75 North Street"
    ),
    "Springfield's center is Valor": lambda all: all["rc-valor"].address == "383 Worthington Street",
    "ServiceNet runs no shelter": lambda all: (
        not [each for each in all.values() if each.organization == "ServiceNet" and "basic-needs" in each.categories]
    ),
    "SafeSpot has one number": lambda all: numbers(all["us-safespot"]) == ["1-800-972-0590"],
    "no number for Chicago": lambda all: not all["cra"].phone,
    "no number for Michigan": lambda all: not all["hrmi"].phone,
    "DOPE Project is held back": lambda all: not all["dope-project"].is_shown,
    "the coalition's office line is not shown": lambda all: not all["nhrc"].phone,
    "Afiya has no address": lambda all: not all["afiya"].address and all["afiya"].visibility == "approximate",
    "the old North Adams number is gone": lambda all: (
        "1-413-398-5603" not in json.dumps([numbers(each) for each in all.values()])
    ),
    "no Spanish line that nobody found": lambda all: (
        "928-5330" not in json.dumps([numbers(each) for each in all.values()])
    ),
}


@pytest.mark.parametrize("claim", KNOWN_CORRECTIONS)
def test_what_old_lists_get_wrong_stays_corrected(ours: Directory, claim: str) -> None:
    assert KNOWN_CORRECTIONS[claim](ours.services)


def test_nothing_is_called_checked_that_nobody_checked(ours: Directory) -> None:
    assert [each.id for each in ours.services.values() if each.verified_at] == []


def test_residential_homes_are_held_back_and_have_no_place(ours: Directory) -> None:
    homes = [each for each in ours.services.values() if each.id.startswith("res-")]
    assert len(homes) == 6
    for home in homes:
        assert not home.is_shown
        assert dataclasses.replace(home, address="", town="", zip="", lat=None, lon=None) == home
