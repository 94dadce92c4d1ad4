"""What a second build does: a new generation for what a phone could see, nothing lost, nothing half done."""

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from pwa import create_app
from pwa.build import KEEP_RETIRED, BuildError, build_site, keep_retired
from pwa.built import read_build
from pwa.config import Settings
from tests.conftest import Built
from tests.site_copies import browse, copy_of_site, copy_of_static, files_of, reword
from tests.test_catalogue import flask


@pytest.fixture(autouse=True)
def fast_builds(monkeypatch):
    """Compressed copies of the files say nothing about what is in them."""
    monkeypatch.setattr("pwa.build.compress", lambda root: None)


def build(settings: Settings) -> Built:
    return Built(settings.build, build_site(create_app(settings)), settings)


def generation_of(settings: Settings) -> str:
    made = read_build(settings.build)
    assert made
    return made.generation


def append(file: Path, line: str) -> None:
    file.write_text(f"{file.read_text('utf-8')}{line}\n", "utf-8")


def with_another_header(monkeypatch, settings: Settings) -> None:
    monkeypatch.setattr("pwa.headers.FEATURES_OF_OURS", ("geolocation",))


def with_a_word(monkeypatch, settings: Settings) -> None:
    reword(
        settings.content,
        settings.translations,
        "guides/too-much.toml",
        "Unlock the door.",
        "Open the door.",
        "Abra la puerta.",
    )


def with_a_spanish_word(monkeypatch, settings: Settings) -> None:
    file = settings.translations / "es/LC_MESSAGES/messages.po"
    file.write_text(file.read_text("utf-8").replace('msgstr "Llame al 911"', 'msgstr "Llame ya al 911"'), "utf-8")


def with_a_date(monkeypatch, settings: Settings) -> None:
    file = settings.content / "guides/too-much.toml"
    file.write_text(file.read_text("utf-8").replace("reviewed = 2026-11-22", "reviewed = 2026-11-23"), "utf-8")


def with_a_script(monkeypatch, settings: Settings) -> None:
    append(settings.static / "js/rescue/screen.js", "console.log(1);")


@pytest.fixture(scope="module")
def generation(built) -> str:
    return str(built.made.generation)


def variant(tmp_path: Path) -> Settings:
    """A copy of everything a build is made of, to change one thing."""
    return copy_of_site(tmp_path, static=copy_of_static(tmp_path))


def test_nothing_changed_means_the_same_generation(tmp_path, generation):
    assert build(variant(tmp_path)).made.generation == generation


@pytest.mark.parametrize(
    "change", [with_a_word, with_a_spanish_word, with_a_date, with_another_header, with_a_script]
)
def test_any_change_a_phone_could_see_makes_a_new_generation(change, tmp_path, generation, monkeypatch):
    settings = variant(tmp_path)
    change(monkeypatch, settings)
    assert build(settings).made.generation != generation


@pytest.mark.parametrize(
    "change", [{"hsts": True}, {"name": "Alder"}, {"url": "https://a.example"}, {"languages": ("en",)}]
)
def test_a_setting_that_shows_in_pages_or_headers_makes_a_new_generation(change, tmp_path, generation):
    assert build(replace(variant(tmp_path), **change)).made.generation != generation


def test_only_what_changed_has_another_hash(tmp_path, built):
    settings = variant(tmp_path)
    with_a_spanish_word(None, settings)
    changed = {address for address, _ in set(build(settings).made.entries.items()) - set(built.made.entries.items())}
    assert changed
    assert all(address.startswith(("/es/", "/static/rescue/es.")) for address in changed)


def test_an_asset_no_page_names_any_more_stays_for_tabs_that_are_open(tmp_path):
    settings = variant(tmp_path)
    before = build(settings)
    bodies = {address: before.body(address) for address in before.made.entries}
    with_a_script(None, settings)
    after = build(settings)
    retired = set(before.made.entries) - set(after.made.entries)
    assert retired
    client = browse(settings)
    for address in retired:
        assert address.startswith("/static/js/")
        assert client.get(address).get_data() == bodies[address]
        assert "immutable" in client.get(address).headers["Cache-Control"]
    record = json.loads((settings.build / "retired.json").read_text())
    assert set(record) == {f"site{address}" for address in retired}
    build(settings)
    assert json.loads((settings.build / "retired.json").read_text()) == record


DAY = date(2026, 11, 22)


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """A build with an old asset, and the build after it without."""
    for name in ("before", "after"):
        (tmp_path / name / "site/static").mkdir(parents=True)
    (tmp_path / "before/site/static/app.00000000.js").write_text("old")
    return tmp_path / "before", tmp_path / "after"


@pytest.mark.parametrize(("days", "kept"), [(0, True), (1, True), (30, True), (31, False), (365, False)])
def test_a_retired_asset_is_kept_for_thirty_days(folders, days, kept):
    before, after = folders
    assert timedelta(days=30) == KEEP_RETIRED
    (before / "retired.json").write_text(json.dumps({"site/static/app.00000000.js": DAY.isoformat()}))
    keep_retired(before, after, DAY + timedelta(days=days))
    assert (after / "site/static/app.00000000.js").exists() == kept
    assert (after / "retired.json").exists() == kept


