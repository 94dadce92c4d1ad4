"""What translators work with: the catalogues follow the words, and the commands say what they did."""

import re
import shutil
from dataclasses import replace

import pytest
from click.testing import Result

from pwa import create_app
from pwa.catalogue import (
    find_messages,
    message_id,
    published_english,
    synced_files,
    write_published_english,
)
from pwa.config import ROOT, Settings
from pwa.i18n import catalogue_file, read_catalogue
from pwa.model.errors import SiteError
from tests.site_copies import change_entry, made_up_language, rewrite

UNLOCK = "Unlock the door."
NOW = "Unlock the door now."


def flask(settings: Settings, *command: str) -> Result:
    """Run a `flask` command on a site with these settings."""
    return create_app(settings).test_cli_runner().invoke(args=list(command))


@pytest.fixture
def in_step(site_copy: Settings) -> Settings:
    """A copy whose catalogues follow its words, whatever is being edited in the repository."""
    for file, body in synced_files(site_copy):
        file.write_bytes(body)
    return site_copy


def contents(settings: Settings) -> dict[str, bytes]:
    return {str(file): file.read_bytes() for file in sorted(settings.translations.rglob("*")) if file.is_file()}


def test_the_catalogues_of_the_repository_are_in_step_with_its_words(settings):
    for file, body in synced_files(settings):
        assert file.read_bytes() == body, f"{file.relative_to(ROOT)}: run flask translations sync"


def test_every_message_is_found_in_content_templates_and_python(settings):
    places = {found.message: found for found in find_messages(settings)}
    assert places[UNLOCK].file == "pwa/content/guides/too-much.toml"
    assert re.fullmatch(r"section\[1\]\.steps\[\d\]", places[UNLOCK].key)
    assert places["A helper calls with the phone on speaker."].key == "description.call"
    assert places["Share this page"].file == "pwa/templates/base.html"
    assert places["The overdose guide on a phone"].file == "pwa/manifest.py"


def test_each_message_has_a_short_name_of_its_own(settings):
    found = {found.message for found in find_messages(settings)}
    names = {message_id(message) for message in found}
    assert len(names) == len(found)
    assert all(re.fullmatch(r"[0-9a-f]{8}", name) for name in names)


def test_a_second_sync_changes_nothing(in_step):
    rewrite(in_step.content / "guides/too-much.toml", UNLOCK, NOW)
    first = flask(in_step, "translations", "sync")
    assert (first.exit_code, first.output.count("Updated")) == (0, 2)
    after = contents(in_step)
    assert flask(in_step, "translations", "sync", "--check").exit_code == 0
    second = flask(in_step, "translations", "sync")
    assert (second.exit_code, second.output) == (0, "")
    assert contents(in_step) == after


def test_a_changed_sentence_keeps_its_old_translation_as_fuzzy_for_the_translator(in_step):
    rewrite(in_step.content / "guides/too-much.toml", UNLOCK, NOW)
    old = read_catalogue(catalogue_file(in_step.translations, "es"), "es")[UNLOCK].string
    flask(in_step, "translations", "sync")
    file = catalogue_file(in_step.translations, "es")
    entry = read_catalogue(file, "es")[NOW]
    assert entry.fuzzy
    assert entry.string == old
    assert f'#| msgid "{UNLOCK}"\nmsgid "{NOW}"\nmsgstr "{old}"\n' in file.read_text("utf-8")


def test_the_old_english_of_a_long_sentence_stays_beside_its_draft(in_step):
    old = "It does not take the place of 911, a course, a nurse or a doctor."
    new = 'It does not take the place of 911, a \\"course\\", a nurse or a doctor.'
    rewrite(in_step.content / "pages/about.toml", old, new)
    flask(in_step, "translations", "sync")
    file = catalogue_file(in_step.translations, "es")
    draft = file.read_text("utf-8")
    assert old in " ".join(line.removeprefix("#| ") for line in draft.splitlines() if line.startswith("#| "))
    for _ in range(2):
        assert flask(in_step, "translations", "sync").output == ""
        assert file.read_text("utf-8") == draft


def test_the_old_english_is_gone_once_the_draft_has_been_corrected(in_step):
    rewrite(in_step.content / "guides/too-much.toml", UNLOCK, NOW)
    flask(in_step, "translations", "sync")
    change_entry(in_step.translations, "es", NOW, lambda entry: entry.flags.discard("fuzzy"))
    flask(in_step, "translations", "sync")
    assert not re.search(r"^#.*\|", catalogue_file(in_step.translations, "es").read_text("utf-8"), re.MULTILINE)


