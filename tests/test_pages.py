"""Every page a reader can open, in every language: strict, whole, and honest about who has checked it."""

import re
from dataclasses import replace
from datetime import date
from functools import cache
from urllib.parse import urldefrag

import pytest
from babel.dates import format_date
from flask.testing import FlaskClient

from pwa import create_app
from pwa.model.reader import ContentError
from tests.page import EMERGENCY, SECURITY, Page, read_page, words_of
from tests.site_copies import browse, rewrite

LANGUAGES = ("en", "es")
SLUGS = (
    "",
    "overdose",
    "too-much",
    "naloxone",
    "overamping",
    "sedation",
    "afterwards",
    "services",
    "lines",
    "report",
    "about",
    "privacy",
    "offline-status",
    "plain-icon",
    "sources",
    "offline",
    "safer-use",
    "safer-use/after-a-break",
    "safer-use/equipment",
    "safer-use/hiv-hepatitis",
    "safer-use/injecting",
    "safer-use/not-alone",
    "safer-use/pregnancy",
    "safer-use/rectal",
    "safer-use/safer-sex",
    "safer-use/smoking",
    "safer-use/snorting",
    "safer-use/start-low",
    "safer-use/stimulants",
    "safer-use/storage",
    "safer-use/swallowing",
    "safer-use/syringe-disposal",
    "safer-use/test-strips",
    "safer-use/veins-and-wounds",
    "safer-use/xylazine-medetomidine",
    "learn",
    "learn/families",
    "learn/harm-reduction",
    "learn/health-care",
    "learn/helping-a-friend",
    "learn/history",
    "learn/medications",
    "learn/near-here",
    "learn/organizations",
    "learn/public-health",
    "learn/recovery",
    "learn/stigma",
    "learn/strategies",
    "mixing",
    "laws",
    "quiz",
    "search",
    "poster",
    "qr",
)
"""Every address that was ever public. A page that moves needs a redirect: phones and posters keep the old one."""

ADDRESSES = [f"/{code}/{slug}" for code in LANGUAGES for slug in SLUGS]
# Home's heading asks the reader; its title names what the app is for.
TITLE_DIFFERS = {"/en/", "/es/"}

NOT_CHECKED = "Compared with its sources on {date}. Not yet checked by a clinician."
NOT_READ = "This translation has not yet been checked by a native reader."
"""What a page says of itself until somebody has signed it. The second stands on translations only."""


@cache
def _cached(client: FlaskClient, address: str) -> Page:
    return read_page(client, address, title_differs=address in TITLE_DIFFERS)


def test_no_address_disappears_without_considering_a_redirect(site):
    assert {page.address for page in site.pages()} == set(ADDRESSES)
    assert set(EMERGENCY) == {slug for slug, guide in site.library.guides.items() if guide.emergency}


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_holds_what_every_page_must_hold(address, client):
    _cached(client, address)


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_built_page_is_the_live_page(address, client, built, served):
    live = client.get(address).get_data()
    assert built.body(address) == live
    assert served.get(address).get_data() == live
    _cached(served, address)


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_link_leads_to_a_page_and_a_part_that_exist(address, client):
    for link in _cached(client, address).links():
        if link.startswith(("https:", "tel:", "sms:", "/static/paper/")):  # tests/test_paper.py opens the PDFs.
            continue
        target, fragment = urldefrag(link)
        assert not target or target in ADDRESSES, f"{address} links to {link}"
        if target.endswith("/report"):
            _cached(client, target).one("option", value=fragment)  # The listing that is chosen there.
        elif fragment:
            _cached(client, target or address).by_id(fragment)


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_page_is_reached_from_home(code, client):
    seen, queue = set(), [f"/{code}/"]
    while queue:
        address = queue.pop()
        if address not in seen:
            seen.add(address)
            queue += [link for link in _cached(client, address).links() if link in ADDRESSES]
    # The offline page is what the worker shows instead of another; nobody goes there.
    assert seen == set(ADDRESSES) - {f"/{code}/offline" for code in LANGUAGES}


@pytest.mark.parametrize("code", LANGUAGES)
def test_home_offers_help_before_anything_else(code, client):
    page = _cached(client, f"/{code}/")
    offered = [link.get("href") for link in page.one("main").iter("a")]
    assert offered[:2] == [f"/{code}/overdose#start", "tel:911"]
    assert f"/{code}/too-much" in offered


@pytest.mark.parametrize(("code", "words"), [("en", "I took too much"), ("es", "Consumí de")])
def test_the_person_alone_finds_their_page_by_their_words(code, words, client):
    assert words in _cached(client, f"/{code}/").links()[f"/{code}/too-much"]


def not_checked(site, slug: str, code: str) -> list[str]:
    """What must stand on a page nobody has signed, in its language."""
    text = site.languages[code].text
    day = format_date(site.library.guides[slug].reviewed, "long", locale=code)
    notes = [text(NOT_CHECKED).fill(date=day), *([text(NOT_READ)] if code != "en" else [])]
    assert not any(note.untranslated for note in notes)
    return [words_of(note.plain) for note in notes]


@pytest.mark.parametrize("slug", EMERGENCY)
def test_a_guide_nobody_has_signed_says_so_in_these_words(slug, client):
    assert "Not yet checked by a clinician." in client.get(f"/en/{slug}").text
    assert "Traducción aún no revisada por una persona hispanohablante." in client.get(f"/es/{slug}").text


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("slug", EMERGENCY)
def test_a_guide_ends_with_its_sources_the_day_of_its_review_and_who_has_not_checked_it(slug, code, client, site):
    page = _cached(client, f"/{code}/{slug}")
    last = page.by_id("main").findall("section")[-1]
    assert last.get("id") == "sources"
    words = page.text(last)
    assert all(note in words for note in not_checked(site, slug, code))
    addresses = [link.get("href") for link in last.iter("a") if link.get("rel")]
    guide = site.library.guides[slug]
    assert addresses == [site.library.sources[name].address for name in guide.sources]
    for section in guide.section:
        assert f"#{section.id}" in {link.get("href") for link in last.iter("a")}


