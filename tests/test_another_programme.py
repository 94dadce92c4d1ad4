"""Another programme needs settings and one folder, and no change of code: its own name, state and languages."""

import json
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

import pypdfium2
import pytest
from flask.testing import FlaskClient

from pwa.compact import compressed
from pwa.config import ROOT
from pwa.site import Site
from tests.another_programme import ENVIRONMENT, OURS, PAPERS
from tests.conftest import Built
from tests.page import read_page
from tests.site_copies import browse

NAME, ORIGIN = ENVIRONMENT["RESPIRA_NAME"], ENVIRONMENT["RESPIRA_URL"]
LANGUAGES = ("en", "es", "pt")
PHONE = re.compile(r"1-\d{3}-\d{3}-\d{4}")

FIRST = re.compile(
    r"Respira|Massachusetts|(?<!New )Hampshire|HOPE|Northampton|Noho|Tapestry|\b413-|western-mass|\bMA\b"
)
"""What tells of the programme we began with."""

ALLOWED = {
    "who published a source is a fact about the source": (
        r'<a [^>]*rel="external noreferrer">.*?</a>|id="source-[^"]*"'
    ),
    "the licence asks that the project is named": r"(open project, |Viene de |Name |Nombre a )Respira\b",
    "a study is of one place": (
        r"\b[IE]n Massachusetts,? (in 2021|en 2021|92%|el 92%)|19 (communities in|comunidades de) Massachusetts"
    ),
    "a line for the whole country is run from one state": (
        r"Massachusetts (Department of Public Health and RIZE Massachusetts|Overdose Prevention Helpline"
        r"|Substance Use Helpline)"
    ),
    "a rule for sharps holds in one state, and says in which": r"[IE]n Massachusetts,? (sharps|no se pueden)",
}
WHOLE_COUNTRY = ("/packs/places-us.", "/static/places/prefixes.")
"""All states, counties and towns are in there, whoever hands it out."""

PICTURES = (".png", ".ico")


@pytest.fixture(scope="module")
def client(another: Built) -> FlaskClient:
    return browse(another.settings)


@pytest.fixture(scope="module")
def site(client: FlaskClient) -> Site:
    found: Site = client.application.extensions["site"]
    return found


def words_of_files(another: Built) -> Iterator[tuple[str, str]]:
    """Each file of the build that a reader or a host gets, with its words."""
    for file in sorted(another.root.rglob("*")):
        if file.suffix == ".pdf":
            yield file.name, " ".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(file))
        elif file.is_file() and file.suffix not in PICTURES:
            yield f"/{file.relative_to(another.root)}", file.read_bytes().decode("utf-8", "replace")


def test_nothing_is_left_of_the_programme_we_began_with(another):
    allowed = re.compile("|".join(ALLOWED.values()))
    left = [
        f"{name}: …{found.string[max(0, found.start() - 40) : found.end() + 40]}…"
        for name, words in words_of_files(another)
        if not name.startswith(WHOLE_COUNTRY)
        for found in FIRST.finditer(allowed.sub("", words))
    ]
    assert left == []
    assert not [file for file in another.root.rglob("*") if FIRST.search(file.name) or OURS in file.name]


def test_each_exception_is_still_needed(another):
    everything = "\n".join(words for _, words in words_of_files(another))
    for reason, pattern in ALLOWED.items():
        assert any(FIRST.search(found[0]) for found in re.finditer(pattern, everything)), reason


def test_no_number_of_another_state_is_given(another, site):
    ours = (ROOT / "pwa" / "content" / "services" / f"{OURS}.toml").read_text("utf-8")
    national = (another.settings.content / "services" / "national.toml").read_text("utf-8")
    wrong = set(PHONE.findall(ours)) - set(PHONE.findall(national))
    assert len(wrong) > 30
    for name, words in words_of_files(another):
        assert not wrong & set(PHONE.findall(words)), name


def test_services_and_laws_are_those_of_its_state(client, site):
    theirs = {service.id for service in site.library.directory.lists["high-desert"].service}
    places, lines = (
        read_page(client, f"/pt/{slug}", languages=LANGUAGES, origin=ORIGIN, name=NAME)
        for slug in ("services", "lines")
    )
    towns = [places.text(heading) for heading in places.all("h3")]
    assert {"Albuquerque, NM", "Rio Rancho, NM"} <= set(towns)
    assert not [town for town in towns if town.endswith(", MA")]
    shown = {each.get("id") for page in (places, lines) for each in page.all("article")}
    assert theirs <= shown
    laws = read_page(client, "/pt/laws", languages=LANGUAGES, origin=ORIGIN, name=NAME)
    assert [option.get("value") for option in laws.all("option")] == ["", "NM"]


def test_every_page_is_there_in_three_languages_and_holds_what_every_page_holds(client, site):
    slugs = {code: [page.slug for page in site.pages() if page.language == code] for code in LANGUAGES}
    assert slugs["pt"] == slugs["en"] == slugs["es"]
    for slug in slugs["pt"]:
        page = read_page(client, f"/pt/{slug}", languages=LANGUAGES, origin=ORIGIN, name=NAME, title_differs=not slug)
        assert {ENVIRONMENT["RESPIRA_EXIT"]} <= page.links().keys()


