"""SAMHSA's lists: one entry for a place listed twice, methadone only where it may be given, no fact it lacks."""

from pathlib import Path
from typing import Any

import pytest

from tests.imports.lists import FACILITY, a_json, imported, one, why


def facility(*values: str, **change: Any) -> dict[str, Any]:
    """A row of FindTreatment that offers `values`."""
    services = [{"f1": "A", "f2": "OT", "f3": "; ".join(values)}] if values else FACILITY["services"]
    return {**FACILITY, "services": services, **change}


def test_a_page_is_read_with_its_point_and_no_facts_beyond_it(tmp_path: Path) -> None:
    entry = one(imported(a_json(tmp_path, {"page": 1, "recordCount": 1, "rows": [FACILITY]}), "samhsa"))
    assert entry["categories"] == ["outpatient"]
    assert (entry["lat"], entry["lon"], entry["zip"]) == (42.319, -72.63, "01060")
    assert not {"hours", "walk_in", "languages", "verified_at"} & set(entry)
    assert entry["check"] == ["Hours?"]


def test_a_place_listed_for_two_kinds_of_care_is_one(tmp_path: Path) -> None:
    otp = facility(typeFacility="OTP", services=None, intake1="800-555-0100")
    mental = facility(typeFacility="MH", website="lantern.example")
    made = imported(a_json(tmp_path, [mental, FACILITY, otp]), "samhsa")
    entry = one(made)
    assert entry["categories"] == ["outpatient", "methadone"]
    assert entry["phone"] == [{"number": "1-413-555-0100"}, {"number": "1-800-555-0100"}]
    assert entry["url"] == "https://lantern.example"
    merged = [each for each in made.outcomes if each.what == "merged"]
    assert [each.row for each in merged] == [2, 3]
    assert merged[0].words == "with row 1: the same name and address, as MH and SA"


def test_a_place_for_mental_health_alone_is_skipped(tmp_path: Path) -> None:
    assert why(imported(a_json(tmp_path, [facility(typeFacility="MH")]), "samhsa"), "skipped")


@pytest.mark.parametrize(
    ("value", "categories"),
    [
        ("Methadone used in Treatment", ["outpatient"]),
        ("Federally-certified Opioid Treatment Program", ["outpatient", "methadone"]),
        ("Prescribes buprenorphine", ["outpatient", "buprenorphine"]),
        ("Accepts clients on opioid medication but prescribed elsewhere", ["outpatient"]),
        ("Buprenorphine maintenance, prescribed elsewhere", ["outpatient"]),
        ("Does not treat opioid use disorder", ["outpatient"]),
        ("Detoxification", ["outpatient", "detox"]),
        ("Naloxone and overdose education", ["outpatient", "naloxone"]),
        ("Testing for Hepatitis C (HCV)", ["outpatient", "hiv-hepatitis-testing"]),
        ("Hospital inpatient/24-hour hospital inpatient", ["outpatient"]),
        ("Long-term residential", ["outpatient", "residential"]),
        ("Transitional housing, halfway house, or sober home", ["outpatient", "residential"]),
    ],
)
def test_a_kind_is_taken_only_from_words_that_say_it(tmp_path: Path, value: str, categories: list[str]) -> None:
    entry = one(imported(a_json(tmp_path, [facility("Regular outpatient treatment", value)]), "samhsa"))
    assert entry["categories"] == categories


def test_what_a_code_cannot_tell_is_asked(tmp_path: Path) -> None:
    row = facility("Outpatient", "Naloxone and overdose education", "Sliding fee scale", "No payment accepted")
    assert one(imported(a_json(tmp_path, [row]), "samhsa"))["check"] == [
        "Hours?",
        "Is it free? The source says that it takes no payment.",
        "A sliding fee? The source says so.",
        "Does it give naloxone to anyone who asks, or only to its patients?",
    ]


def test_methadone_that_is_used_there_is_asked_unless_it_may_be_given(tmp_path: Path) -> None:
    used = facility("Outpatient", "Methadone used in Treatment")
    ask = "Does it give methadone itself? The source says that methadone is used."
    assert ask in one(imported(a_json(tmp_path, [used]), "samhsa"))["check"]
    assert ask not in one(imported(a_json(tmp_path, [{**used, "typeFacility": "OTP"}]), "samhsa"))["check"]


def test_missing_pages_are_told(tmp_path: Path) -> None:
    made = imported(a_json(tmp_path, {"rows": [FACILITY], "recordCount": 2500}), "samhsa")
    assert made.notes == ["the file says that there are 2500 places and has 1: other pages are missing"]


def test_pages_one_after_the_other_are_one_list(tmp_path: Path) -> None:
    file = a_json(tmp_path, {"page": 1, "rows": [FACILITY], "recordCount": 2})
    file.write_text(file.read_text("utf-8") + "\n" + file.read_text("utf-8").replace("Lantern", "Harbor"), "utf-8")
    made = imported(file, "samhsa")
    assert [(each.row, each.what) for each in made.outcomes] == [(1, "taken"), (2, "taken")]
    assert made.notes == []


def test_the_list_of_opioid_programs_is_methadone(tmp_path: Path) -> None:
    file = tmp_path / "otp.csv"
    file.write_text(
        "Program Name,Street,City,State,Zip,Phone,Certification,Full Certification\n"
        "Lantern,12 Example Street,Northampton,MA,01060-1234,(413) 555-0100,Provisional,\n",
        "utf-8",
    )
    entry = one(imported(file, "samhsa"))
    assert (entry["categories"], entry["zip"]) == (["methadone"], "01060")
    assert "Is it certified by now?" in entry["check"]
