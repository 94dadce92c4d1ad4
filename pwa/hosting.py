"""The table of `pwa.headers` in the forms static hosts read."""

from collections.abc import Iterable

from pwa.headers import OPEN_DATA
from pwa.open_data import MEDIA_TYPES
from pwa.site import Site


def headers_file(addresses: Iterable[str], site: Site) -> str:
    """A `_headers` file (Netlify, Cloudflare Pages): an address, then its headers, one a line."""
    blocks = []
    kept = {"/hsds/*" if OPEN_DATA.match(address) else address for address in addresses}
    for address in sorted(kept - {"/index.html", "/404.html"} | {"/"}):
        lines = [f"  {name}: {value}" for name, value in site.headers.of(address).items()]
        blocks.append("\n".join([address, *lines]))
    return "\n".join(blocks) + "\n"


def redirects_file(addresses: Iterable[str]) -> str:
    """A `_redirects` file (the same hosts): which file answers an address of open data that has no extension."""
    pairs = [(address, f"{address}index" if address.endswith("/") else address) for address in addresses]
    return "".join(f"{address} {file}.json 200\n" for address, file in pairs if "." not in address)


def nginx_rules(site: Site) -> str:
    """A file to include inside an nginx `server` block whose root is `build/site`."""
    codes = "|".join(site.languages)

    def quoted(text: str) -> str:
        return '"' + text.replace('"', '\\"') + '"'

    def lines(table: dict[str, str]) -> list[str]:
        return [f"add_header {name} {quoted(value)} always;" for name, value in table.items()]

    def block(match: str, address: str, *extra: str) -> str:
        inside = [f"  {line}" for line in (*extra, *lines(site.headers.of(address)))]
        return "\n".join([f"location {match} {{", *inside, "}"])

    return (
        "\n\n".join(
            [
                "# Made by flask build. Include inside server { }, with root set to build/site.",
                "types { application/manifest+json webmanifest; text/javascript js; text/html html; text/css css; "
                "image/png png; image/svg+xml svg; image/x-icon ico; application/json json; application/pdf pdf; "
                "application/octet-stream pmtiles; "
                + "text/plain txt; "
                + "".join(f"{kind} {suffix[1:]}; " for suffix, kind in MEDIA_TYPES.items())
                + "}",
                "charset utf-8;\netag on;\nif_modified_since off;\ngzip_static on;",
                # For what no location answers, such as a redirect; a location with its own headers has only those.
                "\n".join(lines(site.headers.common)),
                f"rewrite ^/({codes}|hsds)$ /$1/ permanent;",
                # A slug begins with a letter; 404.html does not, and must stay what error_page asks for.
                f"rewrite ^(/(?:{codes})/[a-z][a-z0-9/-]*)(?:/|\\.html)$ $1 permanent;",
                block("= /sw.js", "/sw.js"),
                # The sign keeps the patterns below from taking its files.
                block("^~ /hsds/", "/hsds/", "try_files $uri.json $uri/index.json $uri =404;"),
                # In quotes: outside them a brace begins a block.
                block('~ "\\.[0-9a-f]{8}\\.pdf$"', "/a.00000000.pdf"),
                block('~ "\\.(?:[0-9a-f]{8}|[0-9A-Z]{8})\\.[a-z0-9]+$"', "/a.00000000.js"),
                block("~ \\.[a-z]+$", "/a.txt"),
                # Exactly, because the page of the map has a policy of its own.
                *(
                    block(f"= /{code}/services", f"/{code}/services", "try_files $uri.html =404;")
                    for code in site.languages
                ),
                block("/", "/x", "try_files $uri.html $uri/index.html =404;"),
                *(
                    f"location /{code}/ {{\n  error_page 404 /{code}/404.html;\n"
                    + block("/", f"/{code}/x", "try_files $uri.html $uri/index.html =404;").split("\n", 1)[1]
                    for code in site.languages
                ),
                "error_page 404 /404.html;",
            ]
        )
        + "\n"
    )
