"""`_headers` and `_redirects`: hosts that read them give the same headers, for they are made from the same table."""

import re
from dataclasses import replace

import pytest

from pwa.build import on_disk
from pwa.hosting import headers_file, nginx_rules
from pwa.site import read_site
from tests.conftest import Built

Rules = list[tuple[str, dict[str, str]]]


def rules_of(built: Built) -> Rules:
    """The `_headers` file: an address or a pattern, then its headers, indented."""
    rules: Rules = []
    for line in built.body("/_headers").decode().splitlines():
        assert len(line) <= 2000, "Cloudflare Pages reads no longer line"
        if line.startswith("  "):
            name, value = line.strip().split(": ", 1)
            assert name not in rules[-1][1], f"{rules[-1][0]}: {name} twice"
            rules[-1][1][name] = value
        else:
            rules.append((line, {}))
    return rules


def on_cloudflare(pattern: str) -> str:
    """`*` is any characters, and nothing else has a meaning."""
    return re.escape(pattern).replace(r"\*", ".*")


def on_netlify(pattern: str) -> str:
    """The same inside a part of an address; a part that is `*` alone may be missing, and a slash at the end too."""
    parts = [part for part in pattern.split("/") if part]
    if parts and parts[-1] == "*":
        return "".join(f"/{re.escape(part)}" for part in parts[:-1]) + "(?:/.*)?"
    return "".join(f"/{re.escape(part)}".replace(r"\*", ".*") for part in parts) + "/?"


@pytest.mark.parametrize("read", [on_cloudflare, on_netlify])
def test_the_rules_give_each_address_the_headers_our_server_gives_it_and_no_two_rules_match(read, built, site):
    """Both hosts join what several rules say of one header, and two policies together forbid what each allows."""
    rules = [(re.compile(read(pattern)), headers) for pattern, headers in rules_of(built)]
    files = [f"/{file.relative_to(built.root).as_posix()}" for file in (built.root / "packs").glob("*.json")]
    sheets = [sheet.address for sheet in site.sheets()]
    beside = ["/sw.js", "/", "/robots.txt", "/precache.json"]
    for address in [*built.made.entries, *site.open_data, *site.assets.files, *sheets, *files, *beside]:
        found = [headers for pattern, headers in rules if pattern.fullmatch(address)]
        assert found == [site.headers.of(address)], address


def test_no_rule_is_for_nothing(built, site):
    addresses = {*built.made.entries, *site.open_data, *site.assets.files, "/", "/sw.js"}
    addresses |= {f"/{file.relative_to(built.root).as_posix()}" for file in built.root.rglob("*") if file.is_file()}
    for pattern, _ in rules_of(built):
        assert any(re.fullmatch(on_cloudflare(pattern), address) for address in addresses), pattern


def test_cloudflare_reads_all_rules_also_where_there_is_a_third_language(built, another):
    """It reads 100, each with one `*` at most."""
    assert len(another.settings.languages) == 3
    for each in (built, another):
        rules = rules_of(each)
        assert len(rules) <= 100
        assert all(pattern.count("*") <= 1 for pattern, _ in rules)


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
