"""The settings of a deployment come from the environment, and a wrong one is named."""

from dataclasses import replace
from pathlib import Path

import pytest

from pwa.config import ROOT, Settings, SettingsError, read_settings
from tests.site_copies import browse


def test_without_settings_the_site_is_ours():
    settings = read_settings({})
    assert settings == Settings()
    assert (settings.name, settings.url, settings.hsts, settings.retire) == ("Respira", "", False, False)
    assert settings.content == ROOT / "pwa" / "content"


def test_every_setting_is_read_from_its_variable(tmp_path):
    environment = {
        "RESPIRA_NAME": "Alder",
        "RESPIRA_URL": "https://alder.example",
        "RESPIRA_LANGUAGES": "es, en,",
        "RESPIRA_HSTS": "yes",
        "RESPIRA_RETIRE": "1",
        "RESPIRA_CONTENT": str(tmp_path / "content"),
        "RESPIRA_STATIC": str(tmp_path / "static"),
        "RESPIRA_TRANSLATIONS": str(tmp_path / "translations"),
        "RESPIRA_BUILD": str(tmp_path / "build"),
        "PATH": "/bin",
    }
    assert read_settings(environment) == Settings(
        name="Alder",
        url="https://alder.example",
        languages=("es", "en"),
        hsts=True,
        retire=True,
        content=tmp_path / "content",
        static=tmp_path / "static",
        translations=tmp_path / "translations",
        build=tmp_path / "build",
    )


def test_an_empty_variable_is_no_setting():
    assert read_settings({"RESPIRA_URL": "", "RESPIRA_NAME": "  ", "RESPIRA_HSTS": " "}) == Settings()


@pytest.mark.parametrize(
    ("text", "answer"),
    [("1", True), ("true", True), ("YES", True), (" yes ", True), ("0", False), ("false", False), ("No", False)],
)
def test_yes_and_no_may_be_written_in_the_usual_ways(text, answer):
    assert read_settings({"RESPIRA_HSTS": text}).hsts is answer


@pytest.mark.parametrize("text", ["maybe", "2", "on", "sí", "-"])
def test_an_answer_nobody_understands_is_named(text):
    with pytest.raises(SettingsError) as error:
        read_settings({"RESPIRA_RETIRE": text})
    assert str(error.value) == f'RESPIRA_RETIRE: found "{text}", expected yes or no.'


@pytest.mark.parametrize("text", ["lists@alder.example", "1-413-555-0100"])
def test_readers_can_say_where_a_listing_is_wrong_by_mail_or_by_telephone(text, site_copy):
    assert read_settings({"RESPIRA_CONTACT": text}).contact == text
    page = browse(replace(site_copy, contact=text, reports=False)).get("/en/services").get_data(as_text=True)
    begins = f"mailto:{text}?subject=" if "@" in text else 'tel:+14135550100"'
    assert f'<a href="{begins}' in page


@pytest.mark.parametrize("text", ["413-555-0100", "lists", "https://alder.example", "a@b.example?cc=c@d.example"])
def test_a_contact_that_no_tap_can_reach_is_refused(text):
    with pytest.raises(SettingsError, match="expected a mail address or a number"):
        read_settings({"RESPIRA_CONTACT": text})


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("https://respira.example", "https://respira.example"),
        ("https://respira.example/", "https://respira.example"),
        (" http://127.0.0.1:8000 ", "http://127.0.0.1:8000"),
        ("https://[::1]:8443", "https://[::1]:8443"),
    ],
)
def test_the_public_address_is_an_origin(text, origin):
    assert read_settings({"RESPIRA_URL": text}).url == origin


@pytest.mark.parametrize(
    "text",
    [
        "respira.example",
        "//respira.example",
        "ftp://respira.example",
        "https://",
        "https://respira.example/app",
        "https://respira.example?x=1",
        "https://respira.example#x",
        "https://me:secret@respira.example",
        "https://[x",
        "javascript:alert(1)",
        'https://"><script>',
        "https://respira example",
        "https://respira.example:port",
    ],
)
def test_an_address_that_is_no_origin_is_named(text):
    with pytest.raises(SettingsError) as error:
        read_settings({"RESPIRA_URL": text})
    assert str(error.value) == f'RESPIRA_URL: found "{text}", expected an origin such as https://respira.example.'


def test_a_folder_is_found_wherever_the_server_is_started(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert read_settings({"RESPIRA_BUILD": "site"}).build == Path(tmp_path / "site")


@pytest.mark.parametrize("variable", ["RESPIRA_PROGRAM", "RESPIRA_LOCAL_LINE"])
@pytest.mark.parametrize("text", ["x" * 41, "two\nlines", "a\ttab"])
def test_what_does_not_fit_on_a_card_is_named(variable, text):
    with pytest.raises(SettingsError) as error:
        read_settings({variable: text})
    assert str(error.value) == f"{variable}: found {text!r}, expected at most 40 characters on one line."
