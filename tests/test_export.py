"""`flask export DIR`: the whole site in one folder, put there whole or not at all, and never over other files."""

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from pwa.export import ExportError, content_time, export_site
from tests.site_copies import copy_of_site
from tests.test_catalogue import flask


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.fixture
def build(tmp_path) -> Path:
    """A small build: what an export looks at."""
    site = tmp_path / "build" / "site"
    (site / "en").mkdir(parents=True)
    (site / "_hosting").mkdir()
    (site / "_hosting" / "nginx.conf").write_text("etag on;")
    (site / "en" / "overdose.html").write_text("Give 4 mg.")
    return site.parent


def test_the_export_is_the_document_root_with_what_hosts_need(built, tmp_path):
    count = export_site(built.folder, tmp_path / "out")
    exported = bytes_of(tmp_path / "out")
    assert exported == bytes_of(built.root)
    assert count == len(exported)
    for needed in (
        "_headers",
        "_redirects",
        "_hosting/nginx.conf",
        "_hosting/caddy.conf",
        "index.html",
        "404.html",
        "en/404.html",
        "es/404.html",
        "en/offline.html",
        "sw.js",
    ):
        assert needed in exported


def test_the_command_builds_what_changed_and_says_what_to_do_next(tmp_path):
    settings = replace(copy_of_site(tmp_path), languages=("en",), url="https://respira.example")
    first = flask(settings, "export", str(tmp_path / "out"))
    assert first.exit_code == 0, first.output
    assert first.output.startswith("Exported generation ")
    assert "flask verify https://respira.example" in first.output
    page = settings.content / "guides" / "overdose.toml"
    page.write_text(page.read_text("utf-8").replace("911", "911!", 1), "utf-8")
    before = bytes_of(tmp_path / "out")
    second = flask(settings, "export", str(tmp_path / "out"))
    assert second.exit_code == 0, second.output
    assert bytes_of(tmp_path / "out") != before
    third = flask(settings, "export", str(tmp_path / "out"))
    assert third.output == second.output


def test_a_new_export_takes_the_place_of_the_one_before(build, tmp_path):
    export_site(build, tmp_path / "out")
    (build / "site" / "en" / "overdose.html").rename(build / "site" / "en" / "naloxone.html")
    export_site(build, tmp_path / "out")
    assert bytes_of(tmp_path / "out").keys() == {"_hosting/nginx.conf", "en/naloxone.html"}
    assert [folder.name for folder in sorted(tmp_path.iterdir())] == ["build", "out"]


def test_an_empty_folder_may_be_filled(build, tmp_path):
    (tmp_path / "out").mkdir()
    assert export_site(build, tmp_path / "out") == 2


def test_somebody_elses_files_are_never_replaced(build, tmp_path):
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("years of work")
    with pytest.raises(ExportError, match=r"thesis: found files that are no export of ours.*choose an empty folder"):
        export_site(build, tmp_path / "thesis")
    assert (tmp_path / "thesis" / "chapter.txt").read_text() == "years of work"
    (tmp_path / "note").write_text("a note")
    with pytest.raises(ExportError, match=r"note: found a file"):
        export_site(build, tmp_path / "note")
    assert (tmp_path / "note").read_text() == "a note"


@pytest.mark.parametrize("where", ["build", "build/site", "build/site/en/out", "."])
def test_the_build_itself_is_no_place_for_it(build, tmp_path, where):
    before = bytes_of(tmp_path)
    with pytest.raises(ExportError):
        export_site(build, tmp_path / where)
    assert bytes_of(tmp_path) == before


@pytest.mark.parametrize(("module", "step"), [(shutil, "copyfile"), (os, "utime")])
def test_an_export_that_fails_leaves_the_one_before(build, tmp_path, monkeypatch, module, step):
    export_site(build, tmp_path / "out")
    before = bytes_of(tmp_path / "out")
    (build / "site" / "en" / "overdose.html").write_text("Give 8 mg.")

    def full(*_arguments: object, **_options: object) -> None:
        raise OSError(28, "No space left on device", "x")

    monkeypatch.setattr(module, step, full)
    with pytest.raises(ExportError, match=r"No space left on device.*; nothing was changed"):
        export_site(build, tmp_path / "out")
    assert bytes_of(tmp_path / "out") == before
    assert not (tmp_path / "out.new").exists()


def test_the_time_of_a_file_is_made_from_its_content(build, tmp_path):
    """Hosts name a version by time and length."""
    export_site(build, tmp_path / "a")
    export_site(build, tmp_path / "b")
    (build / "site" / "en" / "overdose.html").write_text("Give 2 mg.")
    export_site(build, tmp_path / "c")
    times = [(tmp_path / name / "en" / "overdose.html").stat().st_mtime for name in "abc"]
    assert times[0] == times[1] != times[2]
    assert 1980 <= 1970 + content_time(build / "site" / "_hosting" / "nginx.conf") / 31_556_952 <= 2015


def test_an_export_can_be_moved_and_published_again(build, tmp_path):
    export_site(build, tmp_path / "out")
    shutil.move(tmp_path / "out", tmp_path / "elsewhere")
    assert export_site(build, tmp_path / "elsewhere") == 2
