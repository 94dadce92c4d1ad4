"""Rules to include in a `server` block of nginx whose root is the document root."""

from pwa.hosting.kinds import HIDDEN, IN_UTF_8, TYPES, Kind, error_pages, kinds, other_ways
from pwa.site import Site

SERVER = """\
charset utf-8;
gzip_static on;
gzip_vary on;
absolute_redirect off;
server_tokens off;

# The time of a file is made from its content: it names a version, it is no time.
etag on;
if_modified_since off;

# No line says who read what.
access_log off;
log_not_found off;"""


def nginx_rules(site: Site) -> str:
    """The same addresses and headers as our own server, in nginx's words."""
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
        *(_block(f"= {page}", ["internal;", *_lines(headers)]) for page, headers in error_pages(site)),
        *(_block(f"~ {_quoted(kind.pattern)}", _found(kind)) for kind in kinds(site)),
    ]
    return "\n\n".join(parts) + "\n"


def _found(kind: Kind) -> list[str]:
    tried = " ".join(f"$uri{ending}" for ending in kind.tried)
    return [f"error_page 404 {kind.missing};", f"try_files {tried} =404;", *_lines(kind.headers)]


def _lines(headers: dict[str, str]) -> list[str]:
    return [f"add_header {name} {_quoted(value)} always;" for name, value in {**headers, "Last-Modified": ""}.items()]


def _block(match: str, lines: list[str]) -> str:
    return "\n".join([f"location {match} {{", *(f"  {line}" for line in lines), "}"])


def _quoted(text: str) -> str:
    """In quotes: outside them a brace begins a block."""
    return '"' + text.replace('"', '\\"') + '"'
