"""Content is checked as a whole: what one file says about another must be true, or nothing is published."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pwa.built import read_build
from pwa.config import ROOT, Settings
from pwa.model.checks import read_content
from pwa.model.guide import Guide
from pwa.model.reader import ContentError, read
from pwa.site import read_site
from tests.site_copies import rewrite

OVERDOSE = "guides/overdose.toml"


def mistake(settings: Settings) -> str:
    """What stops a site with this content, without the folder and the numbers of parts: one sentence."""
    with pytest.raises(ContentError) as error:
        read_site(settings)
    sentence = str(error.value)
    assert re.fullmatch(r"[^\n]+: found [^\n]+, expected [^\n]+\.", sentence)
    return re.sub(r"(section|branch)\[\d+\]", r"\1[n]", sentence.replace(f"{settings.content}/", ""))


WRONG = {
    "an unknown source": (
        (OVERDOSE, 'sources = ["cdc-response", "otc-label"', 'sources = ["cdc-respnse", "otc-label"'),
        'guides/overdose.toml: section[n].sources: found "cdc-respnse", expected an entry of sources.toml.',
    ),
    "an unknown pictogram on a part": (
        (OVERDOSE, 'pictogram = "tilt"', 'pictogram = "tlit"'),
        'guides/overdose.toml: section[n].pictogram: found "tlit", expected a name from pictograms.toml.',
    ),
    "an unknown pictogram on a branch": (
        (OVERDOSE, 'pictogram = "inject"', 'pictogram = "needle"'),
        'guides/overdose.toml: section[n].branch[n].pictogram: found "needle", expected a name from pictograms.toml.',
    ),
    "an unknown icon": (
        (OVERDOSE, 'icon = "shake"', 'icon = "syringe"'),
        'guides/overdose.toml: icon: found "syringe", expected a name from pictograms.toml.',
    ),
    "a link to no page": (
        (OVERDOSE, 'to = "sedation"\ntext', 'to = "sedatoin"\ntext'),
        'guides/overdose.toml: section[n].link: found "sedatoin", expected a page of ours, or a #section of one.',
    ),
    "a link to no part": (
        (OVERDOSE, 'to = "#side"', 'to = "#sid"'),
        'guides/overdose.toml: section[n].branch[n].link: found "#sid", expected one of #check, #call, #airway',
    ),
    "a link to no part of another guide": (
        (OVERDOSE, 'to = "sedation"\ntext', 'to = "sedation#nowhere"\ntext'),
        'guides/overdose.toml: section[n].link: found "sedation#nowhere", expected one of #',
    ),
    "a link to no part of a page of words": (
        (OVERDOSE, 'to = "sedation"\ntext', 'to = "about#nowhere"\ntext'),
        'guides/overdose.toml: section[n].link: found "about#nowhere", expected one of #what',
    ),
    "a link to a part of a page without parts": (
        (OVERDOSE, 'to = "sedation"\ntext', 'to = "sources#documents"\ntext'),
        'guides/overdose.toml: section[n].link: found "sources#documents", expected a page of ours, or a #section of',
    ),
    "a related page that has no title of its own": (
        (OVERDOSE, 'related = ["naloxone",', 'related = ["services",'),
        'guides/overdose.toml: related: found "services", expected another page of ours.',
    ),
    "an unknown related guide": (
        (OVERDOSE, 'related = ["naloxone",', 'related = ["naloxon",'),
        'guides/overdose.toml: related: found "naloxon", expected another page of ours.',
    ),
    "an id used twice": (
        (OVERDOSE, 'id = "airway"', 'id = "call"'),
        'guides/overdose.toml: section[n].id: found "call" a second time, expected an id used once on the page.',
    ),
    "an id used twice on a page of words": (
        ("pages/about.toml", 'id = "limits"', 'id = "what"'),
        'pages/about.toml: section[n].id: found "what" a second time, expected an id used once on the page.',
    ),
    "an id no address can hold": (
        (OVERDOSE, 'id = "airway"', 'id = "Air way"'),
        'guides/overdose.toml: section[n].id: found the name "Air way", expected lower-case letters, digits and',
    ),
    "a source without encryption": (
        ("sources.toml", '"https://www.cdc.gov/stop-overdose/response/index.html"', '"http://www.cdc.gov/"'),
        'sources.toml: cdc-response.address: found "http://www.cdc.gov/", expected an https:// address.',
    ),
    "a source that is no table": (
        ("sources.toml", "[cdc-response]\n", "broken = 1\n[cdc-response]\n"),
        "sources.toml: broken: found 1, expected a table with publisher, title, address",
    ),
    "a source twice": (
        ("sources.toml", "[cdc-naloxone]", "[cdc-response]"),
        "sources.toml: found a TOML mistake (Cannot declare",
    ),
    "a source with a name no file could have": (
        ("sources.toml", "[cdc-naloxone]", '["CDC ES"]'),
        'sources.toml: CDC ES: found the name "CDC ES", expected lower-case letters, digits and hyphens.',
    ),
    "a source read in an unknown way": (
        ("sources.toml", 'address = "https://docslib.org/doc/12244641"\nread = "yes"', 'address = "x"\nread = "no"'),
        'sources.toml: samhsa-2018.read: found "no", expected one of "yes", "secondhand", "not opened".',
    ),
    "a drawing that does not exist": (
        ("pictograms.toml", 'tilt = "', 'tlit = "'),
        "pictograms.toml: description.tlit: found no drawing, expected",
    ),
    "a part without sources": (
        (OVERDOSE, 'sources = ["fcc-text"]\n', ""),
        "guides/overdose.toml: section[n].sources: found no such key, expected a list of text.",
    ),
    "an article in no group of its shelf": (
        ("safer-use/not-alone.toml", 'group = "alive"', 'group = "alone"'),
        'safer-use/not-alone.toml: group: found "alone", expected one of alive, using, body.',
    ),
    "an unknown shelf": (
        ("shelves.toml", "[learn]", "[lern]"),
        "shelves.toml: lern: found an unknown shelf, expected one of safer-use, learn.",
    ),
    "an unknown category": (
        ("categories.toml", "[detox]", "[detoxes]"),
        "categories.toml: detoxes: found an unknown category, expected one of emergency-line, spotting-line, ",
    ),
    "a category without words": (
        ("categories.toml", '[detox]\nname = "Detox"\n', ""),
        "categories.toml: detox: found no such category, expected a table with name.",
    ),
    "an unknown subject": (
        ("safer-use/test-strips.toml", 'subject = "test-strips"', 'subject = "strips"'),
        'safer-use/test-strips.toml: subject: found "strips", expected one of "injecting", "overdose-prevention',
    ),
    "hidden words in a language nobody knows": (
        ("mixing.toml", 'keywords.es = ["mezclas"', 'keywords.xx = ["mezclas"'),
        'mixing.toml: keywords.xx: found the language "xx", expected one of en, es.',
    ),
    "a level that would mean safe": (
        ("mixing.toml", "[level.caution]", "[level.safe]"),
        "mixing.toml: level: found dangerous, unsafe, safe, expected dangerous, unsafe, caution.",
    ),
    "a pair with an unknown level": (
        ("mixing.toml", '"opioids", "alcohol"]\nlevel = "dangerous"', '"opioids", "alcohol"]\nlevel = "ok"'),
        'mixing.toml: pair[2].level: found "ok", expected one of "dangerous", "unsafe", "caution".',
    ),
    "a pair of one": (
        ("mixing.toml", 'of = ["opioids", "alcohol"]', 'of = ["opioids", "opioids"]'),
        'mixing.toml: pair[2].of: found "opioids, opioids", expected 2 names under [substance].',
    ),
    "a pair with a substance nobody named": (
        ("mixing.toml", 'of = ["opioids", "alcohol"]', 'of = ["opioids", "alcool"]'),
        'mixing.toml: pair[2].of: found "opioids, alcool", expected 2 names under [substance].',
    ),
    "a pair twice, the other way around": (
        ("mixing.toml", 'of = ["opioids", "alcohol"]', 'of = ["benzodiazepines", "opioids"]'),
        'mixing.toml: pair[2].of: found "benzodiazepines, opioids" a second time, expected each pair once.',
    ),
    "a law shown as read that nobody read": (
        ("laws.toml", 'name = "Massachusetts"\nread = true\n', 'name = "Massachusetts"\n'),
        "laws.toml: state.MA.read: found what the law covers, not read, expected read = true, or none of it.",
    ),
    "a state that is none": (
        ("laws.toml", "[state.MA]", "[state.Mass]"),
        'laws.toml: state.Mass: found "Mass", expected a postal code such as MA.',
    ),
    "a question with 2 right answers": (
        ("quiz.toml", 'text = "Deep sleep: let them rest"\n', 'text = "Deep sleep: let them rest"\nright = true\n'),
        "quiz.toml: question[1].answer: found 2 right answers, expected 2 answers or more, 1 of them right.",
    ),
    "a page with the name of another": (
        ("guides/overdose.toml", 'related = ["naloxone",', 'related = ["safer-use/none",'),
        'guides/overdose.toml: related: found "safer-use/none", expected another page of ours.',
    ),
    "a guide without its own heading": (
        (OVERDOSE, 'title = "Someone won\'t wake up: what to do"\n', ""),
        "guides/overdose.toml: title: found no such key, expected a sentence.",
    ),
}


@pytest.mark.parametrize(("edit", "expected"), WRONG.values(), ids=WRONG.keys())
def test_content_that_contradicts_itself_is_refused_in_one_sentence(edit, expected, site_copy):
    file, old, new = edit
    rewrite(site_copy.content / file, old, new)
    assert mistake(site_copy).startswith(expected)


@pytest.mark.parametrize("key", ["sources", "reviewed"])
def test_no_part_of_any_guide_may_be_without_sources_or_the_day_of_its_review(site_copy, key):
    for file in sorted((site_copy.content / "guides").glob("*.toml")):
        whole = file.read_text("utf-8")
        places = list(re.finditer(rf"^{key} = .*\n", whole, re.MULTILINE))
        assert places, file
        for place in places:
            file.write_text(whole[: place.start()] + whole[place.end() :], "utf-8")
            with pytest.raises(ContentError, match=rf"{key}: found no such key"):
                read(file, Guide)


@pytest.mark.parametrize("folder", ["guides", "pages"])
def test_a_folder_without_content_is_a_mistake(site_copy, folder):
    shutil.rmtree(site_copy.content / folder)
    assert mistake(site_copy) == f"{folder}: found no .toml file, expected at least one."


def test_a_page_may_not_have_the_name_of_a_guide(site_copy):
    shutil.copy(site_copy.content / "pages/about.toml", site_copy.content / "pages/overdose.toml")
    assert mistake(site_copy) == ("pages/overdose.toml: found the name of another page, expected another file name.")


@pytest.mark.parametrize("name", ["sources", "search", "offline-status", "mixing", "learn", "index"])
@pytest.mark.parametrize("folder", ["guides", "pages"])
def test_content_may_not_take_the_address_of_a_page_the_site_makes_itself(site_copy, folder, name):
    original = "afterwards" if folder == "guides" else "about"
    shutil.copy(site_copy.content / folder / f"{original}.toml", site_copy.content / folder / f"{name}.toml")
    assert mistake(site_copy).startswith(f"{folder}/{name}.toml: found ")


@pytest.mark.parametrize("name", ["Over Dose", "sobredósis", "404", "-x", "a.b"])
def test_a_file_name_that_makes_a_bad_address_is_a_mistake(site_copy, name):
    shutil.copy(site_copy.content / OVERDOSE, site_copy.content / "guides" / f"{name}.toml")
    assert f'found the name "{name}", expected lower-case letters, digits and hyphens' in mistake(site_copy)


def test_guides_stand_in_their_order_and_one_day_speaks_for_a_whole_guide(site):
    orders = [guide.order for guide in site.library.guides.values()]
    assert orders == sorted(orders)
    for guide in site.library.guides.values():
        assert guide.reviewed == min(section.reviewed for section in guide.section)
        assert len(guide.sources) == len(set(guide.sources))


def test_every_drawing_is_on_some_page(site):
    drawn = {
        block.pictogram
        for guide in site.library.guides.values()
        for section in guide.section
        for block in (section, *section.branch)
    }
    assert site.library.pictograms.keys() <= drawn | {guide.icon for guide in site.library.guides.values()}


def run(settings: Settings, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a command on a copy of the site, as the maintainer of a deployment would."""
    places = {
        f"RESPIRA_{name.upper()}": str(getattr(settings, name)) for name in ("content", "translations", "build")
    }
    environment = {**os.environ, **places}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "command",
    [("-m", "flask", "content", "check"), ("-m", "flask", "build"), ("-c", "import wsgi")],
    ids=["flask content check", "flask build", "start the server"],
)
def test_a_wrong_file_ends_every_command_with_one_line_and_no_half_site(site_copy, command, tmp_path):
    site_copy.build.mkdir()
    (site_copy.build / "mark").write_text("the build of yesterday")
    rewrite(site_copy.content / OVERDOSE, 'icon = "shake"', 'icon = "shaek"')
    ended = run(site_copy, sys.executable, *command)
    assert ended.returncode == 1
    assert ended.stdout == ""
    sentence = f'{site_copy.content}/{OVERDOSE}: icon: found "shaek", expected a name from pictograms.toml.'
    assert ended.stderr == f"Respira cannot start. {sentence}\n"
    assert [file.name for file in site_copy.build.iterdir()] == ["mark"]
    assert read_build(site_copy.build) is None


def test_a_missing_content_folder_is_named(tmp_path):
    with pytest.raises(ContentError, match=r"sources\.toml: found No such file"):
        read_content(Path(tmp_path / "nowhere"), ROOT / "static" / "pictograms")
