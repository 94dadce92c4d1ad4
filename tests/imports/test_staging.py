"""`flask services import`: what a person edited stays, the same file changes nothing, a later one shows what."""

import csv
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask.testing import FlaskCliRunner

from pwa import create_app
from pwa.model.directory import find_mistakes, load_directory
from tests.imports.lists import FACILITY, a_csv, a_json
from tests.model.test_directory import AREA
from tests.site_copies import copy_of_site

TWO = ({"id": "lantern"}, {"id": "harbor", "name": "Harbor"})


class Desk:
    """Someone who imports lists and looks at them."""

    def __init__(self, folder: Path) -> None:
        """A site of their own."""
        self.folder, self.settings = folder, copy_of_site(folder)
        self.out = folder / "out"
        self.list = self.out / "western-massachusetts" / "a-list.toml"

    def run(self, file: Path, *words: str, form: str = "csv", source: str = "A list") -> Result:
        """Import `file`."""
        args = ["services", "import", str(file), "--format", form, "--area", "western-massachusetts"]
        args += ["--source", source, "--out", str(self.out), *words]
        return FlaskCliRunner(create_app(self.settings)).invoke(args=args)

    def imports(self, *changes: dict[str, str], words: tuple[str, ...] = ()) -> Result:
        """Import our template with these rows."""
        return self.run(a_csv(self.folder, *changes), *words)

    def edit(self, old: str, new: str) -> None:
        """Change the list by hand."""
        text = self.list.read_text("utf-8")
        assert old in text
        self.list.write_text(text.replace(old, new), "utf-8")

    def bytes(self) -> dict[str, bytes]:
        """All that was written."""
        return {str(each.relative_to(self.out)): each.read_bytes() for each in self.out.rglob("*") if each.is_file()}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A site to import into."""
    return Desk(tmp_path)


def test_a_list_is_written_to_be_looked_at_and_the_live_one_is_not_touched(desk: Desk) -> None:
    live = {each: each.read_bytes() for each in desk.settings.content.rglob("*.toml")}
    run = desk.imports(*TWO, words=("--source-date", "2026-03"))
    assert run.exit_code == 0, run.output
    assert "2 rows: 2 taken, 0 merged, 0 skipped, 0 refused. List: 2 added." in run.output
    assert {each: each.read_bytes() for each in desk.settings.content.rglob("*.toml")} == live
    assert 'title = "A list"\ndate = "2026-03"' in desk.list.read_text("utf-8")


def test_a_list_has_the_form_of_ours_and_no_mistake(desk: Desk) -> None:
    desk.imports(*TWO, {"id": "home", "name": "Sober House"}, {"id": "van", "categories": "outreach"})
    content = desk.folder / "checked"
    (content / "areas").mkdir(parents=True)
    (content / "areas" / "here.toml").write_text(AREA, "utf-8")
    (content / "services").mkdir()
    (content / "services" / "here.toml").write_bytes(desk.list.read_bytes())
    directory = load_directory(content)
    assert len(directory.services) == 4
    assert list(find_mistakes(directory, content)) == []
    assert not [each.id for each in directory.services.values() if each.is_shown or each.verified_at]


def test_the_same_file_twice_changes_no_byte(desk: Desk) -> None:
    desk.imports(*TWO)
    before = desk.bytes()
    run = desk.imports(*TWO)
    assert "List: nothing changed." in run.output
    assert desk.bytes() == before
    desk.imports(*reversed(TWO))
    assert desk.bytes()["western-massachusetts/a-list.toml"] == before["western-massachusetts/a-list.toml"]


def test_a_later_file_changes_by_id_and_shows_what(desk: Desk) -> None:
    desk.imports(*TWO)
    run = desk.imports({"id": "lantern", "phone": "413-555-0101"}, {"id": "new", "name": "Elm"})
    assert "2 taken, 0 merged, 0 skipped, 0 refused. List: 1 added, 1 changed, 1 gone." in run.output
    diff = desk.list.with_suffix(".diff").read_text("utf-8")
    assert diff == (
        "gone harbor: Harbor, Northampton\n"
        "changed lantern: Lantern House, Northampton\n"
        '  - phone = [{ number = "1-413-555-0100" }]\n'
        '  + phone = [{ number = "1-413-555-0101" }]\n'
        "added new: Elm, Northampton\n"
    )
    assert 'id = "harbor"' not in desk.list.read_text("utf-8")


def test_what_somebody_edited_stays_and_is_shown_beside_what_the_source_says(desk: Desk) -> None:
    desk.imports(*TWO)
    desk.edit('name = "Harbor"', 'name = "Harbor Health"  # they answered the phone')
    edited = desk.list.read_bytes()
    assert "nothing changed" in desk.imports(*TWO).output
    assert desk.list.read_bytes() == edited
    run = desk.imports(TWO[0], {**TWO[1], "phone": "413-555-0101"})
    assert "1 kept" in run.output
    assert "because somebody edited it; the source has" in run.output
    assert '+ phone = [{ number = "1-413-555-0101" }]' in run.output
    assert desk.list.read_bytes() == edited
    assert "1 kept" in desk.imports(TWO[0]).output
    assert b"they answered the phone" in desk.list.read_bytes()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("# import harbor", "# was: harbor"),
        ("\n[source.a-list]", "\n# A note of mine.\n[source.a-list]"),
        ('id = "harbor"', 'id = "harbor-health"'),
    ],
)
def test_other_traces_of_a_hand_stay_too(desk: Desk, old: str, new: str) -> None:
    desk.imports(*TWO)
    desk.edit(old, new)
    edited = desk.list.read_text("utf-8").split()
    desk.imports(*TWO)
    assert desk.list.read_text("utf-8").split() == edited


def test_a_slip_in_an_edited_table_stops_the_import(desk: Desk) -> None:
    desk.imports(*TWO)
    desk.edit('name = "Harbor"', 'name = "Harbor')
    edited = desk.list.read_bytes()
    run = desk.imports(*TWO)
    assert run.exit_code == 1
    assert 'table "harbor": found a TOML mistake' in run.output
    assert desk.list.read_bytes() == edited


def test_a_file_without_most_of_the_list_is_not_believed(desk: Desk) -> None:
    many = [{"id": f"a{number}", "name": f"Lantern {number}"} for number in range(30)]
    desk.imports(*many)
    before = desk.bytes()
    run = desk.imports(many[0])
    assert run.exit_code == 1
    assert "found 29 of its 30 places missing from the new file" in run.output
    assert desk.bytes() == before
    assert "29 gone" in desk.imports(many[0], words=("--allow-gone",)).output


def test_refused_rows_are_told_and_the_rest_is_written(desk: Desk) -> None:
    run = desk.imports({"id": "lantern"}, {"zip": "x"}, {"name": "Boston", "zip": "02110", "town": "Boston"})
    assert run.exit_code == 3
    assert 'row 3: refused: zip: found "x", expected 5 digits of MA' in run.output
    with desk.list.with_suffix(".report.csv").open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert [(row["row"], row["outcome"], row["id"]) for row in rows] == [
        ("2", "taken", "lantern"),
        ("3", "refused", ""),
        ("4", "skipped", ""),
    ]


def test_where_nothing_can_be_taken_nothing_is_written(desk: Desk) -> None:
    run = desk.imports({"zip": "x"})
    assert run.exit_code == 1
    assert "found no row to take" in run.output
    assert not desk.out.exists()


def test_a_dry_run_writes_nothing(desk: Desk) -> None:
    run = desk.imports(*TWO, words=("--dry-run",))
    assert run.exit_code == 0
    assert "2 added" in run.output
    assert not desk.out.exists()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--area", "nowhere"), 'found the area "nowhere", expected one of western-massachusetts, national.'),
        (("--source-date", "March"), 'found "March", expected a past date such as 2026-03.'),
        (("--source-date", "2026-13"), 'found "2026-13"'),
        (("--source-date", "2999"), 'found "2999"'),
    ],
)
def test_a_wrong_word_is_named(desk: Desk, words: tuple[str, ...], says: str) -> None:
    run = desk.imports(*TWO, words=words)
    assert run.exit_code == 1
    assert says in run.output


def test_it_never_writes_into_the_content(desk: Desk) -> None:
    run = desk.imports(*TWO, words=("--out", str(desk.settings.content / "services")))
    assert run.exit_code == 1
    assert "expected a folder outside of the content" in run.output


def test_a_terminal_shows_the_first_lines_and_counts_the_rest(desk: Desk) -> None:
    run = desk.imports({}, *[{"zip": "x", "name": f"A {number}"} for number in range(25)])
    assert run.output.count("refused: zip") == 20
    assert "… and 5 more: refused" in run.output


def test_a_table_of_terms_is_a_toml_file(desk: Desk) -> None:
    terms = desk.folder / "terms.toml"
    terms.write_text("not toml", "utf-8")
    run = desk.run(a_json(desk.folder, []), "--terms", str(terms), form="hsds")
    assert run.exit_code == 1
    assert "expected lines such as" in run.output


def test_a_long_list_keeps_its_bytes_within_bounds(desk: Desk) -> None:
    """1,500 places, to be quick; `python -m tests.bench` measures 15,000."""
    rows: list[dict[str, Any]] = [{**FACILITY, "name1": f"Lantern {number}"} for number in range(1500)]
    run = desk.run(a_json(desk.folder, {"rows": rows}), form="samhsa")
    assert "1500 rows: 1500 taken" in run.output
    assert len(desk.list.read_bytes()) < 1500 * 800
