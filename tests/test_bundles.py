"""Scripts and styles reach the phone small and whole: nothing forgotten, nothing renamed that did not change."""

import re
from pathlib import Path

import pytest

from pwa import bundles
from pwa.assets import ENTRIES
from pwa.bundles import AssetError, bundle
from pwa.config import ROOT
from tests.site_copies import copy_of_static

IMPORT = re.compile(r"""(?:\bfrom|\bimport\(?|@import)\s*["'](\.{1,2}/[^"']+)["']""")


@pytest.fixture
def static(tmp_path: Path) -> Path:
    """A copy of the assets to break."""
    return copy_of_static(tmp_path)


def names(static: Path) -> dict[str, str]:
    return {made.name: made.path for made in bundle(static, ENTRIES)}


def sources(static: Path) -> set[Path]:
    return {file for kind in ("css", "js") for file in (static / kind).rglob(f"*.{kind}")}


def reached_from(entry: Path) -> set[Path]:
    """The file and all it imports, at once or later."""
    reached, waiting = set(), {entry.resolve()}
    while waiting:
        file = waiting.pop()
        reached.add(file)
        waiting |= {(file.parent / found).resolve() for found in IMPORT.findall(file.read_text("utf-8"))} - reached
    return reached


def test_every_script_and_style_reaches_the_phone():
    static = ROOT / "static"
    reached = set().union(*(reached_from(static / entry) for entry in ENTRIES))
    assert reached == sources(static)


def test_every_page_and_part_has_a_name_that_carries_its_content(static):
    for entry in ENTRIES:
        stem, _, extension = entry.rpartition(".")
        assert re.fullmatch(rf"{stem}\.[0-9A-Z]{{8}}\.{extension}", names(static)[entry])


@pytest.mark.parametrize(
    ("source", "renamed"),
    [
        ("js/rescue/screen.js", {"js/enhancements/rescue.js", "js/app.js"}),
        ("css/components/panel.css", {"css/rescue.css"}),
        ("css/components/tiles.css", {"css/site.css"}),
        ("css/tokens.css", {"css/emergency.css", "css/site.css"}),
    ],
)
def test_a_change_renames_what_holds_it_and_nothing_else(static, source, renamed):
    before = names(static)
    addition = "console.log(1);" if source.endswith(".js") else "@layer components { .new { color: red; } }"
    (static / source).write_text((static / source).read_text("utf-8") + addition, "utf-8")
    after = names(static)
    assert {name for name, path in before.items() if after.get(name) != path} == renamed


def test_the_same_sources_make_the_same_bytes_wherever_they_lie(static):
    assert bundle(static, ENTRIES) == bundle(ROOT / "static", ENTRIES)


def test_layers_are_declared_before_any_rule():
    for made in bundle(ROOT / "static", ENTRIES):
        if made.path.endswith(".css"):
            assert made.body.startswith(b"@layer tokens,base,layout,components,print,hidden;"), made.name


def test_no_comment_goes_to_the_phone():
    for made in bundle(ROOT / "static", ENTRIES):
        assert b"/*" not in made.body, made.name
        assert not re.search(rb"^\s*//", made.body, re.MULTILINE), made.name


@pytest.mark.parametrize(
    ("source", "line"),
    [("js/lib/storage.js", "import './gone.js';"), ("css/site.css", '@import "./gone.css";')],
)
def test_an_import_of_nothing_is_named_with_its_file_and_line(static, source, line):
    (static / source).write_text(line + "\n" + (static / source).read_text("utf-8"), "utf-8")
    with pytest.raises(AssetError) as error:
        bundle(static, ENTRIES)
    assert "./gone." in str(error.value)
    assert f"{source}:1:" in str(error.value)


def test_a_missing_esbuild_is_named_with_the_remedy(static, monkeypatch):
    monkeypatch.setattr(bundles, "ESBUILD", static / "esbuild")
    (static / "js/app.js").write_text("", "utf-8")
    with pytest.raises(AssetError, match=r"found no esbuild, expected it there; scripts/setup\.sh packages"):
        bundle(static, ENTRIES)


def test_no_pattern_looks_behind():
    """Safari before 16.4 knows no `(?<=…)`; esbuild cannot take it out, and the script would stop there."""
    scripts = [*(ROOT / "static").rglob("*.js")]
    assert scripts
    assert [file.name for file in scripts if re.search(r"\(\?<[=!]", file.read_text("utf-8"))] == []


def test_what_the_bundler_added_for_one_part_is_fetched_for_that_part_alone() -> None:
    made = bundle(ROOT / "static", ENTRIES)
    (helper,) = [each for each in made if b"__esModule" in each.body and not each.imports]
    line = f'import"./{Path(helper.path).name}"'.encode()
    assert [each.name for each in made if line in each.body] == []
    assert sorted(each.name for each in made if helper.name in each.imports) == ["js/map/detail.js", "js/map/view.js"]


def test_what_app_shares_with_the_parts_fetched_later_is_one_file() -> None:
    imports = {made.name: made.imports for made in bundle(ROOT / "static", ENTRIES)}
    (shared,) = imports["js/app.js"]
    assert imports[shared] == ()
    assert imports["js/enhancements/rescue.js"] == (shared,)
