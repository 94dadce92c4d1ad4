"""When a page is not there, or we made a mistake: the way to the guide and 911 are on the screen all the same."""

import pytest
from flask.testing import FlaskClient

from pwa import create_app
from tests.page import SECURITY, read_page
from tests.site_copies import browse

LANGUAGES = ("en", "es")


@pytest.mark.parametrize(
    ("address", "accepted", "code"),
    [
        ("/en/nothing", "es", "en"),
        ("/es/nothing", "en", "es"),
        ("/es/overdose/more", "en", "es"),
        ("/fr/overdose", "es", "es"),
        ("/nothing", "en", "en"),
        ("/nothing", "", "en"),
        ("/en/Overdose", "", "en"),
        ("/en/offline-status.htm", "", "en"),
        ("/en/.html", "", "en"),
        ("/es/404", "", "es"),
    ],
)
@pytest.mark.parametrize("where", ["client", "served"])
def test_a_page_that_is_not_there_still_leads_to_the_guide(address, accepted, code, where, request):
    client = request.getfixturevalue(where)
    response = client.get(address, headers={"Accept-Language": accepted})
    assert response.status_code == 404
    assert response.headers["Cache-Control"] == "no-store"
    policy = response.headers["Content-Security-Policy"]
    page = read_page(response.get_data(), f"/{code}/404", policy=policy, status=404)
    assert f"/{code}/overdose" in page.links()
    assert page.one("meta", name="robots").get("content") == "noindex"


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("status", [404, 500])
def test_static_hosts_get_error_pages_in_each_language(code, status, built, site):
    body = built.body(f"/{code}/{status}.html")
    policy = site.headers.common["Content-Security-Policy"]
    read_page(body, f"/{code}/{status}.html", policy=policy, status=status)


def test_static_hosts_get_one_page_for_each_language_at_once(built, site):
    policy = site.headers.common["Content-Security-Policy"]
    for address in ("/index.html", "/404.html"):
        page = read_page(built.body(address), address, policy=policy, any_language=True)
        assert {"/en/", "/es/"} <= page.links().keys()


@pytest.fixture
def broken(settings, monkeypatch) -> FlaskClient:
    """A site with a page that breaks, and one whose error page breaks too."""
    app = create_app(settings)
    monkeypatch.setattr(app.logger, "disabled", True)

    @app.get("/<any(en,es):language>/break/<what>")
    def fails(language: str, what: str) -> str:
        if what == "all":
            app.jinja_env.globals["_"] = None
        raise RuntimeError("<b>secret</b>")

    return browse(app)


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_mistake_of_ours_shows_a_page_with_911_and_nothing_of_the_mistake(broken, code):
    response = broken.get(f"/{code}/break/page")
    assert response.headers["Cache-Control"] == "no-store"
    assert "secret" not in response.text
    page = read_page(broken, f"/{code}/break/page", status=500)
    assert "tel:911" in page.links()


def test_even_a_broken_error_page_leaves_911_on_the_screen(broken):
    response = broken.get("/es/break/all")
    assert (response.status_code, response.mimetype) == (500, "text/plain")
    assert "call 911" in response.text
    assert "llame al 911" in response.text
    assert not [header for header in SECURITY if header not in response.headers]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE"])
@pytest.mark.parametrize("address", ["/en/overdose", "/es/", "/", "/healthz", "/en/app.webmanifest"])
@pytest.mark.parametrize("where", ["client", "served"])
def test_pages_can_only_be_read(method, address, where, request):
    response = request.getfixturevalue(where).open(address, method=method)
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]
    assert response.headers["Cache-Control"] == "no-store"
    assert not [header for header in SECURITY if header not in response.headers]
