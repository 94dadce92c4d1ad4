"""`_headers` and `_redirects`: the two files that Netlify and Cloudflare Pages read."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from os.path import commonprefix

from pwa.site import Site


def headers_file(addresses: Iterable[str], site: Site) -> str:
    """Rules that give each address its headers: an address or a pattern on a line, then headers, one a line.

    Both hosts join what two rules say of the same header, so no address matches two rules. Cloudflare reads 100.
    """
    there = {*addresses} - {"/index.html", "/404.html"} | {"/"}
    blocks = []
    for pattern, headers in _rules(sorted(there), site):
        blocks.append("\n".join([pattern, *(f"  {name}: {value}" for name, value in headers.items())]))
    return "\n".join(blocks) + "\n"


def _rules(addresses: list[str], site: Site) -> Iterator[tuple[str, dict[str, str]]]:
    """One rule where all of them have the same headers; else those of each next letter by themselves.

    Inside a name `*` stands for any characters, `/` too, and for none: `/en/learn*` is a page and its shelf.
    """
    start = commonprefix(addresses)  # noqa: RUF071 - Letter by letter is meant.
    headers = site.headers.of(addresses[0])
    if len(addresses) == 1:
        yield start, headers
    elif all(site.headers.of(address) == headers for address in addresses):
        yield f"{start}*", headers
    else:
        for _, group in groupby(addresses, lambda address: address[len(start) : len(start) + 1]):
            yield from _rules(list(group), site)


def redirects_file(addresses: Iterable[str]) -> str:
    """Which file answers an address of open data that has no extension."""
    pairs = [(address, f"{address}index" if address.endswith("/") else address) for address in addresses]
    return "".join(f"{address} {file}.json 200\n" for address, file in pairs if "." not in address)
