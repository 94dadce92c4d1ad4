"""Rules to include in a `server` block of nginx whose root is the document root."""

from collections.abc import Iterator

from pwa.hosting.kinds import HIDDEN, IN_UTF_8, PAGES, TYPES, Kind, error_pages, kinds, other_ways
from pwa.hosting.passing_on import PassedOn, passed_on
from pwa.site import Site

SERVER = """\
charset utf-8;
gzip_static on;
gzip_vary on;
absolute_redirect off;
server_tokens off;

# What is asked for again within a second is not looked for again.
open_file_cache max=2000 inactive=30s;
open_file_cache_valid 1s;

# The time of a file is made from its content: it names a version, it is no time.
etag on;
if_modified_since off;

# No line says who read what. An error names reader and page at every level; those of nginx itself have their own log.
access_log off;
error_log /dev/null crit;"""

PASSING_ON = """\
proxy_http_version 1.1;
proxy_set_header Host $host;
# Who really asks, whatever they say: our server counts by it, with RESPIRA_PROXIES=1.
proxy_set_header X-Forwarded-For $remote_addr;
# What readers and the desk write is never on the disk of this server.
proxy_cache off;
proxy_max_temp_file_size 0;
client_body_buffer_size {most_kb}k;
client_max_body_size {most_kb}k;
gzip off;
# The answer has its own headers. One line here keeps those of the files away.
add_header Last-Modified "" always;
error_page 413 502 504 {failed};
recursive_error_pages on;"""


def nginx_rules(site: Site, server: str = "") -> str:
    """The same addresses and headers as our own server, in nginx's words.

    What files cannot answer goes to our server at the origin `server`, where there is one.
    """
    statuses = (404, 500) if server else (404,)
    types = " ".join(f"{kind} {suffix[1:]};" for suffix, kind in TYPES.items())
    parts = [
        "# Made by flask build: include it inside server { }, with root set to the folder that holds _hosting/.",
        f"types {{ {types} }}",
        f"charset_types {' '.join(sorted(IN_UTF_8 - {'text/html'}))};",  # Of text/html nginx knows it.
        SERVER,
        # For what no location answers, such as a redirect; a location with its own headers has only those.
        "\n".join(_lines({**site.headers.common, "Cache-Control": "no-cache"})),
        "error_page 404 /404.html;",
        *(f"rewrite {pattern} {to.format('$1')} permanent;" for _, pattern, to in other_ways(site)),
        _block(f"~ {_quoted(HIDDEN)}", ["return 404;"]),
        *(_block(f"= {page}", ["internal;", *_lines(headers)]) for page, headers in error_pages(site, statuses)),
        *(block for each in passed_on(site) for block in _passed_on(each, site, server) if server),
        *(_block(f"~ {_quoted(kind.pattern)}", _found(kind)) for kind in kinds(site)),
    ]
    return "\n\n".join(parts) + "\n"


def _found(kind: Kind) -> list[str]:
    tried = " ".join(f"$uri{ending}" for ending in kind.tried)
    return [f"error_page 404 {kind.missing};", f"try_files {tried} =404;", *_lines(kind.headers)]


def _passed_on(asked: PassedOn, site: Site, server: str) -> Iterator[str]:
    """What is passed on waits here until it is whole; so does each answer."""
    lines = [f"proxy_pass {server};", *PASSING_ON.format(most_kb=asked.most_kb, failed=asked.failed).split("\n")]
    if asked.reading_too:
        yield _block(f"~ {_quoted(asked.pattern)}", lines)
        return
    language = asked.page.split("/")[1]
    page = Kind(asked.name, asked.pattern, site.headers.of(asked.page), PAGES, f"/{language}/404.html")
    sent = [
        f"client_max_body_size {asked.most_kb}k;",
        f"error_page 413 {asked.failed};",
        f"error_page 405 = @{asked.name};",
        "recursive_error_pages on;",
        "if ($request_method !~ ^(?:GET|HEAD)$) { return 405; }",
    ]
    yield _block(f"~ {_quoted(asked.pattern)}", [*sent, *_found(page)])
    yield _block(f"@{asked.name}", lines)


def _lines(headers: dict[str, str]) -> list[str]:
    return [f"add_header {name} {_quoted(value)} always;" for name, value in {**headers, "Last-Modified": ""}.items()]


def _block(match: str, lines: list[str]) -> str:
    return "\n".join([f"location {match} {{", *(f"  {line}" for line in lines), "}"])


def _quoted(text: str) -> str:
    """In quotes: outside them a brace begins a block."""
    return '"' + text.replace('"', '\\"') + '"'
