"""Images and words reach the browser under names that carry their content; what is missing is named."""

import hashlib
import re
from pathlib import Path

import pytest

from pwa.assets import AT_ROOT, read_assets
from pwa.bundles import AssetError
from tests.site_copies import copy_of_static


@pytest.fixture
def static(tmp_path: Path) -> Path:
    """A copy of the assets to break."""
    return copy_of_static(tmp_path)


def test_a_name_carries_the_hash_of_its_content(site):
    for name, address in site.assets.addresses.items():
        if name.endswith((".js", ".css")) or name in AT_ROOT:
            continue  # Named by esbuild (tests/test_bundles.py), or asked for at a fixed address.
        stem, _, extension = name.rpartition(".")
        short = hashlib.sha256(site.assets.files[address]).hexdigest()[:8]
        assert address == f"/static/{stem}.{short}.{extension}"


@pytest.mark.parametrize("name", ["icons/favicon.ico", "sw.js"])
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