def test_what_is_not_translated_is_english_and_says_so(client):
    page = read_page(client, "/pt/about", languages=LANGUAGES, origin=ORIGIN, name=NAME)
    heading = page.one("h1")
    assert page.text(heading) == f"About {NAME}"
    assert [span.get("lang") for span in heading] == ["en"]
    guide = read_page(client, "/pt/overdose", languages=LANGUAGES, origin=ORIGIN, name=NAME)
    assert guide.text(guide.one("h1")) == "Alguém não acorda: o que fazer"
    steps = [part for part in guide.all("section") if part.get("id") in ("check", "call", "airway")]
    assert len(steps) == 3
    assert not [part for step in steps for part in step.iter() if part.get("lang") == "en"]
    kinds = read_page(client, "/pt/services", languages=LANGUAGES, origin=ORIGIN, name=NAME).all("option")
    assert "en" in {kind.get("lang") for kind in kinds}


@pytest.mark.parametrize(
    ("asked", "code"), [("pt", "pt"), ("pt-BR,pt;q=0.9,en;q=0.8", "pt"), ("es-MX,pt;q=0.5", "es"), ("fr", "en")]
)
def test_the_first_page_is_in_the_language_the_browser_asks_for(asked, code, client):
    assert client.get("/", headers={"Accept-Language": asked}).headers["Location"] == f"/{code}/"


def test_the_app_on_the_home_screen_is_theirs(client, another):
    manifest = client.get("/pt/app.webmanifest").get_json()
    assert (manifest["lang"], manifest["name"], manifest["short_name"]) == ("pt", NAME, NAME)
    assert (manifest["id"], manifest["scope"], manifest["start_url"]) == ("/", "/", "/pt/")
    assert manifest["description"].startswith("O que fazer quando alguém não acorda.")
    assert manifest["shortcuts"][0]["name"] == "Overdose"
    assert manifest["theme_color"] == next(iter(PAPERS.values()))
    assert manifest["screenshots"] == []  # Ours show our name.
    home = client.get("/pt/").text
    assert all(f'content="{paper}"' in home for paper in PAPERS.values())
    assert not (another.root / "static" / "screenshots").exists()


def test_dates_and_times_are_written_as_in_portuguese(client):
    laws = read_page(client, "/pt/laws", languages=LANGUAGES, origin=ORIGIN, name=NAME)
    assert "20 de novembro de 2026" in laws.text()
    services = {code: client.get(f"/{code}/services").text for code in LANGUAGES}
    assert "13:30" in services["pt"]
    assert "13:30" not in services["en"]


def test_who_speaks_a_language_is_asked_for_each_of_the_site(client):
    for code, words in {
        "en": ["speak Spanish", "speak Portuguese"],
        "pt": ["falam espanhol", "falam português"],
    }.items():
        page = read_page(client, f"/{code}/services", languages=LANGUAGES, origin=ORIGIN, name=NAME)
        labels = [page.text(label) for label in page.all("label")]
        assert [label for label in labels if label.startswith(("speak", "falam"))] == words


def test_what_stands_outside_of_the_languages_names_all_three(another, client):
    for address in ("/index.html", "/404.html"):
        assert {f"/{code}/" for code in LANGUAGES} <= set(
            re.findall(r'href="(/\w\w/)"', another.file(address).read_text())
        )
    for rules in ("nginx.conf", "caddy.conf"):
        assert "(en|es|pt)" in another.body(f"/_hosting/{rules}").decode("utf-8")
    plain = client.get("/static/nothing.js").text
    assert ("call 911" in plain, "llame al 911" in plain, "ligue para o 911" in plain) == (True, True, True)


def test_paper_is_theirs_in_three_languages(another, site):
    sheets = site.sheets()
    assert {PurePosixPath(sheet.address).name.split(".")[0].rpartition("-")[2] for sheet in sheets} == set(LANGUAGES)
    for sheet in sheets:
        words = " ".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(sheet.body))
        assert ENVIRONMENT["RESPIRA_PROGRAM"] in words
        assert "505-555-0112" in words


def test_each_language_adds_at_most_50_kilobytes_to_what_is_saved_first(another):
    sizes = [
        min(map(len, [body := another.body(address), *compressed(body).values()]))
        for address in list(another.made.entries)[: another.made.core]
    ]
    print(f"the core of {len(LANGUAGES)} languages: {sum(sizes):,} bytes in {another.made.core} files")
    assert sum(sizes) <= 50_000 * len(LANGUAGES)


def test_the_search_of_each_language_finds_its_own_pages(another):
    for code in LANGUAGES:
        (file,) = (another.root / "static" / "search").glob(f"{code}.*.json")
        found = {each["url"].split("/")[1] for each in json.loads(file.read_text("utf-8"))["storedFields"].values()}
        assert found == {code}
