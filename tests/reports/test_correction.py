"""A confirmed report becomes an edit: the entry as it should be, every other byte as it was, or nothing at all."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pwa.config import Settings
from pwa.model.directory import read_directory
from pwa.reports.correction import WHY_CLOSED, Edit, edit, found_out, write
from pwa.reports.desk_work import ReportError
from tests.site_copies import copy_of_site

DAY = date(2026, 11, 28)
LIST = "western-massachusetts.toml"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A content folder to edit."""
    return copy_of_site(tmp_path).content


def corrected(content: Path, id: str, how: str = "phone", **found: Any) -> Edit:
    told = {"hours": "", "phones": {}, "since": "", "why": "", "instead": "", **found}
    return edit(content, read_directory(content), id, found_out(how=how, on=DAY, **told))


def entries(text: str) -> dict[str, dict[str, Any]]:
    return {each["id"]: each for each in tomllib.loads(text)["service"]}


def only_difference(made: Edit) -> tuple[dict[str, Any], dict[str, Any]]:
    """The one entry that changed, before and after; every line of the others is as it was."""
    before, after = entries(made.before), entries(made.after)
    assert list(before) == list(after)
    (id,) = [name for name in before if before[name] != after[name]]
    lines = made.before.splitlines()
    new = iter(made.after.splitlines())
    start = lines.index(f'id = "{id}"')
    assert [next(new) for _ in range(start)] == lines[:start]
    return before[id], after[id]


def changes(made: Edit) -> dict[str, Any]:
    """What is new or gone (None) in the entry."""
    before, after = only_difference(made)
    keys = [*before, *(key for key in after if key not in before)]
    return {key: after.get(key) for key in keys if before.get(key) != after.get(key)}


CHECKED = {"verified_at": DAY, "verified_how": "phone"}


def test_every_entry_can_be_marked_as_checked_and_nothing_else_changes(content: Path) -> None:
    directory = read_directory(content)
    for area, listed in directory.lists.items():
        text = (content / "services" / f"{area}.toml").read_text("utf-8")
        for service in listed.service[::12]:
            made = edit(content, directory, service.id, found_out(
                how="phone", on=DAY, hours="", phones={}, since="", why="", instead=""
            ))  # fmt: skip
            found = changes(made)
            found.pop("listing", None)
            assert found == CHECKED
            added = set(made.after.splitlines()) - set(text.splitlines())
            assert added <= {"verified_at = 2026-11-28", 'verified_how = "phone"', 'listing = "publish"'}


def test_call_first_is_over_once_somebody_has_called(content: Path) -> None:
    assert changes(corrected(content, "otp-hcrc-greenfield"))["listing"] == "publish"


def test_hours_take_the_place_of_the_old_ones(content: Path) -> None:
    rule = "Mo-Fr 09:00-17:00; PH off"
    assert changes(corrected(content, "nbox-pulaski", hours=f" {rule} ")) == {"hours": {"rule": rule}, **CHECKED}


def test_a_number_takes_the_place_of_the_old_one_and_keeps_what_is_said_of_it(content: Path) -> None:
    made = corrected(content, "ma-ihr", phones={"1-617-661-3991": "(413) 586-0100"})
    assert changes(made)["phone"] == [
        {"number": "1-866-705-2807"},
        {"number": "1-413-586-0100", "note": "For young people."},
        {"number": "1-617-661-9051", "kind": "tty"},
    ]
    assert len(changes(corrected(content, "ma-ihr", phones={"1-617-661-3991": ""}))["phone"]) == 2


def test_of_a_place_that_is_closed_only_the_name_and_the_town_stay(content: Path) -> None:
    _, after = only_difference(corrected(content, "otp-hcrc-greenfield", since="2026-11"))
    assert after["closed"] == {"since": "2026-11", "note": WHY_CLOSED}
    assert "phone" not in after
    assert "address" not in after
    assert (after["name"], after["town"]) == ("Health Care Resource Centers, Greenfield", "Greenfield")
    told = corrected(content, "otp-hcrc-greenfield", since="2026", why="It moved.", instead="detox-carlson")
    assert only_difference(told)[1]["closed"] == {"since": "2026", "note": "It moved.", "instead": "detox-carlson"}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("It\u00a0moved.", "It moved."),
        ('It\'s "gone".', 'It\'s "gone".'),
        ("See C:\\new \\u0041.", "See C:\\new \\u0041."),
        (" It moved.\r\n\tNobody  knows where. ", "It moved. Nobody knows where."),
    ],
)
def test_what_became_of_a_place_is_kept_in_the_words_that_were_typed(content: Path, typed: str, kept: str) -> None:
    write(corrected(content, "nbox-pulaski", since="2026", why=typed))
    closed = read_directory(content).services["nbox-pulaski"].closed
    assert closed
    assert closed.note == kept


