"""What becomes of a row: cleaned, held back, and never with more of a place than may be known."""

import tomllib
from pathlib import Path

import pytest

from pwa.imports.entry import entry_lines
from pwa.imports.read_csv import COLUMNS, template
from tests.imports.lists import a_csv, imported, one, why
from tests.model.test_directory import AREA

BOUNDED = AREA + 'states = ["MA"]\nbounds = { south = 42.0, west = -73.6, north = 42.9, east = -71.9 }\n'


def test_a_row_is_held_back_unchecked_and_says_where_it_was_read(tmp_path: Path) -> None:
    made = imported(a_csv(tmp_path, {"hours": "Mo-Fr 09:00-17:00", "languages": "en; es"}))
    entry = one(made)
    assert (entry["listing"], entry["confidence"], entry["source"]) == ("hold", "low", "a-list")
    assert (made.source.title, made.source.date) == ("A list", "2026-03")
    assert "verified_at" not in entry
    assert entry["hours"] == {"rule": "Mo-Fr 09:00-17:00; PH unknown"}
    assert entry["phone"] == [{"number": "1-413-555-0100"}]


def test_the_template_has_every_column_and_its_example_is_taken(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text(template(), "utf-8")
    assert tuple(template().splitlines()[0].split(",")) == COLUMNS
    made = imported(file)
    assert one(made)["id"] == "lantern-house"
    assert made.notes == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"name": "<script>alert(1)</script>"}, 'name: found HTML ("<script>")'),
        ({"town": "<b>Northampton</b>"}, "town: found HTML"),
        ({"note": "Come {soon}."}, "note: found {soon}"),
        ({"name": '=HYPERLINK("http://x")'}, "name: found a formula"),
        ({"organization": "+1+1"}, "organization: found a formula"),
        ({"address": "@SUM(A1)"}, "address: found a formula"),
        ({"note": "-2+3"}, "note: found a formula"),
        ({"name": "Lantern\x1b[31m House"}, "hidden sign U+001B at 8"),
        ({"name": "Lantern \u202eesuoH"}, "hidden sign U+202E at 9"),
        ({"name": "L" * 151}, "found 151 letters, expected 150 at most"),
        ({"name": " "}, "name: found nothing"),
        ({"categories": "tea"}, 'categories: found "tea", expected some of emergency-line'),
        ({"state": "Mass"}, 'state: found "Mass", expected a postal code'),
        ({"zip": "1234567"}, 'zip: found "1234567", expected 5 digits of MA'),
        ({"zip": "06101"}, "zip: found 06101, which is in CT, expected one in MA"),
        ({"zip": "1060", "state": "CT"}, 'zip: found "1060", expected 5 digits of CT'),
        ({"latitude": "north", "longitude": "west"}, "expected degrees"),
        ({"latitude": "nan", "longitude": "inf"}, "expected degrees"),
        ({"run_by": "nobody"}, 'run_by: found "nobody"'),
        ({"asks_id": "perhaps"}, 'asks_id: found "perhaps", expected yes, no or nothing'),
        ({"visibility": "everyone"}, 'visibility: found "everyone"'),
        ({"id": "???"}, "id: found"),
        ({"id": "l" * 101}, "id: found 101 letters, expected 100 at most"),
        ({"name": "Shelter, 16 Any Lane"}, 'name: found "16 Any Lane", expected none of it'),
    ],
)
def test_a_row_with_a_mistake_is_refused_and_says_why(tmp_path: Path, change: dict[str, str], says: str) -> None:
    made = imported(a_csv(tmp_path, change))
    assert made.entries == {}
    assert says in why(made, "refused")
    assert "\x1b" not in why(made, "refused")


def test_a_refused_row_has_the_number_that_a_spreadsheet_shows(tmp_path: Path) -> None:
    made = imported(a_csv(tmp_path, {}, {"zip": "x"}, {"name": "Harbor"}))
    assert [(each.row, each.what) for each in made.outcomes] == [(2, "taken"), (3, "refused"), (4, "taken")]


