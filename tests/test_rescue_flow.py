"""The guided rescue as the phone reads it: one file for each language, with what medics must read in English."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from pwa.config import Settings
from pwa.model.errors import SiteError
from pwa.model.reader import ContentError
from pwa.model.rescue_reader import read_rescue
from pwa.rescue import RecordingError
from pwa.site import Site, read_site
from tests.site_copies import copy_of_site, copy_of_static

LANGUAGES = ("en", "es")


def flow_of(site: Site, code: str) -> dict:
    flow: dict = json.loads(site.assets.files[site.assets.url(f"rescue/{code}.json")])
    return flow


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_sentence_is_in_the_language_of_the_file(site, code):
    flow = flow_of(site, code)
    assert flow["language"] == code
    assert '{"en":' not in json.dumps(flow, separators=(",", ":"))


def test_both_languages_have_the_same_screens_answers_and_meaning(site):
    def meaning(flow: dict) -> list:
        return [
            [
                name,
                step["kind"],
                [{key: answer.get(key) for key in ("to", "breathing", "dose")} for answer in step["answer"]],
            ]
            for name, step in flow["steps"].items()
        ]

    assert meaning(flow_of(site, "en")) == meaning(flow_of(site, "es"))


def test_the_list_and_the_call_carry_their_english_beside_the_spanish(site):
    flow = flow_of(site, "es")
    assert flow["notes"]["call"][1] == "Call 911 tapped"
    assert flow["notes"]["call"][0] != "Call 911 tapped"
    assert flow["say"][3]["english"] == "Spanish, please."
    assert all(say["line"] != say["english"] for say in flow["say"])


def test_a_line_that_hangs_on_the_place_is_shown_only_where_the_deployment_says_so(site):
    def lines(settings: Settings) -> list[str]:
        found: list[str] = flow_of(read_site(settings), "en")["steps"]["cannot-call"]["lines"]
        return found

    assert "Texting 911 works here." not in lines(Settings())
    assert "Texting 911 works here." in lines(Settings(text_911=True))
    assert any("press 3" in line for line in lines(Settings(silent_911=True)))


@pytest.fixture
def recorded(tmp_path: Path) -> Settings:
    """A copy whose static folder may be given recordings."""
    static = copy_of_static(tmp_path)
    return copy_of_site(tmp_path / "copy", static=static)


def test_a_recording_dropped_in_is_used_and_saved_in_its_language_only(recorded):
    folder = recorded.static / "audio" / "es"
    folder.mkdir(parents=True)
    (folder / "cpr.mp3").write_bytes(b"sound")
    site = read_site(recorded)
    assert site.assets.files[flow_of(site, "es")["steps"]["cpr"]["audio"]] == b"sound"
    assert "audio" not in flow_of(site, "en")["steps"]["cpr"]


@pytest.mark.parametrize(("name", "said"), [("crp.mp3", 'no step "crp"'), ("cpr.doc", "expected one of .mp3")])
def test_a_recording_nobody_would_hear_stops_the_build(recorded, name, said):
    folder = recorded.static / "audio" / "es"
    folder.mkdir(parents=True)
    (folder / name).write_bytes(b"sound")
    with pytest.raises(SiteError, match=said) as error:
        read_site(recorded)
    assert isinstance(error.value, RecordingError) or "audio" in str(error.value)


MISTAKES = {
    "a button that leads nowhere": ("steps", 'to = "help"', 'to = "hlep"', 'answer[1].to: found "hlep"'),
    "the side position for anyone": ("steps", 'breathing = "well"\nto = "side"', 'to = "side"', "a way to"),
    "an activity without its check": ("steps", 'check = "look-again"\nevery = 120\n', "", "no breathing check"),
    "a check that comes too late": ("steps", "every = 120", "every = 300", "at most 120 seconds"),
    "a check on a screen that asks": (
        "steps",
        'id = "help"\nkind = "ask"',
        'id = "help"\nkind = "ask"\nevery = 60',
        "only kind",
    ),
    "a note nobody wrote": ("steps", 'note = "no-response"', 'note = "no-reponse"', '"no-reponse"'),
    "a screen twice": ("changes", 'id = "vomit"', 'id = "leave"', "a second time"),
    "a change to nowhere": ("changes", 'to = "vomit"', 'to = "vomits"', 'change[3].to: found "vomits"'),
    "a screen that does not say how the person is": (
        "steps",
        'kind = "ask"\nperson = "unresponsive"',
        'kind = "ask"',
        "person: found no such key",
    ),
}


@pytest.mark.parametrize("what", MISTAKES)
def test_a_flow_that_could_lead_astray_is_refused_with_its_place(what, site_copy):
    name, old, new, said = MISTAKES[what]
    folder = site_copy.content / "rescue"
    text = (folder / f"{name}.toml").read_text("utf-8")
    assert old in text
    (folder / f"{name}.toml").write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(ContentError) as error:
        read_rescue(folder)
    assert said in str(error.value)
    assert str(error.value).startswith(f"{folder}/{name}.toml")


def test_an_unknown_source_or_drawing_in_a_screen_is_refused(site_copy):
    file = site_copy.content / "rescue/steps.toml"
    good = file.read_text("utf-8")
    for old, new in (('pictogram = "shake"', 'pictogram = "shaek"'), ('"cdc-response"', '"cdc-reponse"')):
        file.write_text(good.replace(old, new, 1), "utf-8")
        with pytest.raises(ContentError, match=new.split('"')[1]):
            read_site(replace(site_copy))
