"""One folder holds the whole site: the same bytes every time, nothing missing from it, and never half of it."""

import base64
import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urljoin

import brotli
import pytest

from pwa import create_app
from pwa.build import build_site, on_disk
from pwa.bundles import bundle
from pwa.config import ROOT
from pwa.model.directory import Directory
from pwa.search import make_indexes
from pwa.serving import address_of
from tests.bench.weight import CALM, MAP, NEARBY
from tests.site_copies import files_of

# Names that filter lists of ad blockers hide or refuse; a page would lose its styles or its way.
BLOCKED = (
    "ad|ads|adv|advert|banner|banners|track|tracker|tracking|share|social|popup|cookie|cookies|analytics|pixel|promo"
)


def packed(body: bytes) -> int:
    """What a phone downloads: brotli where that is smaller."""
    return min(len(brotli.compress(body, quality=11)), len(body))


def test_two_builds_of_the_same_tree_have_the_same_bytes(built, settings, tmp_path):
    again = replace(settings, build=tmp_path / "elsewhere" / "site")
    build_site(create_app(again))
    assert files_of(again.build) == files_of(built.folder)
    build_site(create_app(again))
    assert files_of(again.build) == files_of(built.folder)


def test_the_order_of_sets_and_the_place_it_is_built_in_change_nothing(built, tmp_path):
    make = "import sys; from pathlib import Path; from pwa import *; from pwa.build import build_site;"
    make += "build = Path(sys.argv[1]); settings = Settings(build=build, packs=build.with_name('packs'));"
    make += "build_site(create_app(settings), precompress=False)"
    environment = {key: value for key, value in os.environ.items() if not key.startswith("RESPIRA_")}
    for seed in ("1", "2"):
        command = [sys.executable, "-c", make, str(tmp_path / seed)]
        subprocess.run(command, cwd=ROOT, env={**environment, "PYTHONHASHSEED": seed}, check=True)
        uncompressed = {
            name: body for name, body in files_of(built.folder).items() if not name.endswith((".br", ".gz"))
        }
        assert files_of(tmp_path / seed) == uncompressed


def test_the_languages_have_the_same_pages(built):
    addresses = [address for address in built.made.entries if "." not in address or "webmanifest" in address]
    english = [address.removeprefix("/en") for address in addresses if address.startswith("/en/")]
    assert english == [address.removeprefix("/es") for address in addresses if address.startswith("/es/")]
    assert len(english) * 2 == len(addresses)


def test_every_entry_has_the_hash_of_its_file_and_every_file_has_one_address(built, site):
    for address, expected in built.made.entries.items():
        assert base64.b64encode(hashlib.sha256(built.body(address)).digest()).decode() == expected
    for address in [*built.made.entries, *site.open_data]:
        assert address_of(f"/{on_disk(address)}") == address


def wanted_by(address: str, body: bytes) -> Iterator[str]:
    """Everything a file makes the browser fetch or lets the reader open."""
    text = body.decode("utf-8")
    if address.endswith(".css"):
        yield from re.findall(r"""url\(\s*["']?([^"')]+)""", text)
        yield from re.findall(r"""@import\s+["']([^"']+)""", text)
    elif address.endswith(".js"):
        for target in re.findall(r"""(?:from|import)\s*\(?\s*["']([^"']+)["']""", text):
            yield urljoin(address, target)
    elif address.endswith(".webmanifest"):
        manifest = json.loads(text)
        yield manifest["start_url"]
        shortcuts = manifest.get("shortcuts", [])  # The one of the plain icon has none.
        for shortcut in shortcuts:
            yield shortcut["url"]
        for icon in [*manifest["icons"], *(icon for shortcut in shortcuts for icon in shortcut["icons"])]:
            yield icon["src"]
    else:
        yield from re.findall(r"""\b(?:href|src|data-worker)="([^"]+)\"""", text)
        yield from re.findall(r"""url\(\s*["']?([^"')]+)""", text)


def test_everything_a_saved_file_asks_for_is_saved_too_or_is_plainly_elsewhere(built):
    saved = {*built.made.entries, "/", "/sw.js"}  # The worker answers these two, or is one of them.
    # A PDF is kept once it has been opened; what draws a detailed map is saved where there is one; only installing
    # asks for the largest icons, and that needs a network.
    elsewhere = r"https://|tel:|sms:|data:|/static/paper/|/static/js/detail\.|/static/icons/[a-z-]+-512\."
    for address in built.made.entries:
        if not address.endswith((".png", ".ico")):
            for target in wanted_by(address, built.body(address)):
                path = target.partition("#")[0]
                assert not path or path in saved or re.match(elsewhere, path), f"{address} wants {target}"


def test_the_icon_browsers_ask_for_by_themselves_is_saved(built):
    assert "/favicon.ico" in built.made.entries


