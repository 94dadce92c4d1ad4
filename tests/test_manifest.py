"""The app on the home screen: one app in every language, with a name and icons nobody need explain."""

import re
from urllib.parse import urlsplit

import pytest

from pwa.config import ROOT
from pwa.manifest import png_size
from tests.page import read_page

LANGUAGES = ("en", "es")
# A phone is seen by others: nothing on it tells what the app is for.
TELLING = re.compile(
    r"drug|overdose|naloxone|opioid|needle|syringe|cross|sobredosis|droga|aguja|jeringa", re.IGNORECASE
)


@pytest.fixture(params=LANGUAGES)
def code(request) -> str:
    return str(request.param)


@pytest.fixture
def manifest(client, code):
    response = client.get(f"/{code}/app.webmanifest")
    assert response.mimetype == "application/manifest+json"
    return response.get_json()


def test_both_languages_are_one_app_with_one_scope(client):
    one, other = (client.get(f"/{code}/app.webmanifest").get_json() for code in LANGUAGES)
    for key in ("id", "scope", "name", "short_name", "theme_color", "background_color", "icons", "display"):
        assert one[key] == other[key]
    assert (one["id"], one["scope"]) == ("/", "/")


def test_the_app_opens_in_its_language_on_a_saved_page_without_a_query(manifest, code, built):
    assert (manifest["lang"], manifest["dir"]) == (code, "ltr")
    assert manifest["start_url"] == f"/{code}/"
    for address in [manifest["start_url"], *(shortcut["url"] for shortcut in manifest["shortcuts"])]:
        assert not urlsplit(address).query
        assert urlsplit(address).path in built.made.entries


def test_the_shortcuts_start_the_rescue_and_open_naloxone(manifest, code, client):
    assert [shortcut["url"] for shortcut in manifest["shortcuts"]] == [f"/{code}/overdose#start", f"/{code}/naloxone"]
    for shortcut in manifest["shortcuts"]:
        assert shortcut["name"] in client.get(shortcut["url"]).text


def test_each_icon_exists_in_the_size_it_says(manifest, client):
    shown = [*manifest["icons"], *manifest["screenshots"], *(i for s in manifest["shortcuts"] for i in s["icons"])]
    for icon in shown:
        image = client.get(icon["src"])
        assert (image.status_code, image.mimetype) == (200, icon["type"])
        assert image.get_data().startswith(b"\x89PNG\r\n")
        assert "{}x{}".format(*png_size(image.get_data())) == icon["sizes"]


def test_there_is_an_icon_for_every_way_to_show_one(manifest):
    icons = {(icon["purpose"], icon["sizes"]) for icon in manifest["icons"]}
    expected = {("any", "192x192"), ("any", "512x512"), ("maskable", "512x512"), ("monochrome", "512x512")}
    assert icons == expected


def test_the_icon_of_an_iphone_is_180_pixels_wide(client, code):
    page = read_page(client, f"/{code}/", title_differs=True)
    (link,) = page.link_tags("apple-touch-icon")
    assert png_size(client.get(link.get("href", "")).get_data()) == (180, 180)


def test_the_browser_has_all_it_needs_to_offer_installing(manifest):
    assert manifest["display"] == "standalone"
    assert manifest["name"]
    assert manifest["description"]
    assert "prefer_related_applications" not in manifest


def test_what_stands_on_the_home_screen_tells_nobody_what_it_is_for(manifest):
    assert not TELLING.search(f"{manifest['name']} {manifest['short_name']}")
    assert not [icon["src"] for icon in manifest["icons"] if TELLING.search(icon["src"])]


def test_the_colours_are_those_of_the_pages(manifest, client, code):
    tokens = (ROOT / "static/css/tokens.css").read_text("utf-8")
    papers = re.findall(r"--paper:\s*(#[0-9a-f]{6})", tokens)
    assert manifest["theme_color"] == manifest["background_color"] == papers[0]
    page = read_page(client, f"/{code}/overdose")
    colours = {
        meta.get("media"): meta.get("content") for meta in page.all("meta") if meta.get("name") == "theme-color"
    }
    assert colours == {
        f"(prefers-color-scheme: {scheme})": paper for scheme, paper in zip(("light", "dark"), papers, strict=True)
    }