def test_hours_on_two_lines_are_one_rule(content: Path) -> None:
    made = corrected(content, "nbox-pulaski", hours="Mo-Fr\u00a009:00-17:00;\n PH off")
    assert changes(made)["hours"] == {"rule": "Mo-Fr 09:00-17:00; PH off"}


def test_what_is_written_is_read_by_the_build(content: Path) -> None:
    made = corrected(content, "nbox-pulaski", hours="Mo-Fr 09:00-17:00; PH off", how="visit")
    write(made)
    service = read_directory(content).services["nbox-pulaski"]
    assert (service.verified_at, service.verified_how) == (DAY, "visit")
    assert made.file.read_text("utf-8") == made.after
    assert made.entry in made.after
    assert made.entry.startswith("[[service]]\n")


@pytest.mark.parametrize(
    ("found", "wrong"),
    [
        ({"hours": "whenever"}, "hours.rule"),
        ({"hours": "Mo-Fr 09:00-17:00"}, "PH"),
        ({"hours": 'Mo 09:00-17:00"\nid = "other'}, "expected"),
        ({"phones": {"1-413-586-0100": "555-9999"}}, "expected a number|in use"),
        ({"phones": {"1-413-586-0100": "1-413-586-0101"}}, "found no number"),
        ({"since": "last year"}, "closed.since"),
        ({"since": "2026", "instead": "nowhere"}, "closed.instead"),
        ({"why": "It moved."}, "since when"),
        ({"since": "2026", "hours": "Mo 09:00-17:00; PH off"}, "closed, expected none"),
        ({"since": "2026", "phones": {"1-413-586-0100": "1-413-586-0101"}}, "closed, expected none"),
        ({"phones": {"1-413-586-0100": "413-586-0101 ext. 12"}}, "extension 12 .* into the note"),
        ({"how": "rumor"}, "found out how"),
    ],
)
def test_what_no_list_could_say_is_refused_and_named(content: Path, found: dict[str, Any], wrong: str) -> None:
    before = (content / "services" / LIST).read_bytes()
    with pytest.raises(ReportError, match=wrong) as refused:
        corrected(content, "nbox-pulaski", **found)
    assert "/services/" not in str(refused.value) or str(content / "services") in str(refused.value)
    assert (content / "services" / LIST).read_bytes() == before


def test_no_listing_no_edit(content: Path) -> None:
    with pytest.raises(ReportError, match='no listing "nowhere"'):
        corrected(content, "nowhere")


def test_an_entry_in_another_form_is_left_to_a_person(content: Path) -> None:
    file = content / "services" / LIST
    text = file.read_text("utf-8")
    begins = text.index('id = "nbox-pulaski"')
    text = text[:begins] + text[begins:].replace('hours = { rule = "24/7" }\n', "", 1)
    at = text.index("\n\n", begins)
    file.write_text(f'{text[:at]}\n[service.hours]\nrule = "24/7"{text[at:]}', "utf-8")
    with pytest.raises(ReportError, match="edit it by hand"):
        corrected(content, "nbox-pulaski")


def test_comments_stay(content: Path) -> None:
    file = content / "services" / LIST
    text = file.read_text("utf-8")
    file.write_text(text.replace('id = "nbox-pulaski"\n', 'id = "nbox-pulaski"\n# Asked in May.\n'), "utf-8")
    made = corrected(content, "nbox-pulaski")
    assert '# Asked in May.\nname = "Naloxone boxes in Pulaski Park"' in made.after


def test_a_list_that_somebody_changed_meanwhile_is_not_overwritten(content: Path) -> None:
    made = corrected(content, "nbox-pulaski")
    made.file.write_text(made.before + "\n# A colleague was here.\n", "utf-8")
    with pytest.raises(ReportError, match="changed a moment ago"):
        write(made)
    assert made.file.read_text("utf-8").endswith("# A colleague was here.\n")


def test_the_last_entry_of_a_file_without_a_last_newline(content: Path, settings: Settings) -> None:
    file = content / "services" / LIST
    file.write_text(file.read_text("utf-8").rstrip("\n"), "utf-8")
    last = read_directory(content).lists["western-massachusetts"].service[-1].id
    assert changes(corrected(content, last)) == CHECKED