def test_an_asset_that_came_back_is_not_retired(folders):
    before, after = folders
    (after / "site/static/app.00000000.js").write_text("new")
    keep_retired(before, after, DAY)
    assert (after / "site/static/app.00000000.js").read_text() == "new"
    assert not (after / "retired.json").exists()


def test_a_failed_build_leaves_the_site_of_yesterday(site_copy):
    build(site_copy)
    yesterday = files_of(site_copy.build)
    file = site_copy.translations / "es/LC_MESSAGES/messages.po"
    file.write_text(file.read_text("utf-8").replace('msgstr "Llame al 911"', 'msgstr ""'), "utf-8")
    assert flask(site_copy, "build").exit_code == 1
    assert files_of(site_copy.build) == yesterday
    assert [file.name for file in site_copy.build.parent.iterdir() if file.name.startswith("build")] == ["build"]


def test_a_build_that_breaks_while_writing_leaves_the_site_of_yesterday(site_copy, monkeypatch):
    build(site_copy)
    yesterday = files_of(site_copy.build)

    def full(root: Path) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr("pwa.build.compress", full)
    with pytest.raises(OSError, match="No space left"):
        build(site_copy)
    assert files_of(site_copy.build) == yesterday
    monkeypatch.undo()
    build(site_copy)
    assert not site_copy.build.with_name("build.new").exists()


def test_a_page_that_is_not_the_same_twice_is_not_published(site_copy):
    app = create_app(site_copy)
    turns = iter(range(1000))
    app.jinja_env.filters["day"] = lambda value: str(next(turns))
    with pytest.raises(BuildError, match=r"^/en/overdose: found two different renderings, expected the same bytes"):
        build_site(app)
    assert not site_copy.build.exists()


@pytest.mark.parametrize("header", [("Set-Cookie", "a=b"), ("Vary", "Cookie"), ("Vary", "Accept-Language")])
def test_a_page_with_a_cookie_or_a_vary_is_not_published(site_copy, header):
    app = create_app(site_copy)

    @app.after_request
    def spoil(response):
        response.headers.add(*header)
        return response

    with pytest.raises(BuildError, match=r"^/en/overdose: found status 200, .*, expected 200, no Vary and no cookie"):
        build_site(app)


def test_a_page_that_fails_is_not_published(site_copy, monkeypatch):
    app = create_app(site_copy)
    monkeypatch.setattr(app.logger, "disabled", True)
    app.jinja_env.filters["day"] = lambda value: 1 / 0
    with pytest.raises(BuildError, match=r"^/en/overdose: found status 500"):
        build_site(app)


def test_if_changed_builds_only_what_changed(site_copy):
    assert "Built generation" in flask(site_copy, "build", "--if-changed").output
    stamp = (site_copy.build / "build.json").stat().st_mtime_ns
    generation = generation_of(site_copy)
    assert flask(site_copy, "build", "--if-changed").output == f"Nothing changed since generation {generation}.\n"
    assert (site_copy.build / "build.json").stat().st_mtime_ns == stamp
    with_a_spanish_word(None, site_copy)
    assert "Built generation" in flask(site_copy, "build", "--if-changed").output
    assert generation_of(site_copy) != generation
    (site_copy.build / "build.json").write_text("{")
    assert "Built generation" in flask(site_copy, "build", "--if-changed").output


def test_a_server_of_an_older_build_says_so(site_copy, caplog):
    build(site_copy)
    create_app(site_copy)
    assert not caplog.records
    with_a_spanish_word(None, site_copy)
    create_app(site_copy)
    assert [record.getMessage() for record in caplog.records] == [
        f"{site_copy.build} is older than the content or the code: run flask build."
    ]


def test_the_kill_switch_makes_a_worker_that_removes_all_and_itself(site_copy):
    settings = replace(site_copy, retire=True)
    build(settings)
    client = browse(settings)
    worker = client.get("/sw.js")
    assert "MANIFEST" not in worker.text
    for deed in ("skipWaiting", "caches.delete", "registration.unregister"):
        assert deed in worker.text
    assert "'fetch'" not in worker.text, "a retired worker stands between no reader and the network"
    assert worker.headers["Clear-Site-Data"] == '"storage"'
    assert worker.headers["Cache-Control"] == "no-cache"
    assert "Clear-Site-Data" not in client.get("/en/overdose").headers
    assert "tel:911" in client.get("/en/overdose").text
    assert 'Clear-Site-Data: "storage"' in (settings.build / "site/_headers").read_text("utf-8")


def test_without_the_kill_switch_nothing_is_cleared(built, served):
    assert "Clear-Site-Data" not in served.get("/sw.js").headers
    assert "Clear-Site-Data" not in built.body("/_headers").decode()
