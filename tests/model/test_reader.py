"""A wrong content file stops everything with one sentence: which file, which key, what was found and expected."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

import pytest

from pwa.model.reader import ContentError, messages, read, read_table, translate
from pwa.model.words import Message, Paragraphs


@dataclass(frozen=True, kw_only=True)
class Tip:
    words: Message
    tone: Literal["plain", "alarm"] = "plain"


@dataclass(frozen=True, kw_only=True)
class Leaflet:
    """Every kind of field content can have."""

    title: Message
    order: int
    reviewed: date
    address: str = ""
    core: bool = False
    year: int | None = None
    lead: Paragraphs = field(default_factory=Paragraphs)
    points: tuple[Message, ...] = ()
    tip: tuple[Tip, ...] = ()
    names: dict[str, Message] = field(default_factory=dict)


GOOD = {"title": '"Stay"', "order": "1", "reviewed": "2026-11-22"}


def write(folder: Path, **keys: str | None) -> Path:
    """A leaflet that is right but for these keys, in TOML; None leaves a key out."""
    file = folder / "leaflet.toml"
    lines = [f"{key} = {value}" for key, value in {**GOOD, **keys}.items() if value is not None]
    file.write_text("\n".join(lines), "utf-8")
    return file


def mistake(file: Path) -> str:
    """What the reader says of a wrong file, without its folder: one sentence."""
    with pytest.raises(ContentError) as error:
        read(file, Leaflet)
    sentence = str(error.value)
    assert sentence.startswith(f"{file}")
    assert "\n" not in sentence
    assert sentence.endswith(".")
    return sentence.removeprefix(f"{file.parent}/")


WRONG = {
    "a hole nothing fills": ({"title": '"Stay with {name}"'}, "title: found {name}, expected no braces, or {app}"),
    "an unknown key": ({"titel": '"x"'}, "titel: found an unknown key, expected one of title, order, reviewed"),
    "a missing key": ({"title": None}, "title: found no such key, expected a sentence"),
    "a number for a sentence": ({"title": "911"}, "title: found 911, expected a sentence"),
    "a sentence for a number": ({"order": '"1"'}, 'order: found "1", expected a whole number'),
    "true for a number": ({"order": "true"}, "order: found True, expected a whole number"),
    "a fraction for a whole number": ({"order": "1.5"}, "order: found 1.5, expected a whole number"),
    "a number for true": ({"core": "1"}, "core: found 1, expected true or false"),
    "a time for a date": (
        {"reviewed": "2026-11-22T08:00:00"},
        "reviewed: found 2026-11-22 08:00:00, expected a date",
    ),
    "a text for a date": ({"reviewed": '"2026-11-22"'}, 'reviewed: found "2026-11-22", expected a date'),
    "a wrong optional key": ({"year": '"2026"'}, 'year: found "2026", expected a whole number'),
    "an empty sentence": ({"title": '""'}, "title: found an empty text, expected a sentence"),
    "white space for a sentence": ({"title": '" \\t "'}, "title: found an empty text, expected a sentence"),
    "white space for an address": ({"address": '" "'}, "address: found an empty text, expected text"),
    "an empty text for paragraphs": ({"lead": '""'}, "lead: found an empty text, expected paragraphs"),
    "an empty list": ({"points": "[]"}, "points: found an empty list, expected a list of a sentence"),
    "a sentence for a list": ({"points": '"one"'}, 'points: found "one", expected a list of a sentence'),
    "an empty sentence in a list": ({"points": '["a", ""]'}, "points[2]: found an empty text, expected a sentence"),
    "a tag in a sentence": ({"title": '"<b>Stay</b>"'}, "title: found HTML (<b), expected plain text"),
    "an entity in a sentence": ({"title": '"Stay&nbsp;here"'}, "title: found HTML (&nbsp;), expected plain text"),
    "a tag in a list": ({"points": '["<!-- x -->"]'}, "points[1]: found HTML (<!), expected plain text"),
    "a tag in a paragraph": ({"lead": '"One.\\n\\nTwo<br>"'}, "lead: found HTML (<b), expected plain text"),
    "a second paragraph in a sentence": ({"title": '"One.\\n\\nTwo."'}, "title: found a blank line, expected one"),
    "a table for a sentence": ({"title": "{a = 1}"}, "title: found a table, expected a sentence"),
    "a text for a table": ({"tip": '["x"]'}, 'tip[1]: found "x", expected a table with words, tone'),
    "an unknown key inside a table": ({"tip": '[{words = "a", ton = "x"}]'}, "tip[1].ton: found an unknown key"),
    "a missing key inside a table": ({"tip": '[{tone = "alarm"}]'}, "tip[1].words: found no such key, expected a s"),
    "a word that is no choice": (
        {"tip": '[{words = "a", tone = "red"}]'},
        'tip[1].tone: found "red", expected one of "plain", "alarm"',
    ),
    "a list for named sentences": ({"names": "[1]"}, "names: found [1], expected a table"),
    "a wrong named sentence": ({"names": "{side = 1}"}, "names.side: found 1, expected a sentence"),
    "a key given twice": ({"core": "true\ncore = false"}, "found a TOML mistake (Cannot overwrite a value (at "),
    "a date that does not exist": ({"reviewed": "2026-02-30"}, "found a TOML mistake (Invalid date"),
    "a sentence that never ends": ({"title": '"Stay'}, "found a TOML mistake (Illegal character"),
}


@pytest.mark.parametrize(("keys", "expected"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_file_is_named_with_its_key_what_was_found_and_what_was_expected(keys, expected, tmp_path):
    assert mistake(write(tmp_path, **keys)).startswith(f"leaflet.toml: {expected}")


def test_a_long_text_in_the_wrong_place_is_shortened(tmp_path):
    assert len(mistake(write(tmp_path, order='"' + "very " * 100 + '"'))) < 120


def test_a_file_that_is_not_utf8_is_named_with_the_place_of_the_first_wrong_byte(tmp_path):
    file = tmp_path / "leaflet.toml"
    file.write_bytes('title = "respiración"'.encode("latin-1"))
    assert mistake(file) == "leaflet.toml: found byte 0xf3 at 18, expected UTF-8 text; save it as UTF-8."


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n"])
def test_an_empty_file_is_a_mistake(tmp_path, text):
    file = tmp_path / "leaflet.toml"
    file.write_text(text)
    assert mistake(file).startswith("leaflet.toml: found nothing in it, expected content")


def test_a_missing_file_and_a_folder_are_mistakes_too(tmp_path):
    assert "found No such file or directory, expected a file we can read" in mistake(tmp_path / "gone.toml")
    with pytest.raises(ContentError, match="expected a file we can read"):
        read_table(tmp_path)


def test_a_right_file_is_read_as_it_is_written(tmp_path):
    points = '["First **one**.", "Second, if x < 3 & y."]'
    leaflet = read(write(tmp_path, points=points, year="1999", names='{side = "On the side."}'), Leaflet)
    assert leaflet == Leaflet(
        title=Message("Stay"),
        order=1,
        reviewed=date(2026, 11, 22),
        year=1999,
        points=(Message("First **one**."), Message("Second, if x < 3 & y.")),
        names={"side": Message("On the side.")},
    )


def test_a_line_break_is_for_the_width_of_the_file_and_a_blank_line_is_a_new_paragraph(tmp_path):
    lead = '"""\nOne\nlong sentence.\n\n  \nAnother\none.\n"""'
    assert read(write(tmp_path, lead=lead), Leaflet).lead == ("One long sentence.", "Another one.")


def leaflet() -> Leaflet:
    return Leaflet(
        title=Message("Stay"),
        order=1,
        reviewed=date(2026, 11, 22),
        address="Stay",
        lead=Paragraphs([Message("One."), Message("Two.")]),
        tip=(Tip(words=Message("Look.")),),
        names={"side": Message("On the side.")},
    )


def test_every_sentence_a_reader_sees_is_found_with_its_place_and_nothing_else_is():
    assert list(messages(leaflet())) == [
        ("title", "Stay"),
        ("lead[1]", "One."),
        ("lead[2]", "Two."),
        ("tip[1].words", "Look."),
        ("names.side", "On the side."),
    ]


def test_translating_changes_every_sentence_and_nothing_else():
    shouted = translate(leaflet(), str.upper)
    assert (shouted.title, shouted.lead, shouted.tip[0].words) == ("STAY", ("ONE.", "TWO."), "LOOK.")
    assert (shouted.address, shouted.tip[0].tone, shouted.order) == ("Stay", "plain", 1)
    assert leaflet() == translate(leaflet(), Message)


def test_a_byte_order_mark_is_named_and_not_called_a_toml_mistake(tmp_path: Path) -> None:
    file = tmp_path / "page.toml"
    file.write_bytes(b'\xef\xbb\xbftitle = "A"\n')
    with pytest.raises(ContentError, match=r"page\.toml: found a byte order mark .* expected UTF-8 without one"):
        read_table(file)
