"""The page object refuses what it promises to refuse: the page tests are worth what it is."""

import pytest
from html5lib.html5parser import ParseError

from pwa import create_app
from pwa.headers import HeaderTable, inline_hash
from tests.page import SECURITY, read_page
from tests.site_copies import browse

ADDRESS = "/en/overdose"

SPOILED = {
    "a second h1": ("<h2 ", "<h1>More</h1><h2 "),
    "a title without the name": ("<title>Respira: ", "<title>"),
    "a title without the heading": ("what to do</title>", "help</title>"),
    "another language": ('<html lang="en"', '<html lang="es"'),
    "another direction": ('dir="ltr"', 'dir="rtl"'),
    "an id twice": ('id="call"', 'id="check"'),
    "a button without a name": ("<h2 ", "<button></button><h2 "),
    "an input without a label": ("<h2 ", '<input type="text"><h2 '),
    "a link without words": ('<a class="skip" href="#main">', '<a href="#x"></a><a class="skip" href="#main">'),
    "a reference to nothing": ('aria-labelledby="check-title"', 'aria-labelledby="chekc-title"'),
    "an image without words": ("<h2 ", '<img src="/a.png"><h2 '),
    "a drawing without words": ('role="img" aria-label=', "data-x="),
    "a skipped heading": ("<h2 ", "<h4>More</h4><h2 "),
    "a script of others": ('src="/static/js/app', 'src="https://cdn.example/js/app'),
    "a script of others, without a scheme": ('src="/static/js/app', 'src="//cdn.example/js/app'),
    "an image of others": ("<h2 ", '<img alt="" src="https://others.example/a.png"><h2 '),
    "a frame": ("<h2 ", "<iframe></iframe><h2 "),
    "a link that tells others who reads": ('rel="external noreferrer"', 'rel="external"'),
    "a link without encryption": ('href="https://', 'href="http://'),
    "an inline script nobody expects": ("<h2 ", "<script>alert()</script><h2 "),
    "a changed inline style": ("<style>", "<style>a{}"),
    "no way out": ('data-enhance="exit"', ""),
    "a style before it is known who left": ("<script>try", "<style></style><script>try"),
    "a script in an attribute": ("<h2 ", '<h2 onclick="x()" '),
    "a style in an attribute": ("<h2 ", '<h2 style="color:red" '),
    "a placeholder": ("<h1>", "<h1>{saved} "),
    "a placeholder in an attribute": ("<h2 ", '<h2 title="{saved}" '),
    "stars": ("<li>", "<li>**Call** "),
    "HTML in an attribute": ("<h2 ", '<h2 title="&lt;span lang=" '),
    "no way to call": ("tel:911", "tel:912"),
    "no switch": ('hreflang="es" rel="alternate">', 'rel="alternate">'),
    "a switch to another page": ('<a class="pill" href="/es/overdose"', '<a class="pill" href="/es/"'),
    "another canonical address": ('rel="canonical" href="/en/overdose"', 'rel="canonical" href="/en/"'),
    "no x-default": ('hreflang="x-default"', 'hreflang="en"'),
    "two mains": ("</main>", "</main><main></main>"),
}


@pytest.fixture(scope="module")
def policy(site) -> str:
    return str(site.headers.common["Content-Security-Policy"])


def test_the_page_as_it_is_passes(built, policy):
    read_page(built.body(ADDRESS), ADDRESS, policy=policy)


@pytest.mark.parametrize(("old", "new"), SPOILED.values(), ids=SPOILED.keys())
def test_a_spoiled_page_is_refused(old, new, built, policy):
    page = built.body(ADDRESS).decode()
    assert old in page
    with pytest.raises(AssertionError):
        read_page(page.replace(old, new).encode(), ADDRESS, policy=policy)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("</main>", ""),
        ("<li>", "<li></p>"),
        ("<!doctype html>", ""),
        ("<h1>", "<h1><h2>"),
        ("<p ", '<p id="a" id="b" '),
    ],
)
def test_html_that_only_a_forgiving_browser_understands_is_refused(old, new, built, policy):
    page = built.body(ADDRESS).decode()
    assert old in page
    with pytest.raises(ParseError):
        read_page(page.replace(old, new).encode(), ADDRESS, policy=policy)


def test_a_policy_that_forgets_an_inline_script_is_refused(built, policy, site):
    for source in (*site.assets.inline_styles.values(), site.assets.inline_scripts["head"]):
        with pytest.raises(AssertionError, match="refuses an inline"):
            read_page(built.body(ADDRESS), ADDRESS, policy=policy.replace(inline_hash(source), ""))


@pytest.mark.parametrize(
    ("header", "value"), [("Set-Cookie", "a=b"), ("Vary", "Cookie"), ("Vary", "Accept-Language")]
)
def test_a_cookie_or_a_page_that_varies_is_refused(header, value, settings):
    app = create_app(settings)

    @app.after_request
    def spoil(response):
        response.headers.add(header, value)
        return response

    with pytest.raises(AssertionError):
        read_page(browse(app), ADDRESS)


@pytest.mark.parametrize("header", SECURITY[1:])
def test_a_page_without_one_of_its_security_headers_is_refused(header, settings, monkeypatch):
    monkeypatch.setattr("pwa.headers.HeaderTable.of", without(HeaderTable.of, header))
    with pytest.raises(AssertionError):
        read_page(browse(settings), ADDRESS)


def without(of, header):
    return lambda table, address: {name: value for name, value in of(table, address).items() if name != header}
