"""A file that is broken, cut short or made to hurt: one clear sentence, and nothing written."""

import json
import os
import zipfile
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from pwa.imports import files
from pwa.imports.files import read_text, write_whole
from pwa.imports.importing import Format
from pwa.imports.record import ImportFileError
from tests.imports.lists import FACILITY, ROW, SERVICE, a_csv, a_json, imported, one, why

HEADER = ",".join(ROW) + "\n"
GOOD = ",".join(ROW.values()) + "\n"


def refusal(file: Path, form: Format = "csv") -> str:
    """What is said of the file."""
    with pytest.raises(ImportFileError) as refused:
        imported(file, form)
    return str(refused.value)


def a_file(folder: Path, content: bytes | str, name: str = "list.csv") -> Path:
    """A file with this content."""
    file = folder / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "found nothing in it"),
        ((HEADER + GOOD).encode("utf-16"), 'found UTF-16, expected UTF-8; save it again as "CSV UTF-8"'),
        ((HEADER + GOOD).encode("utf-16-le"), "found UTF-16 or binary data"),
        (HEADER.encode() + b"Caf\xe9,x\n", f"line 2: found byte 0xe9 at {len(HEADER) + 3}, expected UTF-8"),
        (b"\xef\xbb\xbf" + HEADER.encode() + b"Caf\xe9,x\n", f"found byte 0xe9 at {len(HEADER) + 6}"),
        (
            HEADER.replace(",", ";") + GOOD.replace(",", ";"),
            "row 1: found semicolons between columns, expected commas",
        ),
        (HEADER.replace(",", "\t"), "row 1: found tabs between columns"),
        ("name,town\nA,B\n", "row 1: found the columns name, town, expected categories too"),
        ("name,categories,name\nA,B,C\n", 'row 1: found the column "name" twice'),
        (HEADER + GOOD + '"Lantern,x\n' + GOOD, "row 3: found unexpected end of data"),
        (HEADER + '"Lantern"x,y\n', "row 2: found"),
        (HEADER + "x" * 200_000 + "\n", "row 2: found field larger than field limit"),
        (HEADER, "found no row in it"),
    ],
)
def test_a_broken_csv_is_named_with_its_place(tmp_path: Path, content: bytes | str, says: str) -> None:
    assert says in refusal(a_file(tmp_path, content))


def test_a_byte_order_mark_of_utf_8_is_fine(tmp_path: Path) -> None:
    file = a_csv(tmp_path, {})
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert one(imported(file))["name"] == "Lantern House"


def test_a_row_with_too_few_cells_is_refused_alone(tmp_path: Path) -> None:
    made = imported(a_file(tmp_path, HEADER + "Lantern,x\n" + GOOD + "\n"))
    assert [(each.row, each.what) for each in made.outcomes] == [(2, "refused"), (3, "taken")]
    assert why(made, "refused") == f"found 2 cells, expected {len(ROW)}; is a comma missing?"


def test_a_column_nobody_knows_is_named_and_not_read(tmp_path: Path) -> None:
    made = imported(a_csv(tmp_path, {"adress": "x", "contact": "Ann", "zip": "01060"}))
    assert made.notes == ['column "adress" was not read; is it address?', 'column "contact" was not read']


def test_2_gb_are_refused_without_reading_them(tmp_path: Path) -> None:
    file = a_file(tmp_path, HEADER)
    os.truncate(file, 2_000_000_000)  # a hole: it takes no room
    for form in ("csv", "hsds", "samhsa"):
        assert "found 2,000 MB, expected 200 at most" in refusal(file, form)


def test_a_folder_or_no_file_is_named(tmp_path: Path) -> None:
    assert "found no such file" in refusal(tmp_path / "nothing.csv")
    (tmp_path / "folder.csv").mkdir()
    assert "found no such file" in refusal(tmp_path / "folder.csv", "samhsa")


@pytest.mark.parametrize("form", ["samhsa", "hsds"])
@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("[" * 100_000, "row 1, letter 2: found "),
        ('[{"a": ' + '{"a": ' * 100_000, "expected JSON that is not nested thousands deep"),
        (
            '[{"name1": "A"}, {"name1": "B',
            "row 2, letter 30: found the end of the file, expected JSON; it was cut short",
        ),
        ('[{"name1": "A"}', "row 1, letter 16: found the end of the file, expected a comma or ]; it was cut short"),
        ('[{"a": NaN}]', "row 1, letter 2: found "),
        ('[{"a": ' + "1" * 5000 + "}]", "expected plain JSON"),
        ("[1] and more", "expected the end of the file"),
        ("[]", "found no row in it"),
    ],
)
def test_broken_json_is_named_with_its_row(tmp_path: Path, content: str, says: str, form: Format) -> None:
    assert says in refusal(a_file(tmp_path, content, "list.json"), form)


