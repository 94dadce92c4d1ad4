"""A static host serves the build with the same headers and addresses: its rules are made from the same table."""

import re
from dataclasses import replace

import pytest

from pwa.build import on_disk
from pwa.hosting import headers_file, nginx_rules
from pwa.open_data import media_type
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


TOKEN = re.compile(r"""\s+|\#[^\n]*|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[{};]|(?:[^\s{};"'\\]|\\.)+""")


def read_nginx(text: str) -> list[tuple[list[str], list]]:
    """Directives with their arguments and blocks, by nginx's own rules: outside quotes a brace begins a block."""
    stack: list[list[tuple[list[str], list]]] = [[]]
    words: list[str] = []
    position = 0
    while position < len(text):
        token = TOKEN.match(text, position)
        assert token, f"nginx would stumble at {text[position : position + 40]!r}"
        position = token.end()
        match token[0]:
            case ";":
                stack[-1].append((words, []))
                words = []
            case "{":
                block: list = []
                stack[-1].append((words, block))
                stack.append(block)
                words = []
            case "}":
                assert not words, f"a directive without an end: {words}"
                stack.pop()
            case word if not word[0].isspace() and word[0] != "#":
                quoted = word[0] in "\"'"
                words.append(re.sub(r"\\([\"'\\])", r"\1", word[1:-1]) if quoted else word)
    assert not words, f"a directive without an end: {words}"
    assert len(stack) == 1, "a block without an end"
    return stack[0]


KNOWN = {
    "types",
    "charset",
    "etag",
    "if_modified_since",
    "gzip_static",
    "rewrite",
    "location",
    "error_page",
    "add_header",
}


@pytest.fixture(scope="module")
def rules(built) -> list[tuple[list[str], list]]:
    return read_nginx((built.folder / "hosting/nginx.conf").read_text("utf-8"))


def location_of(rules, address: str) -> dict[str, str]:
    """The headers of the location nginx chooses: exact, a marked prefix, the first pattern, the longest prefix."""
    locations = [(words[1:], block) for words, block in rules if words[0] == "location"]
    chosen = [block for words, block in locations if words == ["=", address]]
    chosen += [block for words, block in locations if words[0] == "^~" and address.startswith(words[1])]
    chosen += [block for words, block in locations if words[0] == "~" and re.search(words[1], address)]
    prefixes = [(words[0], block) for words, block in locations if len(words) == 1 and address.startswith(words[0])]
    chosen += [block for _, block in sorted(prefixes, key=lambda each: -len(each[0]))]
    headers = [words for words, _ in chosen[0] if words[0] == "add_header"]
    assert all(len(words) == 4 and words[3] == "always" for words in headers)
    return {words[1]: words[2] for words in headers}


def test_nginx_can_read_its_rules(rules):
    assert {words[0] for words, _ in rules} <= KNOWN
    for words, _ in rules:
        if words[0] == "location" and words[1] == "~":
            re.compile(words[2])


def test_nginx_gives_each_entry_the_headers_our_server_gives_it(rules, built, site):
    beside = [*(sheet.address for sheet in site.sheets()), *site.open_data]
    for address in [*built.made.entries, *beside, "/sw.js", "/robots.txt", "/en/nothing"]:
        assert location_of(rules, address) == site.headers.of(address), address


def test_nginx_finds_the_file_of_open_data_and_knows_its_type(rules, built, site):
    (block,) = [block for words, block in rules if words[0] == "location" and words[1] == "^~"]
    (tried,) = [words[1:-1] for words, _ in block if words[0] == "try_files"]
    (types,) = [block for words, block in rules if words == ["types"]]
    known = {suffix: words[0] for words, _ in types for suffix in words[1:]}
    for address, body in site.open_data.items():
        names = [built.root / each.replace("$uri", address).lstrip("/") for each in tried]
        found = next(file for file in names if file.is_file())
        assert found.read_bytes() == body, address
        assert known[found.suffix[1:]] == media_type(address).partition(";")[0]


def test_nginx_can_read_its_rules_when_the_site_is_retired(settings):
    site = read_site(replace(settings, retire=True))
    rules = read_nginx(nginx_rules(site))
    assert location_of(rules, "/sw.js") == site.headers.of("/sw.js")
    assert location_of(rules, "/sw.js")["Clear-Site-Data"] == '"storage"'


def test_nginx_sends_another_way_to_write_an_address_to_the_page_and_leaves_the_rest_alone(rules):
    rewrites = [words[1:] for words, _ in rules if words[0] == "rewrite"]
    assert all(how == "permanent" for _, _, how in rewrites)

    def sent_to(address: str) -> str | None:
        for pattern, to, _ in rewrites:
            if found := re.search(pattern, address):
                return to.replace("$1", found[1])
        return None

    for asked in ("/en/overdose/", "/en/overdose.html"):
        assert sent_to(asked) == "/en/overdose"
    assert sent_to("/es") == "/es/"
    assert sent_to("/hsds") == "/hsds/"
    for kept in (
        "/en/overdose",
        "/en/",
        "/es/404.html",
        "/en/500.html",
        "/static/css/site.0123abcd.css",
        "/fr/x.html",
    ):
        assert sent_to(kept) is None, f"{kept} would never be served"


def test_nginx_answers_what_is_not_there_in_the_language_of_the_address(rules, built):
    assert ["error_page", "404", "/404.html"] in [words for words, _ in rules]
    for code in ("en", "es"):
        (block,) = [block for words, block in rules if words == ["location", f"/{code}/"]]
        assert (["error_page", "404", f"/{code}/404.html"], []) in block
        assert (built.root / code / "404.html").is_file()


def test_a_redirect_of_nginx_carries_the_headers_of_every_response(rules, site):
    at_the_top = {words[1]: words[2] for words, _ in rules if words[0] == "add_header"}
    assert at_the_top == site.headers.common


def test_a_new_language_is_in_the_rules_by_itself(settings, tmp_path):
    site = read_site(replace(settings, languages=("en",)))
    assert "location /es/" not in nginx_rules(site)
    assert "^(/(?:en)/" in nginx_rules(site)
    assert headers_file(["/en/"], site).startswith("/\n  Content-Security-Policy: default-src 'none'; ")
