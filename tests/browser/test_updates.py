"""A newer version arrives whole or not at all, downloads only what changed, and can be taken back."""

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest
from babel.messages.catalog import Message

from pwa import create_app
from pwa.build import build_site
from pwa.built import read_build
from pwa.config import Settings
from tests.browser.engine import (
    Workers,
    cached_paths,
    devtools,
    evict,
    set_quota,
    stop_workers,
    wait_for_offline,
    wait_until,
)
from tests.browser.phone import Phone
from tests.conftest import MakeBuild
from tests.site_copies import change_entry, copy_of_static, rewrite

IN_CHARGE = """async (generation) => {
    const answer = await caches.match('/generations', { cacheName: 'meta' })
    return Boolean(answer) && (await answer.json()).current.endsWith(generation)
}"""
"""Whether the worker of this generation has taken over."""

ENGLISH = "Watch the chest for 10 seconds. Count the breaths."


def change_sentence(content: Path, translations: Path) -> None:
    """One sentence of the overdose guide says something new, in both languages."""
    rewrite(content / "guides" / "overdose.toml", ENGLISH, f"{ENGLISH} Newer words.")
    change_entry(translations, "es", ENGLISH, newer_words)


def newer_words(entry: Message) -> None:
    """The catalogue's entry for the new sentence."""
    entry.id, entry.string = f"{ENGLISH} Newer words.", f"{entry.string} Newer words."


@pytest.fixture
def newer_site(make_build: MakeBuild) -> Path:
    """The site with one sentence changed."""
    return make_build(change_sentence, "newer")


def generation(folder: Path) -> str:
    made = read_build(folder)
    assert made is not None
    return made.generation


def visit_and_wait_for(phone: Phone, folder: Path, path: str = "/en/") -> None:
    """Visit until the generation of `folder` is the one in charge and whole."""
    phone.open(path)
    wait_until(
        phone.page,
        IN_CHARGE,
        generation(folder),
    )
    phone.open(path)
    wait_for_offline(phone.page, "ready")


def test_an_update_downloads_only_what_changed(phone: Phone, newer_site: Path) -> None:
    phone.save("/en/about")
    mark = phone.server.mark()
    phone.server.deploy(newer_site)
    visit_and_wait_for(phone, newer_site, "/en/about")
    paths = {r.path for r in phone.server.requests(mark)}
    search = {path for path in paths if "/search" in path}
    assert len(search) <= 4, "words changed: each language has another index, and its page names it"
    assert paths - search == {"/sw.js", "/en/overdose", "/es/overdose"}
    phone.server.kill()
    assert "Newer words." in phone.open("/en/overdose").content()
    phone.watch.assert_clean()


def test_going_back_to_the_version_before_downloads_nothing(phone: Phone, built_site: Path, newer_site: Path) -> None:
    phone.open("/en/about")
    wait_for_offline(phone.page, "ready")
    phone.server.deploy(newer_site)
    visit_and_wait_for(phone, newer_site)
    mark = phone.server.mark()
    phone.server.deploy(built_site)
    visit_and_wait_for(phone, built_site)
    assert {r.path for r in phone.server.requests(mark)} == {"/sw.js"}
    phone.server.kill()
    assert "Newer words." not in phone.open("/en/overdose").content()


@pytest.mark.parametrize("fault", ["status 500", "truncate 2000", "captive302", "captive200", "reset"])
def test_a_broken_update_changes_nothing_and_the_retry_asks_only_for_what_is_missing(
    phone: Phone, newer_site: Path, fault: str
) -> None:
    workers = Workers(phone.page)
    phone.open("/en/about")
    wait_for_offline(phone.page, "ready")
    phone.server.deploy(newer_site)
    phone.server.set("/es/overdose", fault)
    phone.open("/en/about")
    workers.wait_for("activated", "redundant")
    wait_for_offline(phone.page, "ready")
    assert "Newer words." not in phone.open("/en/overdose").content()
    phone.server.clear()
    mark = phone.server.mark()
    visit_and_wait_for(phone, newer_site, "/en/about")
    assert {r.path for r in phone.server.requests(mark)} == {"/sw.js", "/es/overdose"}
    phone.server.kill()
    assert "Newer words." in phone.open("/en/overdose").content()