@pytest.mark.parametrize(
    ("change", "zip_code", "says"),
    [
        ({"zip": "01060-1234"}, "01060", "01060-1234 cut to 01060"),
        ({"zip": "1060"}, "01060", "ZIP 1060 filled to 01060"),
        ({"zip": "01060", "state": "massachusetts"}, "01060", ""),
        ({"zip": "01060", "state": ""}, "01060", ""),
    ],
)
def test_a_zip_is_mended_where_there_is_no_doubt(
    tmp_path: Path, change: dict[str, str], zip_code: str, says: str
) -> None:
    made = imported(a_csv(tmp_path, change))
    assert (one(made)["zip"], one(made)["state"]) == (zip_code, "MA")
    assert says in why(made, "taken")


@pytest.mark.parametrize(
    ("point", "precision_m", "says"),
    [
        (("42.319", "-72.630"), 100, ""),
        (("-72.630", "42.319"), 100, "latitude and longitude were swapped"),
        (("42.319", "72.630"), None, "is not where it should be"),
        (("0", "0"), None, "is not where it should be"),
        (("40.7", "-74.0"), None, "is not where it should be"),
        (("1e9", "-1e9"), None, "is not where it should be"),
        (("", ""), None, ""),
    ],
)
def test_a_point_must_be_near_its_zip(
    tmp_path: Path, point: tuple[str, str], precision_m: int | None, says: str
) -> None:
    made = imported(a_csv(tmp_path, {"latitude": point[0], "longitude": point[1]}))
    entry = one(made)
    assert says in why(made, "taken")
    assert entry["lat"] == pytest.approx(42.32, abs=0.05)
    assert entry["lon"] == pytest.approx(-72.65, abs=0.05)
    assert (entry["precision_m"] == precision_m) if precision_m else (entry["precision_m"] >= 1000)


@pytest.mark.parametrize(
    ("change", "visibility", "town"),
    [
        ({"categories": "syringe-services"}, "area", "Northampton"),
        ({"categories": "outreach"}, "area", "Northampton"),
        ({"name": "Lantern Needle Exchange"}, "area", "Northampton"),
        ({"categories": "residential"}, "phone-only", None),
        ({"categories": "residential; detox"}, "area", "Northampton"),
        ({"name": "Lantern Shelter", "categories": "basic-needs"}, "phone-only", None),
        ({"organization": "Domestic Violence Network"}, "phone-only", None),
        ({"name": "Sober House"}, "phone-only", None),
        ({"visibility": "area"}, "area", "Northampton"),
        ({"visibility": "exact", "categories": "outreach"}, "area", "Northampton"),
    ],
)
def test_a_place_that_may_be_confidential_is_kept_without_street_and_point(
    tmp_path: Path, change: dict[str, str], visibility: str, town: str | None
) -> None:
    entry = one(imported(a_csv(tmp_path, {"latitude": "42.319", "longitude": "-72.63", **change})))
    assert entry["visibility"] == visibility
    assert not {"address", "lat", "lon", "precision_m"} & set(entry)
    assert entry.get("town") == town
    assert ("zip" in entry) is bool(town)
    assert "May we show where it is? Ask who runs it first." in entry["check"]
    assert "Example Street" not in "\n".join(entry_lines(entry))


def test_no_kind_is_inferred_from_a_name(tmp_path: Path) -> None:
    made = imported(a_csv(tmp_path, {"name": "Lantern Syringe Services", "categories": ""}))
    assert why(made, "skipped") == "gives nothing that our lists have a kind for"


def test_a_confidential_place_without_a_number_is_skipped(tmp_path: Path) -> None:
    assert "there is no number" in why(imported(a_csv(tmp_path, {"name": "Shelter", "phone": ""})), "skipped")


