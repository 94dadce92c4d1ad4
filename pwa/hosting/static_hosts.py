"""`_headers` and `_redirects`: the two files that Netlify and Cloudflare Pages read."""

from collections.abc import Iterable

from pwa.headers import OPEN_DATA
from pwa.site import Site


def headers_file(addresses: Iterable[str], site: Site) -> str:
    """The headers of each address: the address on a line, then its headers, one a line."""
    blocks = []
    kept = {"/hsds/*" if OPEN_DATA.match(address) else address for address in addresses}
    for address in sorted(kept - {"/index.html", "/404.html"} | {"/"}):
        lines = [f"  {name}: {value}" for name, value in site.headers.of(address).items()]
        blocks.append("\n".join([address, *lines]))
    return "\n".join(blocks) + "\n"


def redirects_file(addresses: Iterable[str]) -> str:
    """Which file answers an address of open data that has no extension."""
    pairs = [(address, f"{address}index" if address.endswith("/") else address) for address in addresses]
    return "".join(f"{address} {file}.json 200\n" for address, file in pairs if "." not in address)