def test_every_asset_is_saved_but_what_only_installing_or_the_desk_needs_paper_and_a_detailed_map(built, site):
    served = {f"/{file.relative_to(built.root)}" for file in (built.root / "static").rglob("*.*")}
    served = {address for address in served if not address.endswith((".br", ".gz"))}
    left = served - built.made.entries.keys()
    unasked = re.compile(r"screenshots/|css/desk\.css|js/map/detail\.js|icons/(icon|maskable|monochrome|plain)-512")
    shown = {address for name, address in site.assets.addresses.items() if unasked.match(name)}
    assert left == shown | {sheet.address for sheet in site.sheets()}


def test_the_core_comes_first_and_the_overdose_guide_first_of_all(built, site):
    order = list(built.made.entries)
    assert order[:2] == ["/en/overdose", "/es/overdose"]
    core = set(order[: built.made.core])
    for page in site.pages():
        assert (page.address in core) == page.core
    for address in core:
        for target in wanted_by(address, built.body(address)):
            asked_at_once = f'import("./{target.rpartition("/")[2]}")' not in built.body(address).decode()
            if target.endswith((".css", ".js")) and target != "/sw.js" and asked_at_once:
                assert target in core, f"{address} wants {target}"


def test_the_bytes_of_the_site_stay_within_their_budget(built, site):
    sizes = {address: packed(built.body(address)) for address in built.made.entries}
    for address in ("/en/overdose", "/es/overdose"):
        assert sizes[address] <= 14_000, address
        page = built.body(address).decode()
        styles = re.findall(r'<link rel="stylesheet"[^>]*>', page)
        assert len(styles) == 1, "the guide is readable in the first answer of the server"
        assert 'media="print"' in styles[0]
    assert sum(list(sizes.values())[: built.made.core]) <= 100_000
    others = [address for address in sizes if not any(kind.match(address) for kind in (CALM, NEARBY, MAP))]
    assert sum(sizes[address] for address in others) <= 200_000
    finding = sum(sizes[address] for address in sizes if NEARBY.match(address))
    assert finding + services_in_the_search(site) <= 220_000
    assert 0 < sum(sizes[address] for address in sizes if MAP.match(address)) <= 60_000
    assert sum(sizes.values()) <= 900_000


def reading(built) -> list[str]:
    """What is for a calm moment."""
    return [address for address in built.made.entries if CALM.match(address)]


def services_in_the_search(site) -> int:
    """The bytes of the search that find services: they count with the services."""
    nowhere = {code: replace(library, directory=Directory({}, {})) for code, library in site.libraries.items()}
    return sum(map(packed, make_indexes(site.libraries).values())) - sum(map(packed, make_indexes(nowhere).values()))


def test_the_pages_for_a_calm_moment_stay_within_their_budget(built, site):
    assert len(reading(built)) > 70
    whole = sum(packed(built.body(address)) for address in reading(built))
    assert whole - services_in_the_search(site) <= 450_000


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_guided_rescue_adds_at_most_20_kilobytes_to_the_overdose_page(built, site, language):
    names = ("js/enhancements/rescue.js", "css/rescue.css", f"rescue/{language}.json")
    # These are in the file that all scripts begin with, because any page can lead back to a rescue: they count too.
    parts = bundle(ROOT / "static", ("js/rescue/store.js", "js/speech/voices.js"))
    assert site.assets.imports[names[0]] == site.assets.imports["js/app.js"], "another file comes along"
    bodies = [*(part.body for part in parts), *(built.body(site.assets.url(name)) for name in names)]
    assert sum(packed(body) for body in bodies) <= 20_000


def test_no_address_looks_like_an_advertisement(built):
    for address in [*built.made.entries, "/sw.js", "/precache.json", "/healthz"]:
        found = re.search(rf"(?<![a-z0-9])({BLOCKED})(?![a-z0-9])", address, re.IGNORECASE)
        assert not found, f"{address}: ad blockers refuse this: {found}"


def test_the_worker_is_one_file_with_the_list_in_it(built, site):
    script = built.body("/sw.js").decode()
    assert not re.search(r"importScripts|^\s*import\b|\bimport\s*\(|^\s*export\b", script, re.MULTILINE)
    first, _, rest = script.partition("\n")
    manifest = json.loads(first.removeprefix("const MANIFEST = ").removesuffix(";"))
    assert rest == site.assets.worker
    assert manifest["entries"] == built.made.entries
    assert manifest["paper"] == {sheet.address: sheet.digest for sheet in site.sheets()}
    assert list(manifest["entries"]) == list(built.made.entries)
    assert (manifest["generation"], manifest["core"]) == (built.made.generation, built.made.core)
    assert manifest["instant"][:2] == ["/en/overdose", "/es/overdose"]
    assert set(manifest["instant"]) <= set(list(built.made.entries)[: built.made.core])
    record = json.loads(built.body("/precache.json"))
    assert record == {"generation": built.made.generation, "core": built.made.core, "entries": built.made.entries}
