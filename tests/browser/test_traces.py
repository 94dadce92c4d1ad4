"""Every page opened and everything used once: whom the phone asked for what, and what stayed on it, against a list.

The lists stand here with a reason each. A request, a cookie or a name that is in none of them fails.
"""

import re
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Playwright

from pwa.built import read_build
from pwa.config import ROOT
from pwa.site import Site
from tests.browser.helper import Flow
from tests.browser.journey import PLACE, SOUGHT, TOWN, WORDS, ZIP, erase, open_every_page, use_everything
from tests.browser.leaving import ELSEWHERE
from tests.browser.phone import Phone
from tests.browser.test_detailed_map import put_detail
from tests.browser.traces import Name, Traces
from tests.chaos.client import ChaosServer
from tests.chaos.journal import Request
from tests.conftest import MakeBuild

STORED = {
    Name("worker", "/"): "The saved pages",
    Name("cache", "site-"): "The saved pages",
    Name("cache", "paper"): "A poster or a card",
    Name("cache", "packs"): "The map of your area",
    Name("packs", "/packs/kept"): "The map of your area",
    Name("database", "respira.pieces"): "The map of your area",
    Name("cache", "meta"): "The language you read last",
    Name("meta", "/language"): "The language you read last",
    Name("meta", "/generations"): "Which version is saved, and since when",
    Name("local", "respira.saving"): "A note not to save anything again",
    Name("local", "respira.install"): "“Not now”",
    Name("local", "respira.rescue"): "A guided rescue",
    Name("local", "respira.state"): "The state you picked on the laws page",
    Name("local", "respira.quiz"): "The state you picked on the laws page, and your quiz score",
    Name("local", "respira.favorites"): "The services you saved",
    Name("database", "respira.reports"): "On your phone: the reports that are not sent yet",
    Name("local", "respira.reports"): "On your phone: the reports that are not sent yet",
    Name("local", "respira.shift"): "That Shift three times is off",
    Name("session", "respira.left"): "After “Exit”, a mark in that tab",
}
"""Everything that may be stored, and the point of the privacy page that tells of it."""

KINDS = {"cache_storage", "indexeddb", "service_workers"}
"""In what else than the two small storages, which the browser does not count, something may lie."""

ASKED = {
    r"/": "chooses the language",
    r"/(en|es)/[a-z/-]*": "a page",
    r"/(en|es)/(app|plain)\.webmanifest": "what an installed app is called",
    r"/sw\.js": "the worker, and whether there is a newer one",
    r"/favicon\.ico": "the browser's own wish",
    r"/static/[\w./-]+\.([0-9a-f]{8}|[0-9A-Z]{8})\.\w+": "a part of a page, or a PDF",
    r"/packs/index\.json": "what there is to keep, beside the pages",
    r"/packs/[a-z-]+\.[0-9a-f]{8}\.(json|pmtiles)": "what is kept, the map of home among it",
}
"""Everything that may be asked of our server, and what for."""

TYPED = (ZIP, *TOWN.split(), WORDS, SOUGHT, *(str(each)[:5].strip("-") for each in PLACE.values()))
"""What the reader typed, or was, and nobody else may learn. Not within a hash, where any digits may stand."""

TELLS = ("cookie", "authorization", "content-length", "content-type", "transfer-encoding")
"""Headers that would carry more than the wish for a file."""


class Record(NamedTuple):
    """What the journey left behind."""

    requests: list[Request]
    """Everything our server was asked, by a window without a worker too."""
    traces: Traces
    kinds: set[str]
    left: set[Name]
    """What is stored after erasing."""


@pytest.fixture(scope="module")
def used(
    playwright: Playwright,
    chrome: Browser,
    tmp_path_factory: pytest.TempPathFactory,
    make_build: MakeBuild,
    flows: dict[str, Flow],
    site: Site,
) -> Record:
    """A phone on which every page was opened, everything was used, and all was erased in the end."""
    build = make_build(put_detail, "traces")
    made = read_build(build)
    assert made
    with ChaosServer.start(build) as server:
        window = chrome.new_context(service_workers="block")
        open_every_page(window.new_page(), server, made)
        assert window.cookies() == []
        window.close()
        phone = Phone(playwright, tmp_path_factory.mktemp("traces"), server)
        traces = Traces(phone)
        for _ in use_everything(phone, made, flows, site):
            traces.look()
        kinds = traces.kinds()
        erase(phone)
        left = traces.look()
        phone.close()
        return Record(server.requests(), traces, kinds, left)


