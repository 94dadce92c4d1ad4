"""Everything is found: near Home, from where one stands, by the search; and nothing is left over or untranslated."""

import json
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import urldefrag

import pytest
from flask.testing import FlaskClient

from pwa.bundles import NODE_PATHS
from pwa.model.article import Article
from pwa.model.library import SHELVES
from pwa.search import entries, make_indexes
from tests.page import LANGUAGES, Page, read_page, words_of

HITS = Path(__file__).with_name("find.js")
NOT_MEANT = ("", "offline")
"""Home itself, and the page the worker shows in place of another."""

AT_THE_TOP = {"", "offline", "about", "privacy", "offline-status", "sources"}
"""Home, and pages about the app, which Home's foot and every other foot name."""


@cache
def _cached(client: FlaskClient, address: str) -> Page:
    return read_page(client, address, title_differs=address.count("/") == 2 and address.endswith("/"))


def ways(client: FlaskClient, address: str, code: str) -> set[str]:
    """The pages one tap away, in the same language."""
    links = (urldefrag(link)[0] for link in _cached(client, address).links())
    return {link for link in links if link.startswith(f"/{code}/")}


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_page_is_at_most_2_taps_from_home_without_the_list_on_the_search_page(code, client, site):
    home = f"/{code}/"
    near = ways(client, home, code)
    reached = near.union(*(ways(client, address, code) for address in near - {home, f"/{code}/search"}))
    far = {f"/{code}/{slug}" for slug in site.slugs() if slug not in NOT_MEANT} - reached
    assert far == set()


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_page_lists_among_all_pages_of_the_search(code, client, site):
    listed = ways(client, f"/{code}/search", code)
    # A page of one moment is reached from where that moment is: what is saved, and the icon on the home screen.
    made = {"search", "sources", "offline-status", "plain-icon", *NOT_MEANT}
    assert {f"/{code}/{slug}" for slug in site.slugs() if slug not in made} <= listed


@pytest.mark.parametrize("code", LANGUAGES)
def test_help_is_one_tap_from_every_page_and_stays_in_reach_of_the_thumb(code, client, site):
    for slug in site.slugs():
        page = _cached(client, f"/{code}/{slug}")
        in_reach = {
            link.get("href") for nav in page.all("nav") if nav.get("class") == "thumb" for link in nav.iter("a")
        }
        # Home is that way itself: the first thing on it.
        assert {"tel:911", f"/{code}/overdose"} & (page.links().keys() if slug == "" else in_reach), slug


@pytest.mark.parametrize("code", LANGUAGES)
def test_crumbs_say_where_a_page_stands(code, client, site):
    for slug in site.slugs():
        page = _cached(client, f"/{code}/{slug}")
        crumbs = [nav for nav in page.all("nav") if nav.get("class") == "crumbs"]
        if slug in AT_THE_TOP or slug in site.library.guides:
            # The guides spend their bytes on the steps: the app's name above them leads Home.
            assert f"/{code}/" in page.links(), slug
            continue
        above = [f"/{code}/"]
        if isinstance(site.library.titled.get(slug), Article):
            shelf = slug.partition("/")[0]
            assert shelf in SHELVES
            above.append(f"/{code}/{shelf}")
        assert len(crumbs) == 1, slug
        assert [link.get("href") for link in crumbs[0].iter("a")] == above, slug


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_result_the_search_can_give_leads_to_a_page_and_a_part_that_exist(code, client, site):
    for entry in entries(site.libraries[code], code):
        address, part = urldefrag(str(entry["url"]))
        page = _cached(client, address)
        if part:
            page.by_id(part)


def hidden_words(site, code: str) -> Iterator[tuple[str, str]]:
    """Each hidden word with the page it should find."""
    for slug, page in site.library.titled.items():
        for holder in (page, *getattr(page, "substance", {}).values()):
            for words in getattr(holder, "keywords", {}).get(code, ()):
                yield words, f"/{code}/{slug}"


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_hidden_word_finds_its_page(code, site):
    pairs = list(hidden_words(site, code))
    assert len(pairs) > 400
    index = json.loads(make_indexes(site.libraries)[code])
    asked = json.dumps({"index": index, "asked": [words for words, _ in pairs]})
    run = subprocess.run(["node", HITS], input=asked, env=NODE_PATHS, capture_output=True, check=True, text=True)
    useless = [
        f"{words} -> {address}"
        for (words, address), hits in zip(pairs, json.loads(run.stdout), strict=True)
        if address not in {urldefrag(hit)[0] for hit in hits}
    ]
    assert useless == []


def test_a_page_with_hidden_words_has_them_in_every_language(site):
    for slug, page in site.library.titled.items():
        for holder in (page, *getattr(page, "substance", {}).values()):
            words = getattr(holder, "keywords", {})
            assert not words or set(words) == set(LANGUAGES), slug


def test_no_spanish_is_missing_anywhere(client, site):
    for slug in site.slugs():
        page = _cached(client, f"/es/{slug}")
        cited = {id(inner) for cite in page.all("cite") for inner in cite.iter()}
        publishers = {words_of(source.publisher) for source in site.library.sources.values()}
        left = [
            page.text(each)
            for each in page.one("body").iter()
            if each.get("lang") == "en" and each.get("hreflang") != "en" and id(each) not in cited
        ]
        assert [words for words in left if words not in publishers] == [], slug


def test_every_source_is_cited(site):
    library = site.library
    cited = {name for page in library.titled.values() for name in getattr(page, "sources", ())}
    cited |= {name for area in library.directory.areas.values() for name in area.sources}
    assert set(library.sources) - cited == set()