def test_an_update_reloads_no_page_and_the_open_page_stays_as_it_was(phone: Phone, newer_site: Path) -> None:
    phone.context.add_init_script("sessionStorage.loads = Number(sessionStorage.loads || 0) + 1")
    phone.open("/en/overdose")
    wait_for_offline(phone.page, "ready")
    phone.server.deploy(newer_site)
    phone.page.evaluate("async () => { await (await navigator.serviceWorker.getRegistration()).update() }")
    wait_until(
        phone.page,
        IN_CHARGE,
        generation(newer_site),
    )
    other_tab = phone.context.new_page()  # What would reload the first page has time to, while another is opened.
    other_tab.goto(phone.server.url("/en/overdose"))
    wait_for_offline(other_tab, "ready")
    assert "Newer words." in other_tab.content()
    assert phone.page.evaluate("() => sessionStorage.loads") == "1"
    assert "Newer words." not in phone.page.content()


def test_a_tab_of_the_version_before_can_still_load_its_scripts(
    phone: Phone, built_site: Path, tmp_path: Path
) -> None:
    """The old tab asks for a module it has not loaded yet; the server does not have it any more."""
    static = copy_of_static(tmp_path)
    module = static / "js" / "enhancements" / "quiz.js"
    module.write_text(module.read_text("utf-8") + "\nexport const newer = true;\n", "utf-8")
    newer = tmp_path / "newer"
    build_site(create_app(Settings(static=static, build=newer)), precompress=False)
    old = next(path for path in read_build(built_site).entries if "/quiz." in path)  # type: ignore[union-attr]
    assert old not in read_build(newer).entries  # type: ignore[union-attr]

    phone.open("/en/about")
    wait_for_offline(phone.page, "ready")
    old_tab = phone.page
    phone.server.deploy(newer)
    phone.server.set(old, "status 404")  # The test's server renders assets live, the old one too.
    new_tab = phone.context.new_page()
    new_tab.goto(phone.server.url("/en/about"))
    wait_until(
        new_tab,
        IN_CHARGE,
        generation(newer),
    )
    devtools(old_tab).send("Network.clearBrowserCache")  # Else the browser's own cache answers for us.
    assert old_tab.evaluate("async (path) => Object.keys(await import(path))", old) == ["enhance"]


def test_a_full_phone_keeps_the_version_it_has(phone: Phone, newer_site: Path) -> None:
    workers = Workers(phone.page)
    phone.open("/en/about")
    wait_for_offline(phone.page, "ready")
    before = cached_paths(phone.page)
    set_quota(phone.page, phone.server.origin, 1000)
    phone.server.deploy(newer_site)
    phone.open("/en/about")
    workers.wait_for("activated", "redundant")
    wait_until(
        phone.page, "async () => (await caches.keys()).filter((name) => name.startsWith('site-')).length === 1"
    )
    set_quota(phone.page, phone.server.origin, None)
    assert cached_paths(phone.page) == before
    phone.server.kill()
    assert "Newer words." not in phone.open("/en/overdose").content()


def test_one_changed_digit_arrives_although_the_file_kept_its_size_and_time(
    phone: Phone, built_site: Path, make_build: MakeBuild
) -> None:
    def other_dose(content: Path, translations: Path) -> None:
        for file in (content / "guides" / "naloxone.toml", translations / "es" / "LC_MESSAGES" / "messages.po"):
            file.write_text(file.read_text("utf-8").replace("4 mg", "2 mg"), "utf-8")

    corrected = make_build(other_dose, "corrected")
    old, new = (folder / "site" / "en" / "naloxone.html" for folder in (built_site, corrected))
    assert old.stat().st_size == new.stat().st_size
    for file in (corrected / "site").rglob("*"):
        twin = built_site / file.relative_to(corrected)
        if file.is_file() and twin.exists():
            os.utime(file, ns=(twin.stat().st_atime_ns, twin.stat().st_mtime_ns))
    phone.open("/en/about")
    wait_for_offline(phone.page, "ready")
    phone.server.deploy(corrected)
    visit_and_wait_for(phone, corrected, "/en/about")
    assert "2 mg works on fentanyl" in phone.open("/en/naloxone").locator("main").inner_text()