def test_our_server_is_asked_for_files_of_the_site_and_nothing_else(used: Record) -> None:
    paths = {request.path for request in used.requests}
    unexpected = [path for path in paths if not any(re.fullmatch(each, path) for each in ASKED)]
    assert unexpected == []
    for each, reason in ASKED.items():
        assert any(re.fullmatch(each, path) for path in paths), (
            f"{each} ({reason}) was never asked for: strike it out"
        )
    assert {request.method for request in files_asked(used)} == {"GET"}


def files_asked(used: Record) -> list[Request]:
    """What was asked for, beside the one thing that readers send."""
    return [each for each in used.requests if (each.method, each.path[3:]) != ("POST", "/report")]


def test_a_report_says_nothing_of_its_sender_and_goes_only_when_one_was_sent(used: Record) -> None:
    sent = [each for each in used.requests if each not in files_asked(used)]
    assert sent
    for each in sent:
        told = {name for name in each.headers if name in TELLS}
        assert told == {"content-length", "content-type"}
        assert "referer" not in each.headers


def test_no_request_tells_more_than_which_file_is_wanted(used: Record) -> None:
    for request in files_asked(used):
        told = {name: value for name, value in request.headers.items() if name in TELLS}
        assert told == {}, request.path
        assert "?" not in request.path
        # A browser that looks for a newer worker by itself names the worker it has, and no page.
        said = urlsplit(request.headers.get("referer", "")).path
        assert said == "" or said == request.path == "/sw.js", f"{request.path} after {said}"


def test_what_the_reader_typed_leaves_the_phone_in_no_form(used: Record) -> None:
    typed = re.compile("|".join(rf"(?<![0-9a-f]){re.escape(each)}(?![0-9a-f])" for each in TYPED), re.IGNORECASE)
    for request in used.requests:
        sent = " ".join([request.path, *request.headers.values()])
        assert not typed.search(sent), sent


def test_nobody_else_is_asked_but_the_site_of_exit(used: Record) -> None:
    assert used.traces.elsewhere == {ELSEWHERE}


def test_no_cookie_is_set_by_anyone(used: Record) -> None:
    assert used.traces.cookies == []


def test_nothing_is_stored_under_a_name_that_is_not_on_the_list(used: Record) -> None:
    assert used.traces.names - STORED.keys() == set()
    assert STORED.keys() - used.traces.names == set(), "the list names what nobody stores: strike it out"
    assert used.kinds <= KINDS


def test_erase_leaves_the_note_and_nothing_else(used: Record) -> None:
    assert used.left == {Name("local", "respira.saving")}


def test_the_privacy_page_tells_of_each_of_them_and_of_nothing_else() -> None:
    page = (ROOT / "pwa/content/pages/privacy.toml").read_text("utf-8")
    section = page.partition('id = "on-your-phone"')[2].partition("[[section]]")[0]
    points = re.findall(r'^  "(.*)",$', section, re.MULTILINE)
    reports = (ROOT / "pwa/templates/components/reports-kept.html").read_text("utf-8")
    points += re.findall(r'_\("(On your phone: .*?)"', reports)
    assert points
    for name, told in STORED.items():
        assert [point for point in points if point.startswith(told)], f"{name}: {told}"
    for point in points:
        assert any(point.startswith(told) for told in STORED.values()), f"nothing is stored for: {point}"


def test_the_table_of_what_is_remembered_names_the_same() -> None:
    text = (ROOT / "docs/architecture.md").read_text("utf-8")
    table = text.partition("## What is remembered on the phone")[2].partition("\n## ")[0]
    named = set(
        re.findall(r"`([^`]+)`", " ".join(line.split("|")[2] for line in table.splitlines() if "| `" in line))
    )
    named = {"site-" if name.startswith("site-") else name for name in named}
    assert named == {name for where, name in STORED if where != "worker"}
