"""A plain name and icon: chosen by a reader before installing, or made the default by a deployment."""

import re
from dataclasses import replace

import pytest
from flask import render_template
from flask.testing import FlaskClient

from pwa.config import Settings
from pwa.manifest import png_size
from pwa.site import Site
from tests.page import LANGUAGES, read_page
from tests.site_copies import browse
from tests.test_manifest import TELLING

NAMES = {"en": "Notebook", "es": "Cuaderno"}
PLAIN_PAGE = {"en": "A plain name and icon", "es": "Un nombre y un ícono neutros"}


@pytest.fixture(scope="module")
def plain(settings: Settings) -> FlaskClient:
    """A browser asking a deployment whose every page is installed under the plain name."""
    return browse(replace(settings, plain=True))


def of_home_screen(client: FlaskClient, address: str) -> tuple[str, ...]:
    """What a phone takes from a page: the manifest, the icon of the tab, the icon and the name on an iPhone."""
    head = client.get(address).text.partition("</head>")[0]
    links = [rf'<link rel="{rel}" href="([^"]*)"' for rel in ("manifest", "icon", "apple-touch-icon")]
    found = [re.findall(each, head) for each in (*links, r'name="apple-mobile-web-app-title" content="([^"]*)"')]
    assert [len(each) for each in found] == [1, 1, 1, 1], address
    return tuple(each for (each,) in found)


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_page_is_linked_where_installing_is_explained(code, client):
    for slug in ("", "offline-status"):
        links = read_page(client, f"/{code}/{slug}", title_differs=not slug).links()
        assert links[f"/{code}/plain-icon"] == PLAIN_PAGE[code]


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_plain_app_is_another_app_than_the_usual_one_and_opens_the_same(code, client):
    usual, plain = (client.get(f"/{code}/{name}.webmanifest") for name in ("app", "plain"))
    assert plain.mimetype == "application/manifest+json"
    usual, plain = usual.get_json(), plain.get_json()
    assert (usual["id"], plain["id"]) == ("/", "/plain")
    for key in ("start_url", "scope", "display", "lang", "dir", "theme_color", "background_color", "launch_handler"):
        assert usual[key] == plain[key]
    assert not plain.keys() & {"shortcuts", "screenshots", "categories"}


def test_both_languages_are_one_plain_app(client):
    assert {client.get(f"/{code}/plain.webmanifest").get_json()["id"] for code in LANGUAGES} == {"/plain"}


@pytest.mark.parametrize("code", LANGUAGES)
def test_nothing_that_is_installed_names_the_app_or_says_what_it_is_for(code, client, settings):
    response = client.get(f"/{code}/plain.webmanifest")
    assert (response.json["name"], response.json["short_name"]) == (NAMES[code], NAMES[code])
    assert not TELLING.search(response.text)
    assert settings.name.lower() not in response.text.lower()
    assert not re.search(
        r"breath|wake|health|emergenc|guide|respir|despiert|salud|guía", response.text, re.IGNORECASE
    )


@pytest.mark.parametrize("code", LANGUAGES)
def test_each_plain_icon_exists_in_the_size_it_says(code, client):
    icons = client.get(f"/{code}/plain.webmanifest").json["icons"]
    assert {(icon["purpose"], icon["sizes"]) for icon in icons} == {
        ("any", "192x192"), ("any", "512x512"), ("maskable", "512x512"),
    }  # fmt: skip
    for icon in icons:
        assert "{}x{}".format(*png_size(client.get(icon["src"]).get_data())) == icon["sizes"]
    apple = of_home_screen(client, f"/{code}/plain-icon")[2]
    assert png_size(client.get(apple).get_data()) == (180, 180)


def test_only_the_page_that_offers_it_is_installed_under_the_plain_name(client, site: Site, settings):
    for page in site.pages():
        manifest, icon, apple, title = of_home_screen(client, page.address)
        is_plain = page.slug == "plain-icon"
        assert manifest == f"/{page.language}/{'plain' if is_plain else 'app'}.webmanifest"
        assert title == (NAMES[page.language] if is_plain else settings.name)
        assert ("plain" in icon, "plain" in apple) == (is_plain, is_plain)


def test_a_deployment_can_make_it_the_default_of_every_page(plain, site: Site):
    for page in site.pages():
        manifest, icon, apple, title = of_home_screen(plain, page.address)
        found = plain.get(manifest).json
        assert (found["id"], found["name"], title) == ("/", NAMES[page.language], NAMES[page.language])
        assert "plain" in icon
        assert "plain" in apple


@pytest.mark.parametrize("template", ["index.html", "404-any.html"])
def test_so_are_the_pages_that_a_static_host_shows_by_itself(plain, template):
    with plain.application.test_request_context("/"):
        plain.application.preprocess_request()
        head = render_template(template).partition("</head>")[0]
    assert re.findall(r'<link rel="icon" href="([^"]*)"', head) == [
        plain.application.extensions["site"].assets.url("icons/plain-192.png")
    ]


@pytest.mark.parametrize("code", LANGUAGES)
def test_who_installed_the_usual_app_gets_the_plain_name_once_a_deployment_asks_for_it(code, plain):
    usual = plain.get(f"/{code}/app.webmanifest").json
    assert usual == plain.get(f"/{code}/plain.webmanifest").json
    assert (usual["id"], usual["name"]) == ("/", NAMES[code])


def test_the_page_says_what_others_can_still_see(client, plain):
    words = read_page(client, "/en/plain-icon").text()
    for thing in ("title", "recent apps", "browser history", "address", "“Respira”: only the home screen changes"):
        assert thing in words
    assert "from the others the icon has its usual name" in words
    assert "usual name" not in read_page(plain, "/en/plain-icon").text()
