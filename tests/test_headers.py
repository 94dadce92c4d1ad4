"""Every response carries the same headers, whoever serves it: our server, Flask alone, or a static host."""

from dataclasses import replace

import pytest

from pwa.headers import HeaderTable, common_headers, content_policy, inline_hash
from tests.page import SECURITY
from tests.site_copies import browse

SERVERS_OWN = {"Content-Type", "Content-Length", "ETag", "Vary", "Content-Encoding", "Allow", "Location"}


def ours(response) -> dict[str, str]:
    return {name: value for name, value in response.headers.items() if name not in SERVERS_OWN}


def test_every_entry_has_the_same_headers_live_built_and_in_the_table(client, served, site, built):
    for address in [*built.made.entries, "/robots.txt"]:
        expected = site.headers.of(address)
        assert ours(client.get(address)) == expected, address
        assert ours(served.get(address)) == expected, address
        live, built_type = (browser.get(address).headers["Content-Type"] for browser in (client, served))
        # Two names of one type: RFC 9110 allows quotes, and icons have an old name and a registered one.
        assert live.replace("vnd.microsoft.icon", "x-icon") == built_type.replace('"', ""), address


def test_every_status_carries_the_headers_of_every_response(client, served):
    asked = {
        "200": ("GET", "/en/overdose"),
        "301": ("GET", "/en/overdose/"),
        "302": ("GET", "/"),
        "404": ("GET", "/en/nothing"),
        "404 of an asset": ("GET", "/static/js/gone.00000000.js"),
        "405": ("POST", "/en/overdose"),
        "health": ("GET", "/healthz"),
    }
    for browser in (client, served):
        for status, (method, address) in asked.items():
            response = browser.open(address, method=method)
            assert response.status.startswith(status[:3]) or status == "health", f"{status}: {response.status}"
            for name in SECURITY:
                assert response.headers.get(name), f"{status}: no {name}"
            assert len(response.headers.getlist("Content-Security-Policy")) == 1
            assert len(response.headers.getlist("Cache-Control")) == 1


def test_the_policy_allows_nothing_but_our_own(site):
    policy = site.headers.common["Content-Security-Policy"]
    directives = dict(part.split(" ", 1) for part in policy.split("; "))
    assert directives["default-src"] == "'none'"
    for name, value in directives.items():
        for source in value.split():
            allowed = ("'none'", "'self'", "data:", "blob:", "'script'", "app-sw")
            assert source in allowed or source.startswith("'sha256-"), f"{name} {source}"
    assert "data:" not in directives["script-src"] + directives["style-src"] + directives["connect-src"]
    assert directives["require-trusted-types-for"] == "'script'"
    assert directives["trusted-types"] == "app-sw"
    assert directives["base-uri"] == directives["frame-ancestors"] == "'none'"


def test_the_hash_of_an_inline_script_is_that_of_the_standard():
    # The example of the Content Security Policy standard, section 8.4.
    assert inline_hash("alert('Hello, world.');") == "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"


def test_the_policy_is_the_same_whatever_the_order_of_its_scripts():
    assert content_policy(["a", "b"], ["c"]) == content_policy(iter(["b", "a"]), ["c"])
    assert inline_hash("a") in content_policy(["a"], [])


def test_the_worker_may_fetch_from_us_and_do_nothing_else(served):
    headers = served.get("/sw.js").headers
    assert headers["Content-Security-Policy"] == "default-src 'none'; connect-src 'self'"
    assert headers["Cache-Control"] == "no-cache"
    assert headers["Service-Worker-Allowed"] == "/"


@pytest.mark.parametrize(
    ("address", "lasting"),
    [
        ("/static/js/app.0123abcd.js", "public, max-age=31536000, immutable"),
        ("/static/js/app.js", "no-cache"),
        ("/static/js/app.VBPH64EY.js", "public, max-age=31536000, immutable"),
        ("/static/js/app.VBPH64Ey.js", "no-cache"),
        ("/en/app.webmanifest", "no-cache"),
        ("/favicon.ico", "no-cache"),
        ("/en/overdose", "no-cache, no-transform"),
        ("/es/", "no-cache, no-transform"),
    ],
)
def test_only_a_name_that_carries_its_content_may_be_kept_for_ever(address, lasting, site):
    assert site.headers.of(address)["Cache-Control"] == lasting


def test_a_phone_gives_the_site_its_place_and_its_wakefulness_and_nothing_else(site):
    features = site.headers.common["Permissions-Policy"].split(", ")
    allowed = {feature for feature in features if not feature.endswith("=()")}
    assert allowed == {"geolocation=(self)", "screen-wake-lock=(self)"}
    assert {"camera=()", "microphone=()", "payment=()", "usb=()"} <= set(features)


def test_nobody_learns_where_a_reader_came_from(site):
    assert site.headers.common["Referrer-Policy"] == "no-referrer"
    assert site.headers.common["Cross-Origin-Opener-Policy"] == "same-origin"
    assert site.headers.common["X-Content-Type-Options"] == "nosniff"


def test_https_for_ever_is_promised_only_where_the_deployment_says_so(site, settings):
    assert "Strict-Transport-Security" not in site.headers.common
    response = browse(replace(settings, hsts=True)).get("/en/")
    assert response.headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"


def test_only_the_kill_switch_clears_a_phone():
    common = common_headers("default-src 'none'")
    assert "Clear-Site-Data" not in HeaderTable(common).of("/sw.js")
    assert HeaderTable(common, retire=True).of("/sw.js")["Clear-Site-Data"] == '"storage"'
    assert "Clear-Site-Data" not in HeaderTable(common, retire=True).of("/en/overdose")


def test_a_built_page_is_served_with_the_headers_it_was_built_with(built, served, monkeypatch):
    monkeypatch.setattr("pwa.headers.FEATURES_OF_OURS", ())
    later = browse(built.settings)
    assert ours(later.get("/en/overdose")) == ours(served.get("/en/overdose"))


def test_a_page_names_its_language_and_an_asset_names_none(site):
    assert site.headers.of("/es/overdose")["Content-Language"] == "es"
    assert site.headers.of("/en/")["Content-Language"] == "en"
    assert "Content-Language" not in site.headers.of("/static/js/app.00000000.js")
    assert "Content-Language" not in site.headers.of("/")
