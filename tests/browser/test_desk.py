"""The desk on a phone that has saved the site: the worker stays out of it, and nothing of it is left behind."""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request, urlopen
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Error, Page, Playwright, expect

from pwa.config import ROOT
from tests.browser.engine import cached_paths
from tests.browser.phone import LANGUAGES, Phone
from tests.chaos.client import WITH_DESK, ChaosServer
from tests.chaos.sites import DESK_PASSWORD

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
SIDEWAYS = "() => document.documentElement.scrollWidth - innerWidth"
WORDS = "The door is locked. A sign says moved, without_a_space_in_the_longest_word_anybody_has_written_here_so_far."


@pytest.fixture(scope="module")
def desk(built_site: Path) -> Iterator[ChaosServer]:
    """A server with a desk, and with two reports about one place."""
    with ChaosServer.start(built_site, WITH_DESK) as running:
        for kind, text in (("closed", WORDS), ("hours", "")):
            report = {"id": str(uuid4()), "service": "nbox-pulaski", "kind": kind, "text": text}
            told = {"Content-Type": "application/json"}
            sent = Request(running.url("/en/report"), json.dumps(report).encode(), told)  # noqa: S310 - to this machine
            with urlopen(sent, timeout=30) as answer:  # noqa: S310 - to this machine
                assert answer.status == 201
        yield running


@pytest.fixture
def saved(playwright: Playwright, tmp_path: Path, desk: ChaosServer) -> Iterator[Phone]:
    """A phone on which everything is saved: the worker is active."""
    desk.clear()
    phone = Phone(playwright, tmp_path / "profile", desk)
    phone.save()
    yield phone
    phone.close()


def sign_in(page: Page, desk: ChaosServer, code: str) -> None:
    page.goto(desk.url(f"/desk/{code}/sign-in"))
    page.locator("#who").fill("Ana B.")
    page.locator("#password").fill(DESK_PASSWORD)
    page.locator("main button[type=submit]").click()
    page.wait_for_url(f"**/desk/{code}/")


def test_a_report_is_read_decided_and_noted_while_the_worker_is_active(saved: Phone, desk: ChaosServer) -> None:
    began = desk.mark()
    sign_in(saved.page, desk, "en")
    page = saved.page
    page.get_by_text("Reports: 2").wait_for()
    page.locator(".desk-list a").first.click()
    page.locator("#note").fill("They moved in May.")
    page.locator("input[name=state][value=confirmed]").check()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#note")).to_have_value("They moved in May.")
    expect(page.locator("input[name=state][value=confirmed]")).to_be_checked()
    for path in ("/desk/es/", "/desk/en/calls", "/desk/en/done"):
        answer = page.goto(desk.url(path))
        assert answer
        assert (answer.status, answer.from_service_worker) == (200, False)
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/desk/en/sign-in")

    kept = cached_paths(page)
    assert [path for paths in kept.values() for path in paths if "desk" in path] == []
    phone_asked = desk.requests(since=began)
    with_cookie = {each.path.split("?")[0].split("/")[1] for each in phone_asked if "cookie" in each.headers}
    assert with_cookie == {"desk"}
    saved.watch.assert_clean()


def test_the_cookie_of_somebody_signed_in_goes_to_no_public_page(saved: Phone, desk: ChaosServer) -> None:
    sign_in(saved.page, desk, "en")
    assert [cookie["path"] for cookie in saved.context.cookies()] == ["/desk"]
    began = desk.mark()
    for path in ("/en/about", "/es/nowhere", "/healthz", "/version", "/static/nothing.png"):
        saved.page.goto(desk.url(path))
        assert saved.page.evaluate("() => document.cookie") == ""
    asked = desk.requests(since=began)
    assert {"/es/nowhere", "/healthz", "/version"} <= {each.path for each in asked}
    assert [each.path for each in asked if "cookie" in each.headers] == []
    saved.page.goto(desk.url("/desk/en/"))
    assert saved.page.get_by_role("button", name="Sign out").is_visible(), "still signed in"


@pytest.mark.parametrize("path", ["/desk", "/desk/es/", "/healthz", "/version"])
def test_what_only_the_server_answers_is_never_answered_by_our_page_for_no_network(
    saved: Phone, desk: ChaosServer, path: str
) -> None:
    desk.set("*", "reset")
    assert saved.open("/es/nowhere").locator("h1").inner_text() == "Sin conexión"
    with pytest.raises(Error, match="ERR_"):
        saved.page.goto(desk.url(path))


@pytest.mark.parametrize(("code", "scheme"), [(code, scheme) for code in LANGUAGES for scheme in ("light", "dark")])
def test_every_page_fits_a_small_phone_and_axe_finds_nothing(
    chrome: Browser, desk: ChaosServer, code: str, scheme: str
) -> None:
    desk.clear()
    context = chrome.new_context(viewport={"width": 320, "height": 640}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    found = {}

    def look(name: str) -> None:
        page.evaluate("(source) => { (0, eval)(source) }", AXE.read_text("utf-8"))
        complaints = page.evaluate(
            "async () => (await axe.run()).violations.map((v) => [v.id, v.nodes.map((n) => n.html)])"
        )
        if complaints or page.evaluate(SIDEWAYS) > 0:
            found[name] = (complaints, page.evaluate(SIDEWAYS))

    page.goto(desk.url(f"/desk/{code}/sign-in"))
    look("sign-in")
    page.locator("#who").fill("x" * 20)
    page.locator("#password").fill("wrong")
    page.locator("#password").press("Enter")
    page.locator(".desk-message").wait_for()
    look("refused")
    sign_in(page, desk, code)
    look("reports")
    page.goto(desk.url(f"/desk/{code}/?state=all"))
    page.locator(".desk-list a").first.click()
    look("report")
    page.locator("#correct-title ~ form button").click()
    page.locator("#entry").wait_for()
    look("correction")
    for name in ("calls", "done", f"reports/{uuid4()}"):
        page.goto(desk.url(f"/desk/{code}/{name}"))
        look(name)
    context.close()
    assert found == {}
