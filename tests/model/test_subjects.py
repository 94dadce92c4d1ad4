"""A deployment may leave a subject out: then nothing of it is left, and nothing leads to where it was."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from pwa.model.article import Subject
from pwa.model.guide import Link
from pwa.model.library import Library
from pwa.model.reader import choices
from pwa.model.subjects import without
from tests.page import LANGUAGES, read_page
from tests.site_copies import browse

SUBJECTS = choices(Subject)


def about(page: Any, subject: str) -> bool:
    return bool(getattr(page, "subject", None) == subject)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_subject_is_about_something(site, subject):
    pages = site.library.articles.values()
    parts = [part for page in pages for part in page.section]
    assert any(about(item, subject) for item in (*pages, *parts))


def links(value: Any) -> Iterator[str]:
    """Every link of content inside `value`."""
    if isinstance(value, Link):
        yield value.to
    elif isinstance(value, tuple):
        for item in value:
            yield from links(item)
    elif hasattr(value, "__dataclass_fields__"):
        yield from getattr(value, "related", ())
        for name in value.__dataclass_fields__:
            yield from links(getattr(value, name))


@pytest.mark.parametrize("off", [*((subject,) for subject in SUBJECTS), SUBJECTS], ids="+".join)
def test_nothing_of_it_is_left_and_no_link_leads_there(site, off):
    library: Library = without(site.library, off)
    for article in library.articles.values():
        assert article.section
        assert not any(about(item, subject) for item in (article, *article.section) for subject in off)
    assert not any(question.subject in off for question in library.quiz.question)
    for slug, page in library.titled.items():
        for link in links(page):
            target, _, anchor = link.partition("#")
            assert (target or slug) in library.anchors, f"{slug} links to {link}"
            assert not anchor or anchor in library.anchors[target or slug], f"{slug} links to {link}"


def test_the_emergency_guides_stay_whole_but_for_such_links(site):
    library = without(site.library, SUBJECTS)
    for slug, guide in site.library.guides.items():
        steps = [section.steps for section in guide.section]
        assert [section.steps for section in library.guides[slug].section] == steps


def test_with_nothing_left_out_nothing_changes(site):
    assert without(site.library, ()) is site.library


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_site_follows_pages_search_and_menus(site_copy, code):
    client = browse(replace(site_copy, topics_off=("test-strips", "injecting")))
    assert client.get(f"/{code}/safer-use/test-strips").status_code == 404
    assert client.get(f"/{code}/safer-use/injecting").status_code == 404
    for slug in ("", "safer-use", "safer-use/start-low", "learn/strategies", "search", "quiz", "laws", "mixing"):
        page = read_page(client, f"/{code}/{slug}", title_differs=not slug)
        ways = [link for link in page.links() if link.startswith(("/", "#"))]
        assert not [way for way in ways if "test-strips" in way or "injecting" in way], slug
    index = client.application.extensions["site"].assets
    body = index.files[index.url(f"search/{code}.json")].decode()
    assert "safer-use/test-strips" not in body
    assert "safer-use/not-alone" in body