def test_the_kill_switch_removes_worker_and_caches(phone: Phone, built_site: Path, tmp_path: Path) -> None:
    retired = tmp_path / "retired"
    build_site(create_app(replace(Settings(), retire=True, build=retired)), precompress=False)
    phone.open("/en/")
    wait_for_offline(phone.page, "ready")
    phone.server.deploy(retired)
    phone.open("/en/about")
    wait_until(phone.page, "async () => (await caches.keys()).length === 0")
    mark = phone.server.mark()
    phone.open("/en/overdose")
    phone.open("/en/")  # Time enough to register again, were it asked for.
    assert [r.path for r in phone.server.requests(mark) if r.service_worker] == []
    phone.open("/en/overdose")
    assert phone.page.evaluate("async () => (await navigator.serviceWorker.getRegistrations()).length") == 0
    assert phone.page.evaluate("() => caches.keys()") == []
    assert phone.page.locator("h1").inner_text().startswith("Someone")


def test_a_worker_the_server_has_lost_goes_on_serving(phone: Phone) -> None:
    phone.open("/en/")
    wait_for_offline(phone.page, "ready")
    phone.server.set("/sw.js", "status 404")
    mark = phone.server.mark()
    phone.open("/en/about")
    phone.server.wait_for("/sw.js", since=mark)
    wait_for_offline(phone.page, "ready")
    phone.server.kill()
    assert phone.open("/es/naloxone").locator("html").get_attribute("lang") == "es"


def evict_while_away(phone: Phone, what: Literal["all", "cache_storage"]) -> None:
    """What a browser does with a site nobody has open: one in use it leaves alone."""
    phone.page.goto("about:blank")
    stop_workers(phone.page)
    evict(phone.page, phone.server.origin, what)


def test_lost_caches_are_filled_again_at_the_next_visit(phone: Phone) -> None:
    phone.open("/en/")
    wait_for_offline(phone.page, "ready")
    evict_while_away(phone, "cache_storage")
    mark = phone.server.mark()
    phone.open("/en/about")
    wait_for_offline(phone.page, "ready")
    assert "/es/overdose" in {r.path for r in phone.server.requests(mark)}  # It was lost indeed.
    generation = json.loads((phone.server.site / "build.json").read_text("utf-8"))["generation"]
    assert phone.page.evaluate(IN_CHARGE, generation), "it knows again which version is saved"
    phone.server.kill()
    assert phone.open("/es/overdose").locator("html").get_attribute("lang") == "es"


def test_a_phone_that_lost_everything_is_new_again(phone: Phone) -> None:
    phone.open("/en/")
    wait_for_offline(phone.page, "ready")
    evict_while_away(phone, "all")
    mark = phone.server.mark()
    phone.open("/en/about")
    wait_for_offline(phone.page, "ready")
    assert "/es/overdose" in {r.path for r in phone.server.requests(mark)}  # It was lost indeed.
    phone.server.kill()
    assert phone.open("/es/overdose").locator("html").get_attribute("lang") == "es"


def test_one_lost_page_is_filled_again(phone: Phone) -> None:
    phone.open("/en/")
    wait_for_offline(phone.page, "ready")
    phone.page.evaluate("""async () => {
        const name = (await caches.keys()).find((each) => each.startsWith('site-'))
        await (await caches.open(name)).delete('/es/afterwards')
    }""")
    phone.open("/en/offline-status")
    wait_until(phone.page, "async () => Boolean(await caches.match('/es/afterwards'))")
    wait_for_offline(phone.page, "ready")
