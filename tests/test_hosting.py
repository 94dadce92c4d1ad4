"""`_headers` and `_redirects`: hosts that read them give the same headers, for they are made from the same table."""

from dataclasses import replace

import pytest

from pwa.build import on_disk
from pwa.hosting import headers_file, nginx_rules
from pwa.site import read_site


@pytest.fixture(scope="module")
def blocks(built) -> dict[str, dict[str, str]]:
    """The `_headers` file, as Netlify and Cloudflare Pages read it: an address, then its headers, indented."""
    found: dict[str, dict[str, str]] = {}
    address = ""
    for line in built.body("/_headers").decode().splitlines():
        if line.startswith("  "):
            name, value = line.strip().split(": ", 1)
            assert name not in found[address], f"{address}: {name} twice"
            found[address][name] = value
        else:
            address = line
            assert address not in found
            found[address] = {}
    return found


def test_the_headers_file_gives_each_entry_the_headers_our_server_gives_it(blocks, built, site):
    paper = [sheet.address for sheet in site.sheets()]
    for address in [*built.made.entries, *paper, "/sw.js", "/", "/robots.txt"]:
        assert blocks[address] == site.headers.of(address), address


def test_the_headers_file_names_only_files_that_exist(blocks, built):
    for address in blocks.keys() - {"/hsds/*"}:
        assert (built.root / on_disk(address)).is_file(), address
        assert "*" not in address


def test_one_rule_gives_open_data_its_headers_and_no_other_matches_it(blocks, site):
    assert not [address for address in blocks if address.startswith("/hsds") and address != "/hsds/*"]
    for address in site.open_data:
        assert blocks["/hsds/*"] == site.headers.of(address), address


def test_a_static_host_finds_open_data_by_addresses_without_an_extension(built, site):
    rules = dict(line.removesuffix(" 200").split(" ") for line in built.body("/_redirects").decode().splitlines())
    assert rules.keys() == {address for address in site.open_data if "." not in address}
    for address, file in rules.items():
        assert (built.root / file[1:]).read_bytes() == site.open_data[address]
        assert file.endswith(".json")


def test_a_static_host_finds_every_page_by_its_address(built):
    for address in built.made.entries:
        assert built.file(address).is_file()
        if "." not in address:
            assert on_disk(address) in (f"{address.strip('/')}.html", f"{address.strip('/')}/index.html")


def test_a_new_language_is_in_the_rules_by_itself(settings, tmp_path):
    site = read_site(replace(settings, languages=("en",)))
    assert "location /es/" not in nginx_rules(site)
    assert "^(/(?:en)/" in nginx_rules(site)
    assert headers_file(["/en/"], site).startswith("/\n  Content-Security-Policy: default-src 'none'; ")