def test_sync_check_changes_nothing_and_names_what_is_behind(in_step):
    assert flask(in_step, "translations", "sync", "--check").exit_code == 0
    rewrite(in_step.content / "guides/too-much.toml", UNLOCK, NOW)
    before = contents(in_step)
    checked = flask(in_step, "translations", "sync", "--check")
    assert checked.exit_code == 1
    assert "messages.pot, " in checked.output
    assert (
        'found other messages than the content, expected the same; run "flask translations sync".' in checked.output
    )
    assert contents(in_step) == before


def test_catalogues_carry_no_date_so_that_only_words_change_them(in_step):
    for file, body in synced_files(in_step):
        assert not re.search(rb"POT-Creation-Date|PO-Revision-Date|Generated-By|/tmp/", body), file


def test_a_new_catalogue_is_empty_and_the_command_says_what_comes_next(in_step):
    made = flask(in_step, "translations", "add", "pt")
    file = catalogue_file(in_step.translations, "pt")
    assert made.exit_code == 0
    assert made.output == f"Made {file}. When it is translated, publish it: RESPIRA_LANGUAGES=en,es,pt\n"
    catalogue = read_catalogue(file, "pt")
    assert {entry.id for entry in catalogue if entry.id} == {found.message for found in find_messages(in_step)}
    assert not [entry for entry in catalogue if entry.id and (entry.string or entry.fuzzy)]


def test_a_catalogue_that_exists_is_never_overwritten(in_step):
    before = contents(in_step)
    refused = flask(in_step, "translations", "add", "es")
    assert refused.exit_code == 1
    assert "found a catalogue already, expected none; nothing was changed." in refused.output
    assert contents(in_step) == before


@pytest.mark.parametrize("code", ["xx", "english", "../../pt", ""])
def test_a_language_that_does_not_exist_is_not_added(in_step, code):
    before = contents(in_step)
    refused = flask(in_step, "translations", "add", code)
    assert refused.exit_code == 1
    assert refused.output.startswith(f'Error: language "{code}": found no such language (')
    assert refused.output.count("\n") == 1
    assert contents(in_step) == before


def test_status_counts_and_names_what_is_missing_and_where(in_step):
    whole = flask(in_step, "translations", "status")
    assert re.fullmatch(r"es: \d+ translated, 0 fuzzy, 0 missing\.\n", whole.output)
    change_entry(in_step.translations, "es", UNLOCK, lambda entry: entry.flags.add("fuzzy"))
    rewrite(in_step.content / "pages/privacy.toml", "No account, no name, no phone number.", "No account.")
    status = flask(in_step, "translations", "status")
    assert status.exit_code == 0
    place = r"\(pwa/content/guides/too-much\.toml section\[1\]\.steps\[\d\]\)"
    name = message_id(UNLOCK)
    assert re.search(rf'^es {name} fuzzy, needed before a build: "{UNLOCK}" {place}$', status.output, re.MULTILINE)
    assert re.search(r'^es [0-9a-f]{8} missing, shown in English: "No account\." ', status.output, re.MULTILINE)
    assert re.search(r"^es: \d+ translated, 1 fuzzy, 1 missing\.$", status.output, re.MULTILINE)


def test_status_counts_each_published_language(in_step):
    settings = replace(in_step, languages=("en", "es", "pt"))
    made_up_language(settings, "pt")
    counts = flask(settings, "translations", "status").output.splitlines()
    assert [line[:3] for line in counts] == ["es:", "pt:"]


def test_sentences_kept_in_english_survive_quotes_backslashes_and_a_second_writing(in_step):
    messages = {"00000001": 'Say: "C:\\now".', "0000000a": "It's 2 mg, ¡not 4!."}
    write_published_english(in_step, messages)
    assert published_english(in_step) == messages
    write_published_english(in_step, {})
    assert published_english(in_step) == {}
    assert not (in_step.translations / "published-english.toml").exists()


def test_a_broken_list_of_english_sentences_is_named_in_one_sentence(in_step):
    file = in_step.translations / "published-english.toml"
    file.write_text("00000001 = Unlock")
    with pytest.raises(SiteError, match=rf"^{re.escape(str(file))}: found a TOML mistake .*, expected "):
        published_english(in_step)


def test_a_catalogue_in_an_unknown_folder_is_left_alone(in_step):
    shutil.copytree(in_step.translations / "es", in_step.translations / "qu")
    before = contents(in_step)
    assert flask(in_step, "translations", "sync").exit_code == 0
    assert contents(in_step) == before