def test_the_spanish_pages_say_that_nobody_who_speaks_it_has_read_them(client):
    assert "Traducción aún no revisada por una persona hispanohablante." in _cached(client, "/es/overdose").text()


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_list_of_sources_shows_every_document_and_the_review_of_every_guide(code, client, site):
    page = _cached(client, f"/{code}/sources")
    assert {source.address for source in site.library.sources.values()} <= page.links().keys()
    for slug in EMERGENCY:
        assert all(note in page.text() for note in not_checked(site, slug, code))


APPROVAL = """
[approval.{code}]
approved_by = "Ana O'Neill"
approved_role = "RN"
approved_on = 2026-12-01
"""


@pytest.mark.parametrize("code", LANGUAGES)
def test_an_approval_speaks_for_one_page_in_one_language(code, site_copy):
    file = site_copy.content / "guides/naloxone.toml"
    file.write_text(file.read_text("utf-8") + APPROVAL.format(code=code), "utf-8")
    client = browse(site_copy)
    site = client.application.extensions["site"]
    other = {"en": "es", "es": "en"}[code]
    approved = read_page(client, f"/{code}/naloxone").text()
    assert f"Ana O'Neill, RN, {'on' if code == 'en' else 'el'} " in approved
    assert format_date(date(2026, 12, 1), "long", locale=code) in approved
    assert not any(note in approved for note in not_checked(site, "naloxone", code))
    unapproved = read_page(client, f"/{other}/naloxone").text()
    assert all(note in unapproved for note in not_checked(site, "naloxone", other))
    assert "O'Neill" not in unapproved
    elsewhere = read_page(client, f"/{code}/overdose").text()
    assert all(note in elsewhere for note in not_checked(site, "overdose", code))


def test_the_day_of_a_guide_is_that_of_its_oldest_part(site_copy):
    file = site_copy.content / "guides/too-much.toml"
    rewrite(
        file,
        'sources = ["nhrc-stimulant", "toward-the-heart"]\nreviewed = 2026-11-22',
        'sources = ["nhrc-stimulant"]\nreviewed = 2025-01-31',
    )
    assert "Compared with its sources on January 31, 2025." in read_page(browse(site_copy), "/en/too-much").text()


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("/en/overdose/", "/en/overdose"),
        ("/es/overdose.html", "/es/overdose"),
        ("/es/overdose.html/", "/es/overdose"),
        ("/en", "/en/"),
        ("/es", "/es/"),
        ("/en/index.html", "/en/"),
        ("/en/overdose/?from=poster", "/en/overdose"),
    ],
)
@pytest.mark.parametrize("where", ["client", "served"])
def test_an_address_written_another_way_leads_to_the_page(asked, answer, where, request):
    response = request.getfixturevalue(where).get(asked)
    assert (response.status_code, response.headers["Location"]) == (301, answer)
    assert not [header for header in SECURITY if header not in response.headers]


@pytest.mark.parametrize(
    ("header", "answer"), [("es-MX,es;q=0.9,en;q=0.8", "/es/"), ("en", "/en/"), ("de", "/en/"), (None, "/en/")]
)
@pytest.mark.parametrize("where", ["client", "served"])
def test_the_bare_address_goes_by_the_language_of_the_browser_alone(header, answer, where, request):
    client = request.getfixturevalue(where)
    response = client.get("/", headers={"Accept-Language": header} if header else {})
    assert (response.status_code, response.headers["Location"]) == (302, answer)
    assert response.headers["Vary"] == "Accept-Language"
    assert response.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize("where", ["client", "served"])
def test_the_head_of_a_page_is_that_of_the_page_without_its_body(where, request):
    client = request.getfixturevalue(where)
    head, whole = client.head("/en/overdose"), client.get("/en/overdose")
    assert (head.status_code, head.get_data()) == (200, b"")
    assert dict(head.headers) == dict(whole.headers)


@pytest.mark.parametrize("where", ["client", "served"])
def test_health_is_asked_of_the_server_each_time(where, request):
    response = request.getfixturevalue(where).get("/healthz")
    assert (response.status_code, response.text) == (200, "ok\n")
    assert response.headers["Cache-Control"] == "no-store"


def test_a_page_knows_its_public_address_where_the_deployment_does(site_copy):
    client = browse(replace(site_copy, url="https://respira.example"))
    read_page(client, "/es/overdose", origin="https://respira.example")


def test_an_app_with_another_name_bears_it_on_every_page(site_copy):
    client = browse(replace(site_copy, name="Alder & Co"))
    for address in ADDRESSES:
        read_page(client, address, name="Alder & Co", title_differs=address in TITLE_DIFFERS)
    assert "<h1>Acerca de Alder &amp; Co</h1>" in client.get("/es/about").text
    assert "What Alder &amp; Co does not collect" in client.get("/en/privacy").text
    assert client.get("/es/app.webmanifest").get_json()["short_name"] == "Alder & Co"
    assert not re.search(r"Alder & Co", client.get("/en/").text)


def test_an_approval_for_a_language_nobody_publishes_is_refused(site_copy):
    file = site_copy.content / "guides" / "overdose.toml"
    signed = '\n[approval.sp]\napproved_by = "A"\napproved_role = "nurse"\napproved_on = 2026-11-22\n'
    file.write_text(file.read_text("utf-8") + signed, "utf-8")
    with pytest.raises(ContentError, match=r"approval\.sp: found the language"):
        create_app(site_copy)