@pytest.mark.parametrize(
    ("number", "phone", "says"),
    [
        ("(413) 555-0100 x12", [{"number": "1-413-555-0100"}], ""),
        ("+1 413 555 0100", [{"number": "1-413-555-0100"}], ""),
        ("988", [{"number": "988"}], ""),
        ("413-555-0100; 413.555.0100", [{"number": "1-413-555-0100"}], ""),
        ("+44 1234 234567", None, "left out"),
        ("413-555-010", None, "left out"),
        ("=1+1", None, "left out"),
    ],
)
def test_a_number_is_written_as_dialed_or_left_out(tmp_path: Path, number: str, phone: object, says: str) -> None:
    made = imported(a_csv(tmp_path, {"phone": number}))
    assert one(made).get("phone") == phone
    assert says in why(made, "taken")


def test_words_we_never_show_and_mail_addresses_are_left_out(tmp_path: Path) -> None:
    made = imported(a_csv(tmp_path, {"for_whom": "For drug_addicted people", "note": "Write to ann@lantern.example"}))
    assert not {"for_whom", "note"} & set(one(made))
    assert "for_whom: has" in why(made, "taken")
    assert "note: has" in why(made, "taken")


def test_hours_we_cannot_say_become_a_question(tmp_path: Path) -> None:
    entry = one(imported(a_csv(tmp_path, {"hours": "Weekdays 9-5"})))
    assert "hours" not in entry
    assert entry["check"] == ["Hours? The source says: “Weekdays 9-5”"]


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("https://lantern.example/a", "https://lantern.example/a"),
        ("lantern.example", "https://lantern.example"),
        ("http://lantern.example", "https://lantern.example"),
        ("javascript:alert(1)", None),
        ("https://ann:secret@lantern.example", None),
        ("n/a", None),
    ],
)
def test_a_website_is_an_https_address_or_is_left_out(tmp_path: Path, given: str, url: str | None) -> None:
    assert one(imported(a_csv(tmp_path, {"url": given}))).get("url") == url


def test_what_lies_outside_of_the_area_is_skipped(tmp_path: Path) -> None:
    boston = {"name": "Harbor", "town": "Boston", "zip": "02110"}
    hartford = {"name": "Elm", "town": "Hartford", "state": "CT", "zip": "06103"}
    nowhere = {"name": "Oak", "town": "Nowhere", "zip": ""}
    made = imported(a_csv(tmp_path, {}, boston, hartford, nowhere), area=BOUNDED)
    assert [each.what for each in made.outcomes] == ["taken", "skipped", "skipped", "skipped"]
    assert "02110 is not in the area here" in made.outcomes[1].words
    assert "cannot be told" in made.outcomes[3].words


def test_what_is_in_our_lists_already_is_skipped_and_compared(tmp_path: Path) -> None:
    made = imported(a_csv(tmp_path, {"id": "lantern-north"}))
    assert made.entries == {}
    assert why(made, "skipped").startswith('"lantern-north" is in our lists already; name here Lantern House')


def test_what_may_be_in_our_lists_under_another_id_is_told(tmp_path: Path) -> None:
    made = imported(a_csv(tmp_path, {"name": "A place"}))
    assert why(made, "taken") == "perhaps in our lists as lantern-north: the same name or number"


def test_an_id_a_second_time_is_refused_with_both_rows(tmp_path: Path) -> None:
    made = imported(a_csv(tmp_path, {"id": "same"}, {"id": "same", "name": "Harbor"}))
    assert len(made.entries) == 1
    assert why(made, "refused") == 'id: found "same" a second time, first in row 2, expected it once'


def test_an_id_does_not_change_with_case_accents_or_the_rest_of_the_row(tmp_path: Path) -> None:
    one_id = one(imported(a_csv(tmp_path, {"name": "Café Lantern"})))["id"]
    other = one(imported(a_csv(tmp_path, {"name": "CAFE  LANTERN", "phone": "413-555-0101", "zip": "1060"})))["id"]
    assert one_id == other
    assert one_id.startswith("cafe-lantern-")


def test_an_entry_is_toml_that_reads_back_the_same(tmp_path: Path) -> None:
    entry = one(imported(a_csv(tmp_path, {"name": 'The "Lantern" \\ House', "walk_in": "no", "serves": "A; B"})))
    assert tomllib.loads("\n".join(entry_lines(entry))) == entry
