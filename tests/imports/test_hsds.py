"""HSDS: an entry for each place, hours only where they are certain, no contact, no day of checking of others."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pwa.imports.schedules import hours_of
from tests.imports.lists import SERVICE, a_json, imported, one, why

AT = SERVICE["service_at_locations"][0]  # type: ignore[index]
ANN = [{"name": "Ann Persona", "email": "ann@lantern.example", "phones": [{"number": "413-555-0199"}]}]


def test_a_service_keeps_its_own_id(tmp_path: Path) -> None:
    entry = one(imported(a_json(tmp_path, SERVICE), "hsds"))
    assert entry["id"] == "hsds-ac148810-d857-441c-9679-408f346de14b-e94c9f38"
    assert (entry["organization"], entry["url"]) == ("Lantern Health", "https://lantern.example")
    assert (entry["address"], entry["zip"], entry["lat"]) == ("12 Example Street", "01060", 42.319)
    assert entry["check"] == ["Hours?", "1-413-555-0100: is extension 12 still right?"]


@pytest.mark.parametrize("form", ["list", "page", "lines"])
def test_a_list_a_page_and_lines_give_the_same(tmp_path: Path, form: str) -> None:
    other = {**SERVICE, "id": "b"}
    file = a_json(tmp_path, [SERVICE, other] if form == "list" else {"total_items": 2, "contents": [SERVICE, other]})
    if form == "lines":
        file.write_text(f"{json.dumps(SERVICE)}\n{json.dumps(other)}\n", "utf-8")
    assert [(each.row, each.what) for each in imported(file, "hsds").outcomes] == [(1, "taken"), (2, "taken")]


def test_each_place_is_an_entry(tmp_path: Path) -> None:
    places = [AT, {**AT, "id": "b0000000-1"}]
    made = imported(a_json(tmp_path, {**SERVICE, "service_at_locations": places}), "hsds")
    assert [each.rpartition("-")[2] for each in made.entries] == ["e94c9f38", "b0000000"]


def test_contacts_and_e_mail_are_not_kept(tmp_path: Path) -> None:
    service = {
        **SERVICE,
        "email": "office@lantern.example",
        "assurer_email": "a@lantern.example",
        "contacts": ANN,
        "fees_description": "Free. <b>Ask</b> office@lantern.example",
        "service_at_locations": [{**AT, "contacts": ANN, "location": {**AT["location"], "contacts": ANN}}],
    }
    entry = one(imported(a_json(tmp_path, service), "hsds"))
    assert "Its fees? The source says: “Free. Ask”" in entry["check"]
    assert not [word for word in ("Ann", "@", "0199", "<") if word in str(entry)]


def test_a_confidential_place_takes_no_words_of_the_source_along(tmp_path: Path) -> None:
    service = {**SERVICE, "name": "Women's Shelter", "fees_description": "Come to 16 Any Lane."}
    entry = one(imported(a_json(tmp_path, service), "hsds"))
    assert entry["visibility"] == "phone-only"
    assert "Any Lane" not in str(entry)
    assert not {"address", "town", "zip", "lat", "lon"} & set(entry)


@pytest.mark.parametrize(
    "change",
    [
        {"description": "For survivors of domestic violence, at an undisclosed address."},
        {"attributes": [*SERVICE["attributes"], {"taxonomy_term": {"name": "Domestic Violence Shelters"}}]},
        {"alternate_name": "The Shelter"},
    ],
)
def test_a_description_or_a_term_can_make_a_place_confidential_and_is_not_kept(
    tmp_path: Path, change: dict[str, Any]
) -> None:
    entry = one(imported(a_json(tmp_path, {**SERVICE, **change}), "hsds"))
    assert entry["visibility"] == "phone-only"
    assert "undisclosed" not in str(entry)


@pytest.mark.parametrize("status", ["inactive", "defunct"])
def test_what_is_gone_is_skipped(tmp_path: Path, status: str) -> None:
    assert status in why(imported(a_json(tmp_path, {**SERVICE, "status": status}), "hsds"), "skipped")


def test_a_postal_address_is_no_place(tmp_path: Path) -> None:
    address = {**AT["location"]["addresses"][0], "address_type": "postal"}
    at = {**AT, "location": {**AT["location"], "addresses": [address]}}
    entry = one(imported(a_json(tmp_path, {**SERVICE, "service_at_locations": [at]}), "hsds"))
    assert not {"address", "town", "zip", "lat"} & set(entry)
    assert "Which towns does it serve?" in entry["check"]


def test_a_day_shared_by_many_is_an_import_stamp(tmp_path: Path) -> None:
    many = [{**SERVICE, "id": f"id-{number}", "assured_date": "2026-01-01"} for number in range(6)]
    many[0]["assured_date"] = "2026-01-01T00:00:01Z"
    few = [{**SERVICE, "id": "other", "assured_date": "2025-05-05T10:00"}]
    made = imported(a_json(tmp_path, many + few), "hsds")
    assert made.notes == ["assured_date: 6 of 7 services have 2026-01-01: an import stamp, dropped"]
    asked = [entry["check"] for entry in made.entries.values()]
    assert "The source says that it was checked on 2025-05-05. By whom, and how?" in asked[-1]
    assert "2026-01-01" not in str(asked)
    assert not [entry for entry in made.entries.values() if "verified_at" in entry]


def test_terms_become_our_kinds_by_a_table_and_others_are_named(tmp_path: Path) -> None:
    service = {**SERVICE, "attributes": [{"taxonomy_term": {"name": "Needle Exchange", "code": "X-1"}}]}
    file = a_json(tmp_path, service)
    made = imported(file, "hsds")
    assert why(made, "skipped")
    assert made.notes == ["terms without a kind of ours, for --terms: Needle Exchange (1)"]
    assert one(imported(file, "hsds", terms={"needle exchange": "syringe-services"}))["visibility"] == "area"


def plan(byday: str, opens: str = "09:00", closes: str = "17:00", **more: Any) -> dict[str, Any]:
    """A weekly schedule."""
    return {"freq": "WEEKLY", "byday": byday, "opens_at": opens, "closes_at": closes, **more}


@pytest.mark.parametrize(
    ("schedules", "hours"),
    [
        ([plan("MO,TU,WE,TH,FR")], "Mo-Fr 09:00-17:00; PH unknown"),
        ([plan("MO,WE", "09:00:00-05:00", "12:00:00-05:00")], "Mo,We 09:00-12:00; PH unknown"),
        ([plan("MO", "13:00", "17:00"), plan("MO", "09:00", "12:00")], "Mo 09:00-12:00,13:00-17:00; PH unknown"),
        ([plan("MO"), plan("SA", "10:00", "12:00")], "Mo 09:00-17:00; Sa 10:00-12:00; PH unknown"),
        ([plan("MO,TU,WE,TH,FR,SA,SU", "00:00", "23:59")], "24/7"),
        ([plan("MO", "20:00", "00:00")], "Mo 20:00-24:00; PH unknown"),
        ([plan("2TH,-1TH", freq="MONTHLY")], "Th[-1],Th[2] 09:00-17:00; PH unknown"),
        (
            [plan("TH", "09:00", "12:00"), plan("1TH", "18:00", "20:00", freq="MONTHLY")],
            "Th 09:00-12:00; Th[1] 09:00-12:00,18:00-20:00; PH unknown",
        ),
        ([plan("MO", valid_from="2026-01-01")], "Mo 09:00-17:00; PH unknown"),
        ([plan("MO", group="operating_hours")], "Mo 09:00-17:00; PH unknown"),
    ],
)
def test_hours_that_are_certain_are_read(schedules: list[dict[str, Any]], hours: str) -> None:
    assert hours_of(schedules, date(2026, 3, 1)) == hours


@pytest.mark.parametrize(
    "schedule",
    [
        plan("MO", valid_from="2026-09-01"),
        plan("MO", valid_from="soon"),
        plan("MO", valid_to="2026-12-31"),
        plan("MO", until="2026-12-31"),
        plan("MO", count=3),
        plan("MO", interval=2),
        plan("MO", "09:00Z", "17:00Z"),
        plan("MO", "9 am", "5 pm"),
        plan("MO", "09:00", "05:00"),
        plan("MO", "09:00", "09:00"),
        plan("MO", ""),
        plan(""),
        plan("2MO"),
        plan("MO", freq="MONTHLY"),
        plan("MO", freq="DAILY"),
        plan("MO", bymonthday="1,2"),
        {},
    ],
)
def test_hours_that_are_not_certain_are_not_guessed_and_take_the_others_along(schedule: dict[str, Any]) -> None:
    assert hours_of([plan("TU"), schedule], date(2026, 3, 1)) is None


def test_overlapping_hours_are_not_guessed() -> None:
    assert hours_of([plan("MO"), plan("MO", "12:00", "18:00")], None) is None


def test_hours_we_cannot_read_are_asked_in_the_words_of_the_source(tmp_path: Path) -> None:
    service = {**SERVICE, "schedules": [plan("MO", interval=2, description="Every other Monday")]}
    asked = one(imported(a_json(tmp_path, service), "hsds"))["check"]
    assert asked[-1] == "Hours? The source says: “WEEKLY 2 MO 09:00 17:00 Every other Monday”"
