"""Scripts and styles reach the browser with their meaning: squeezed, linked to each other, named by their content."""

import hashlib
import posixpath
import re
import shutil
from pathlib import Path

import pytest

from pwa.assets import STYLESHEETS, AssetError, read_assets, squeeze
from pwa.config import ROOT


@pytest.fixture
def static(tmp_path: Path) -> Path:
    """A copy of the assets to break."""
    return Path(shutil.copytree(ROOT / "static", tmp_path / "static"))


SAME = {
    "spaces in a string": '.a::before{content:"a  >  b ; c"}',
    "the end of a rule in a string": '.a::before{content:"x;}y"}',
    "a comment in a string": '.a::before{content:"/* no comment */"}',
    "single quotes": ".a::before{content:' , '}",
    "an escaped quote": r'.a::before{content:"\" ; \""}',
    "sums": ".a{width:calc(100% - (2 * 1px) + var(--gap))}",
    "a descendant that is hovered": ".a :hover{color:red}",
    "attributes": 'a[href^="tel: 911"]{color:red}',
    "an empty value": ":root{--none:;--one:1}",
    "a media range": "@media (min-width: 40em) and (hover: none){.a{color:red}}",
    "a picture": """.a{background:url("data:image/svg+xml,%3Csvg viewBox='0 0 1 1'; /%3E")}""",
}


@pytest.mark.parametrize("css", SAME.values(), ids=SAME.keys())
def test_squeezing_changes_no_string_sum_or_selector(css):
    assert squeeze(css) == css


def test_squeezing_drops_comments_and_white_space_between_rules():
    css = '/* a */\n.a > .b,\n.c {\n  color: red; /* "b */\n  margin: 0 1px;\n}\n\n.d { content: "e"; }\n'
    assert squeeze(css) == '.a>.b,.c{color:red;margin:0 1px}.d{content:"e"}'


def test_squeezing_twice_is_squeezing_once(site):
    for sheet in (
        site.assets.inline_styles["emergency"],
        site.assets.files[site.assets.url("css/site.css")].decode(),
    ):
        assert squeeze(sheet) == sheet
        assert sheet.count("{") == sheet.count("}")


def test_layers_are_declared_before_any_rule_and_every_stylesheet_is_used(site):
    assert site.assets.inline_styles["emergency"].startswith("@layer tokens,base,layout,components,print,hidden;")
    used = {part for parts in STYLESHEETS.values() for part in parts}
    there = {file.relative_to(ROOT / "static").as_posix() for file in (ROOT / "static" / "css").rglob("*.css")}
    assert used == there


def test_a_name_carries_the_hash_of_its_content(site):
    for name, address in site.assets.addresses.items():
        stem, _, extension = name.rpartition(".")
        short = hashlib.sha256(site.assets.files[address]).hexdigest()[:8]
        assert address == f"/static/{stem}.{short}.{extension}"


def test_every_import_leads_to_a_fingerprinted_file(site):
    addresses = set(site.assets.files)
    for name, address in site.assets.addresses.items():
        if name.endswith(".js"):
            source = site.assets.files[address].decode()
            for target in re.findall(r"""(?:from|import)\s*\(?\s*['"]([^'"]+)['"]""", source):
                assert target in addresses, f"{name} imports {target}"


def test_a_changed_leaf_renames_all_that_import_it_and_nothing_else(static):
    before = read_assets(static).addresses
    leaf = static / "js/lib/storage.js"
    leaf.write_text(leaf.read_text("utf-8") + "export const changed = 1;\n", "utf-8")
    after = read_assets(static).addresses
    changed = {name for name in before if before[name] != after[name]}
    assert {"js/lib/storage.js", "js/app.js"} <= changed
    assert all(name.startswith("js/") for name in changed)
    importing = {"js/lib/storage.js"}
    for _ in range(len(before)):
        for name in before:
            source = (static / name).read_text("utf-8") if name.endswith(".js") else ""
            if any(
                posixpath.normpath(f"{posixpath.dirname(name)}/{found}") in importing
                for found in re.findall(r"\.{1,2}/[^'\"]+", source)
            ):
                importing.add(name)
    assert changed == importing


@pytest.mark.parametrize(
    "statement", ["import '{}';", "export {{ x }} from '{}';", "const late = () => import('{}');"]
)
def test_every_way_to_import_is_rewritten(static, statement):
    (static / "js/lib/new.js").write_text(statement.format("./rhythm.js"))
    assets = read_assets(static)
    body = assets.files[assets.url("js/lib/new.js")].decode()
    assert body == statement.format(assets.url("js/lib/rhythm.js"))


def test_a_circle_of_imports_is_named(static):
    (static / "js/lib/a.js").write_text("import './b.js';")
    (static / "js/lib/b.js").write_text("import './c.js';")
    (static / "js/lib/c.js").write_text("import './a.js';")
    with pytest.raises(AssetError, match=r"circle js/lib/a\.js -> js/lib/b\.js -> js/lib/c\.js -> js/lib/a\.js"):
        read_assets(static)


@pytest.mark.parametrize("target", ["./gone.js", "../../../pwa/site.js", "./inline/choose-language.js"])
def test_an_import_of_nothing_is_named(static, target):
    (static / "js/new.js").write_text(f"import '{target}';")
    with pytest.raises(AssetError) as error:
        read_assets(static)
    assert str(error.value) == f'static/js/new.js: found an import of "{target}", expected a file that exists.'


@pytest.mark.parametrize("name", ["css/tokens.css", "icons/favicon.ico", "sw.js"])
def test_a_missing_file_is_named(static, name):
    (static / name).unlink()
    with pytest.raises(AssetError, match=rf"^static/{name}: found no file, expected one"):
        read_assets(static)


def test_an_unknown_asset_is_named_with_those_that_exist(site):
    with pytest.raises(AssetError, match=r"static/js/gone\.js: found no such asset, expected one of .*js/app\.js"):
        site.assets.url("js/gone.js")


def test_drawings_carry_no_words_and_nothing_that_runs(site):
    for name, drawing in site.assets.pictograms.items():
        assert drawing.startswith("<svg "), name
        assert not re.search(r"<(text|script|style|image|use|title)\b|\bon\w+=|href", drawing), name


def test_scripts_go_to_the_phone_without_the_comments_that_stand_alone(static):
    file = static / "js/lib/storage.js"
    file.write_text('/**\n * @param {string} a\n */\n// why\nexport const a = "// kept"; /* kept */\n', "utf-8")
    assets = read_assets(static)
    assert assets.files[assets.url("js/lib/storage.js")] == b'export const a = "// kept"; /* kept */\n'
