"""The words of each language: an outdated or doubtful translation is never shown, and English says it is English."""

import shutil
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from flask import Request
from werkzeug.test import EnvironBuilder

from pwa import create_app
from pwa.build import BuildError, build_site
from pwa.config import Settings
from pwa.i18n import (
    CatalogueError,
    Language,
    Text,
    catalogue_file,
    language_of_path,
    preferred,
    read_catalogue,
    read_language,
)
from pwa.site import Site, read_site
from tests.page import Page, read_page
from tests.site_copies import browse, change_entry, made_up_language, rewrite, set_translation

UNLOCK = "Unlock the door."
NO_ACCOUNT = "No account, no name, no phone number."


def in_english(page: Page) -> list[str]:
    """The sentences a page marks as English, the names of publishers aside."""
    sources = next((part for part in page.all("section") if part.get("id") == "sources"), ET.Element("none"))
    return [page.text(e) for e in page.all("span") if e.get("lang") == "en" and e not in list(sources.iter())]


def spanish_of(settings: Settings, english: str) -> str:
    return str(read_catalogue(catalogue_file(settings.translations, "es"), "es")[english].string)


def problems_of(settings: Settings) -> str:
    with pytest.raises(BuildError) as error:
        build_site(create_app(settings), precompress=False)
    assert not settings.build.exists()
    return str(error.value)


def test_an_outdated_translation_of_a_guide_stops_the_build(site_copy):
    rewrite(site_copy.content / "guides/too-much.toml", UNLOCK, "Unlock the door now.")
    sentence = problems_of(site_copy)
    assert sentence.startswith("es, message ")
    assert '"Unlock the door now.": found that it has no translation, expected one in ' in sentence
    assert "flask build --publish-english " in sentence


def test_an_outdated_translation_of_a_page_of_words_gives_way_to_the_new_english(site_copy):
    old = spanish_of(site_copy, NO_ACCOUNT)
    before = read_page(browse(site_copy), "/es/privacy")
    assert old in before.text()
    rewrite(site_copy.content / "pages/privacy.toml", NO_ACCOUNT, "No account and no name.")
    after = read_page(browse(site_copy), "/es/privacy")
    assert in_english(after) == ["No account and no name."]
    assert old not in after.text()
    build_site(create_app(site_copy), precompress=False)


def test_a_fuzzy_translation_is_never_shown(site_copy):
    spanish = spanish_of(site_copy, NO_ACCOUNT)
    change_entry(site_copy.translations, "es", NO_ACCOUNT, lambda entry: entry.flags.add("fuzzy"))
    page = read_page(browse(site_copy), "/es/privacy")
    assert spanish not in page.text()
    assert in_english(page) == [NO_ACCOUNT]


def test_a_fuzzy_translation_of_a_guide_stops_the_build(site_copy):
    change_entry(site_copy.translations, "es", UNLOCK, lambda entry: entry.flags.add("fuzzy"))
    assert f'"{UNLOCK}": found that it is marked fuzzy' in problems_of(site_copy)


@pytest.mark.parametrize("blank", ["", " ", " \n\t", "\u00a0"])
def test_a_blank_translation_is_no_translation(site_copy, blank):
    set_translation(site_copy.translations, "es", UNLOCK, blank)
    assert in_english(read_page(browse(site_copy), "/es/too-much")) == [UNLOCK]
    assert f'"{UNLOCK}": found that it has no translation' in problems_of(site_copy)


def test_words_of_templates_and_drawings_must_be_translated_too(site_copy):
    for words in ("Call 911", "A helper calls with the phone on speaker."):
        set_translation(site_copy.translations, "es", words, "")
        assert f'"{words}": found that it has no translation' in problems_of(site_copy)


def test_english_that_stands_in_an_attribute_or_a_title_carries_no_markup(site_copy):
    title = "Privacy: what is kept, and what is not"
    set_translation(site_copy.translations, "es", title, "")
    page = read_page(browse(site_copy), "/es/privacy")
    assert page.one("title").text == f"Respira: {title}"
    assert in_english(page) == [title]


def test_untranslated_words_keep_their_language_when_they_are_filled_in():
    text = Text("Saved on {date}.", untranslated=True).fill(date="<22>")
    assert str(text.__html__()) == '<span lang="en">Saved on &lt;22&gt;.</span>'
    assert text.plain == "Saved on <22>."


