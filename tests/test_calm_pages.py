"""The pages for a calm moment: easy to read, in an order, honest about what nobody knows."""

import re
from dataclasses import replace
from itertools import pairwise

import pytest

from pwa.i18n import Text
from pwa.model.article import Article
from pwa.model.library import SHELVES
from pwa.model.reader import messages
from tests.page import LANGUAGES, Page, read_page, words_of
from tests.reading_level import count, fernandez_huerta, flesch_kincaid_grade
from tests.site_copies import browse

HARDEST = 8.0
EASIEST = 70.0
EXCEPTIONS: dict[str, str] = {}
"""Slugs of pages that may be harder, each with its reason. There are none."""


def plain(text: str) -> str:
    """A message as it is read."""
    return text.plain if isinstance(text, Text) else str(text)


def own(slug: str, site, code: str) -> list[str]:
    """The messages of a page in a language."""
    return [plain(message) for _, message in messages(site.libraries[code].titled[slug], kind=Text)]


def readable(site) -> list[str]:
    return [slug for slug in site.library.titled if slug not in EXCEPTIONS]


def test_a_sixth_grader_can_read_every_page(site):
    hard = {slug: flesch_kincaid_grade(count(own(slug, site, "en"), "en")) for slug in readable(site)}
    assert {slug: round(grade, 1) for slug, grade in hard.items() if grade > HARDEST} == {}


def test_the_spanish_is_as_easy(site):
    ease = {slug: fernandez_huerta(count(own(slug, site, "es"), "es")) for slug in readable(site)}
    assert {slug: round(value, 1) for slug, value in ease.items() if value < EASIEST} == {}


def test_the_formulas_give_what_their_authors_wrote():
    counts = count(["The cat sat on the mat."], "en")
    assert (counts.sentences, counts.words, counts.syllables) == (1, 6, 6)
    assert flesch_kincaid_grade(counts) == pytest.approx(0.39 * 6 + 11.8 - 15.59)
    spanish = count(["El gato come. La gata duerme."], "es")
    assert (spanish.sentences, spanish.words, spanish.syllables) == (2, 6, 10)
    assert fernandez_huerta(spanish) == pytest.approx(206.84 - 60 * 10 / 6 - 1.02 * 3)
    hard = "Institutional considerations notwithstanding, pharmacological interventions necessitate multidisciplinary"
    assert flesch_kincaid_grade(count([hard], "en")) > 20


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("shelf", SHELVES)
def test_every_page_of_a_shelf_is_on_it_and_leads_to_its_neighbours(shelf, code, client, site):
    order = [slug for names in site.library.on_shelf(shelf).values() for slug in names]
    assert set(order) == {slug for slug in site.library.articles if slug.startswith(f"{shelf}/")}
    listed = read_page(client, f"/{code}/{shelf}").links()
    assert all(f"/{code}/{slug}" in listed for slug in order)
    pages = {slug: read_page(client, f"/{code}/{slug}") for slug in order}
    for before, after in pairwise(order):
        assert neighbour(pages[before], "next") == f"/{code}/{after}"
        assert neighbour(pages[after], "prev") == f"/{code}/{before}"
    assert neighbour(pages[order[0]], "prev") is None
    assert neighbour(pages[order[-1]], "next") is None


def neighbour(page: Page, rel: str) -> str | None:
    return next((link.get("href") for link in page.all("a") if link.get("rel") == rel), None)


NO_EMERGENCY_OF_ITS_OWN = {"safer-use/syringe-disposal": "a needle-stick leads to PEP, which stands in its steps"}


