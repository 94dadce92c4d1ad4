"""Every response carries the same headers, whoever serves it: our server, Flask alone, or a static host."""

import re
from dataclasses import replace

import pytest

from pwa.headers import HeaderTable, common_headers, content_policy, inline_hash
from pwa.serving import NOT_SERVED, address_of
from tests.site_copies import browse

SERVERS_OWN = {"Content-Type", "Content-Length", "ETag", "Vary", "Content-Encoding", "Allow", "Location"}


def ours(response) -> dict[str, str]:
    return {name: value for name, value in response.headers.items() if name not in SERVERS_OWN}


BUILT_ALONE = re.compile(r"/(sw\.js|precache\.json|packs/[\w.-]+)")
"""What a live site has not: it saves nothing."""


def addresses(built) -> list[str]:
    """Every address of the build: each file that our server hands out."""
    files = (f"/{file.relative_to(built.root).as_posix()}" for file in built.root.rglob("*") if file.is_file())
    return sorted(
        address_of(file) for file in files if not file.endswith((".br", ".gz")) and not NOT_SERVED.match(file)
    )


def test_every_address_has_the_same_headers_live_built_and_in_the_table(client, served, site, built):
    asked = addresses(built)
    assert {*built.made.entries, *site.open_data, *(sheet.address for sheet in site.sheets())} < set(asked)
    for address in asked:
        answers = [served.get(address)]
        if not BUILT_ALONE.fullmatch(address):
            answers.append(client.get(address))
            live, built_type = (answer.headers["Content-Type"] for answer in answers[::-1])
            # Two names of one type: RFC 9110 allows quotes, and icons have an old name and a registered one.
            assert live.replace("vnd.microsoft.icon", "x-icon") == built_type.replace('"', ""), address
        for answer in answers:
            assert answer.status_code == 200, address
            assert ours(answer) == site.headers.of(address), address
            assert answer.headers.get("Vary", "Accept-Encoding") == "Accept-Encoding", address
    for address in (each for each in asked if BUILT_ALONE.fullmatch(each)):
        assert client.get(address).status_code == 404, address


ELSE = [
    (302, "GET", "/", "no-store"),
    (301, "GET", "/en", ""),
    (301, "GET", "/es/overdose/", ""),
    (301, "GET", "/es/overdose.html", ""),
    (200, "GET", "/healthz", "no-store"),
    (200, "GET", "/version", "no-store"),
    (404, "GET", "/en/nothing", "no-store"),
    (404, "GET", "/nothing.txt", "no-store"),
    (404, "GET", "/packs/nothing.00000000.json", "no-store"),
    (404, "GET", "/hsds/nothing", "no-store"),
    (404, "GET", "/static/js/gone.00000000.js", "no-store"),
    (405, "POST", "/en/overdose", "no-store"),
    (405, "DELETE", "/static/js/gone.00000000.js", "no-store"),
    (200, "OPTIONS", "/en/overdose", ""),
    (200, "HEAD", "/en/services", ""),
]
"""What is no file: status, method, address, and how long it may be kept where that differs from the table."""


@pytest.mark.parametrize(("status", "method", "address", "kept"), ELSE)
@pytest.mark.parametrize("where", ["client", "served"])
def test_every_other_answer_carries_the_headers_of_its_address(where, status, method, address, kept, request, site):
    answer = request.getfixturevalue(where).open(address, method=method)
    assert answer.status_code == status
    assert ours(answer) == site.headers.of(address) | ({"Cache-Control": kept} if kept else {})
    assert answer.headers.get("Vary", "") in ("", "Accept-Encoding", "Accept-Language" if address == "/" else "")


@pytest.mark.parametrize("address", ["/en/overdose", "/sw.js", "/hsds/services"])
def test_a_part_that_is_not_there_is_refused_with_the_same_headers(served, site, address):
    answer = served.get(address, headers={"Range": "bytes=99999999-"})
    assert answer.status_code == 416
    assert {**ours(answer), "Content-Range": ""} == {**site.headers.of(address), "Content-Range": ""}


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


def test_a_page_brings_its_policy_itself_only_where_the_host_does_not(client, settings):
    """The policy stands before anything it governs, and says the same but for what a page cannot say."""
    alone = browse(replace(settings, policy_in_pages=True))
    for path in ("/en/", "/es/overdose", "/en/services", "/en/today", "/en/nothing"):
        response = alone.get(path)
        page = response.get_data(as_text=True)
        said = re.search('<meta http-equiv="Content-Security-Policy" content="([^"]+)">', page)
        assert said, path
        assert said[1] == response.headers["Content-Security-Policy"].replace("; frame-ancestors 'none'", ""), path
        assert said.start() < min(page.index(each) for each in ("<script", "<link", "<style") if each in page), path
        assert '<meta name="referrer" content="no-referrer">' in page
        assert ("http-equiv" in client.get(path).get_data(as_text=True)) == (path == "/en/nothing"), path


def test_the_page_for_what_is_not_there_brings_its_policy_along_to_any_host(built):
    """A host that goes by a list of addresses sends it without headers of ours."""
    for name in ("404.html", "en/404.html", "es/404.html"):
        page = (built.folder / "site" / name).read_text("utf-8")
        assert page.index('<meta http-equiv="Content-Security-Policy"') < page.index("<script"), name