def test_a_typewriter_apostrophe_is_printed_as_a_curly_one():
    language = Language(code="es", name="Español", direction="ltr", words={"a": "l'a"})
    assert language.text("a") == "l’a"  # noqa: RUF001
    assert language.text("don't").plain == "don’t"  # noqa: RUF001
    assert language.text("don't").untranslated


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("es", "es"),
        ("es-MX,es;q=0.9,en;q=0.8", "es"),
        ("en-US,en;q=0.9,es;q=0.8", "en"),
        ("pt-BR,es;q=0.5", "es"),
        ("es-MX,en;q=0.5", "es"),
        ("de,fr;q=0.9", "en"),
        ("*", "en"),
        ("", "en"),
        ("es;q=0,en", "en"),
        (";;;q=x,=,-", "en"),
        ("\xe9\xff", "en"),
        ("es" * 5000, "en"),
    ],
)
def test_the_best_offered_language_is_chosen_whatever_the_browser_says(header, code, client):
    request = Request(EnvironBuilder(headers=[("Accept-Language", header)]).get_environ())
    assert preferred(request, ("en", "es")) == code


def test_the_first_part_of_an_address_names_its_language():
    codes = ("en", "es")
    for path, code in {
        "/es/overdose": "es",
        "/en": "en",
        "/es/": "es",
        "/": None,
        "/est/x": None,
        "/x/es": None,
    }.items():
        assert language_of_path(path, codes) == code


BROKEN = {
    "a merge conflict": b'<<<<<<< HEAD\nmsgid "a"\n',
    "Latin-1": 'msgid "a"\nmsgstr "ó"\n'.encode("latin-1"),
    "a made-up encoding": b'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=foo\\n"\n\nmsgid "a"\nmsgstr "b"',
    "a bad plural rule": b'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=x; plural=0;\\n"\n\nmsgid "a"\nmsgstr "b"\n',
    "a bad date": b'msgid ""\nmsgstr ""\n"POT-Creation-Date: foo\\n"\n\nmsgid "a"\nmsgstr "b"\n',
}


@pytest.mark.parametrize("body", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_catalogue_is_named_in_one_sentence(site_copy, body):
    file = catalogue_file(site_copy.translations, "es")
    file.write_bytes(body)
    with pytest.raises(CatalogueError) as error:
        read_site(site_copy)
    assert str(error.value).startswith(f"{file}: found a mistake (")
    assert str(error.value).endswith("), expected a .po file in UTF-8.")


def test_a_missing_catalogue_is_named_with_the_remedy(site_copy):
    shutil.rmtree(site_copy.translations / "es")
    with pytest.raises(CatalogueError, match=r"es/LC_MESSAGES/messages\.po: found no catalogue.*translations add es"):
        read_site(site_copy)


@pytest.mark.parametrize("code", ["xx", "qq-QQ", "../es", "e", "español"])
def test_a_language_that_does_not_exist_is_named_in_one_sentence(site_copy, code):
    with pytest.raises(
        CatalogueError, match=r"^language .*: found no such language \([^\n]*\), expected a code like"
    ):
        read_language(site_copy.translations, code)


PORTUGUESE = {"languages": ("en", "es", "pt")}


def test_a_language_is_added_by_one_catalogue_and_one_entry(site_copy):
    settings = replace(site_copy, **PORTUGUESE, url="https://respira.example")
    made_up_language(settings, "pt")
    build_site(create_app(settings), precompress=False)
    client = browse(settings)
    site: Site = client.application.extensions["site"]
    pages = [page for page in site.pages() if page.language == "pt"]
    assert [page.slug for page in pages] == [page.slug for page in site.pages() if page.language == "en"]
    for page in site.pages():
        read = read_page(
            client, page.address, languages=settings.languages, origin=settings.url, title_differs=not page.slug
        )
        if page.language == "pt":
            assert read.one("html").get("lang") == "pt"
            assert read.text(read.one("h1")).startswith("[pt] ")
            assert not in_english(read) or page.slug in ("sources", "services")  # which name publishers
    manifest = client.get("/pt/app.webmanifest").get_json()
    assert (manifest["lang"], manifest["start_url"], manifest["id"]) == ("pt", "/pt/", "/")
    assert (settings.build / "site/pt/404.html").exists()
    assert '"languages":["en","es","pt"]' in (settings.build / "site/sw.js").read_text("utf-8")


def test_a_language_may_be_published_before_its_pages_of_words_are_translated(site_copy):
    settings = replace(site_copy, **PORTUGUESE)
    made_up_language(settings, "pt", without=["pwa/content/pages/about.toml"])
    build_site(create_app(settings), precompress=False)
    client = browse(settings)
    about = read_page(client, "/pt/about", languages=settings.languages)
    assert "About Respira" in in_english(about)
    assert "It cannot call for you. You call 911." in in_english(about)
    assert about.text(about.by_id("main")).count("[pt]") == 0
    privacy = read_page(client, "/pt/privacy", languages=settings.languages)
    assert in_english(privacy) == ["About"]


def test_a_language_whose_guides_are_not_translated_is_not_published(site_copy):
    settings = replace(site_copy, **PORTUGUESE)
    made_up_language(settings, "pt", without=["pwa/content/guides/too-much.toml"])
    assert f'"{UNLOCK}": found that it has no translation' in problems_of(settings)