def test_every_tip_says_what_to_do_and_when_to_get_help(site):
    for slug, page in site.library.articles.items():
        assert isinstance(page, Article)
        if slug.startswith("safer-use/"):
            assert any(part.steps or part.points for part in page.section), slug
            assert any(part.help or part.warning for part in page.section) or slug in NO_EMERGENCY_OF_ITS_OWN, slug


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_pair_of_the_chart_says_what_is_known_and_an_unlisted_one_that_nobody_knows(code, client, site):
    mixing = site.libraries[code].mixing
    page = read_page(client, f"/{code}/mixing")
    table = page.one("table")
    rows = [row for row in table.iter("tr")][1:]
    assert len(rows) == len(mixing.substance)
    for one, row in zip(mixing.substance, rows, strict=True):
        for other, cell in zip(mixing.substance, row.findall("td"), strict=True):
            pair = mixing.between(one, other)
            said = page.text(cell).strip()
            if one == other:
                assert said == ""
            elif pair:
                assert said == plain(mixing.level[pair.level].name)
                page.by_id(f"{pair.of[0]}-{pair.of[1]}")
            else:
                assert said == words_of(plain(mixing.unknown.name))


def test_no_level_is_called_safe(site):
    for code in LANGUAGES:
        mixing = site.libraries[code].mixing
        assert set(mixing.level) == {"dangerous", "unsafe", "caution"}
        for named in (*mixing.level.values(), mixing.unknown):
            assert not re.search(r"\bsafe\b|\bsegur[oa]\b", plain(named.name), re.IGNORECASE)


def test_opioids_with_a_stimulant_or_a_sedative_are_dangerous(site):
    mixing = site.library.mixing
    sedatives = ("benzodiazepines", "alcohol", "pregabalin-gabapentin", "ghb", "ketamine")
    for other in (*sedatives, "cocaine", "amphetamines"):
        pair = mixing.between("opioids", other)
        assert pair, other
        assert pair.level == "dangerous", other
    assert mixing.between("opioids", "cannabis") is None, "the chart's low risk must never be shown"


STATES = 50 + 2
"""The states, the District of Columbia and Puerto Rico."""


@pytest.mark.parametrize("code", LANGUAGES)
def test_what_nobody_read_in_a_law_says_so(code, client, site):
    laws = site.libraries[code].laws
    page = read_page(client, f"/{code}/laws")
    assert len(laws.state) == STATES
    for postal, state in laws.state.items():
        said = page.text(page.by_id(postal.lower()))
        empty = [not value for value in (state.citation, state.protects_from, state.covers, state.limits)]
        empty += [not value for value in (state.supervision, state.strips, state.syringes)]
        assert said.count(plain(laws.unchecked)) == sum(empty), postal
        for line in (*state.covers, *state.limits):
            assert words_of(plain(line)) in said, postal


def test_a_deployment_without_strips_shows_no_law_of_strips(site_copy):
    page = read_page(browse(replace(site_copy, topics_off=("test-strips", "syringe-services"))), "/en/laws")
    said = page.text(page.by_id("ma"))
    assert "Test strips" not in said
    assert "Syringe services" not in said


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_quiz_gives_each_answer_and_its_reason_without_scripts(code, client, site):
    quiz = site.libraries[code].quiz
    assert len(quiz.question) >= 15
    page = read_page(client, f"/{code}/quiz")
    for question in quiz.question:
        part = page.by_id(question.id)
        right = [item for item in part.iter("li") if item.get("data-is-right") is not None]
        assert len(right) == 1
        assert len(list(part.iter("details"))) == 1


def test_hidden_words_are_never_shown(client, site):
    for code in LANGUAGES:
        shown = " ".join(message for slug in site.library.titled for message in own(slug, site, code))
        shown += " ".join(source.publisher + source.title for source in site.library.sources.values())
        hidden = {
            word
            for page in site.libraries[code].titled.values()
            for holder in (page, *getattr(page, "substance", {}).values())
            for word in getattr(holder, "keywords", {}).get(code, ())
        }
        only_hidden = [word for word in hidden if word.lower() not in shown.lower() and len(word) > 4]
        assert len(only_hidden) > 100
        for slug in site.slugs():
            body = client.get(f"/{code}/{slug}").get_data(as_text=True)
            assert not [word for word in only_hidden if f">{word}<" in body], slug


def test_a_hidden_word_that_stands_in_the_title_is_not_needed(site):
    for slug, page in site.library.titled.items():
        for code, words in getattr(page, "keywords", {}).items():
            title = str(site.libraries[code].titled[slug].title).lower()
            assert not [word for word in words if word.lower() == title], slug
            assert len(words) == len(set(words)), f"{slug}: a word twice"
