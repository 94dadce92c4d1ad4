"""The QR code of the app's own address: black on white with its quiet zone, whatever is around it."""

from functools import lru_cache

import segno


@lru_cache(maxsize=8)
def qr_svg(address: str) -> str:
    """`address` as an SVG drawing without a size of its own. Level M: a scratch or a fold may cost 15 % of it."""
    drawn: str = segno.make(address, error="m", micro=False).svg_inline(
        border=4, dark="#000", light="#fff", omitsize=True, svgclass=None, lineclass=None
    )
    return drawn


def print_rule(language: str, address: str) -> str:
    """The style that puts the code of `address` in the corner of printed pages in `language`."""
    svg = qr_svg(address).replace("<svg ", "<svg xmlns='http://www.w3.org/2000/svg' width='24mm' height='24mm' ", 1)
    url = svg.translate({ord("#"): "%23", ord("<"): "%3C", ord(">"): "%3E", ord('"'): "'"})
    return f':lang({language})>body>.bar::after{{content:url("data:image/svg+xml,{url}")}}'