def test_a_web_page_in_place_of_a_list_is_named(tmp_path: Path) -> None:
    assert "found a web page" in refusal(a_file(tmp_path, "<!doctype html><p>Error", "list.json"), "samhsa")
    assert "which begins with [ or {" in refusal(a_file(tmp_path, "<!doctype html>", "list.json"), "hsds")


@pytest.mark.parametrize("item", [1, "text", None, [], {}, {"name1": "A"}, {"id": "1"}])
@pytest.mark.parametrize("form", ["samhsa", "hsds"])
def test_an_item_that_is_no_service_is_refused_alone(tmp_path: Path, item: object, form: Format) -> None:
    good = FACILITY if form == "samhsa" else SERVICE
    made = imported(a_json(tmp_path, [item, good]), form)
    assert [(each.row, each.what) for each in made.outcomes] == [(1, "refused"), (2, "taken")]


@pytest.mark.parametrize(
    "change",
    [
        {"services": "many"},
        {"services": [1]},
    ],
)
def test_parts_of_another_type_are_refused_alone(tmp_path: Path, change: dict[str, object]) -> None:
    assert "services: found" in why(imported(a_json(tmp_path, [{**FACILITY, **change}]), "samhsa"), "refused")


@pytest.mark.parametrize(
    "change",
    [
        {"organization": "A"},
        {"phones": {"number": "1"}},
        {"attributes": [1]},
        {"name": ["A"]},
        {"service_at_locations": [{"location": []}, {"location": 1}]},
    ],
)
def test_parts_of_hsds_of_another_type_are_refused_alone(tmp_path: Path, change: dict[str, object]) -> None:
    made = imported(a_json(tmp_path, [{**SERVICE, **change}]), "hsds")
    assert "expected" in next(each.words for each in made.outcomes if each.what == "refused")


def a_book(folder: Path, *rows: Sequence[object]) -> Path:
    """A spreadsheet."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append(row)
    file = folder / "list.xlsx"
    book.save(file)
    return file


COLUMNS = ["name1", "name2", "street1", "street2", "city", "state", "zip", "phone", "service_code_info"]
CELLS = ["Lantern", None, "12 Example Street", None, "Northampton", "MA", 1060, 4135550100, "SA * OP * SP"]


def test_a_spreadsheet_is_read_with_numbers_for_zip_and_phone(tmp_path: Path) -> None:
    entry = one(imported(a_book(tmp_path, COLUMNS, CELLS), "samhsa"))
    assert (entry["zip"], entry["phone"]) == ("01060", [{"number": "1-413-555-0100"}])
    assert (entry["categories"], entry["languages"]) == (["outpatient"], ["es"])


def test_a_formula_in_a_spreadsheet_is_refused(tmp_path: Path) -> None:
    made = imported(a_book(tmp_path, COLUMNS, ['=CONCAT("A","B")', *CELLS[1:]]), "samhsa")
    assert why(made, "refused").startswith("name: found a formula")


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    file = a_book(tmp_path, COLUMNS, CELLS)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/bomb.xml", b"0" * 3_000_000)
    assert "xl/bomb.xml far too dense" in refusal(file, "samhsa")


def test_many_megabytes_in_a_zip_are_refused_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_UNPACKED_BYTES", 1000)
    assert "nothing was unpacked" in refusal(a_book(tmp_path, COLUMNS, CELLS), "samhsa")


def test_entities_that_grow_are_refused(tmp_path: Path) -> None:
    file = a_book(tmp_path, COLUMNS, CELLS)
    laughs = '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]><worksheet>&c;</worksheet>'
    with zipfile.ZipFile(file) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    with zipfile.ZipFile(file, "w") as packed:
        for name, part in parts.items():
            packed.writestr(name, laughs if "sheet" in name and "worksheets" in name else part)
    assert openpyxl.DEFUSEDXML
    assert "expected a whole XLSX" in refusal(file, "samhsa")


@pytest.mark.parametrize("part", [0.3, 0.9])
def test_a_spreadsheet_cut_short_is_named(tmp_path: Path, part: float) -> None:
    file = a_book(tmp_path, COLUMNS, CELLS)
    file.write_bytes(file.read_bytes()[: int(file.stat().st_size * part)])
    assert "expected a whole XLSX" in refusal(file, "samhsa")


def test_a_zip_that_is_no_spreadsheet_is_named(tmp_path: Path) -> None:
    file = tmp_path / "list.xlsx"
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("a.txt", "x")
    assert "expected a whole XLSX" in refusal(file, "samhsa")


def test_a_write_that_is_stopped_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = a_file(tmp_path, "old")

    def stop(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", stop)
    with pytest.raises(KeyboardInterrupt):
        write_whole(file, "new")
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [("list.csv", "old")]


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    a_file(tmp_path, "x", "folder")
    with pytest.raises(ImportFileError, match="expected a place we can write to"):
        write_whole(tmp_path / "folder" / "list.toml", "x")


def test_text_is_read_as_it_is(tmp_path: Path) -> None:
    assert read_text(a_file(tmp_path, json.dumps("é", ensure_ascii=False))) == '"é"'
