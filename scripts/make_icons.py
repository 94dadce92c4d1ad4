"""Draws the app's icons from icon.svg, favicon.svg and plain.svg in static/icons. Needed only when one changes.

    python -m scripts.make_icons [CHROMIUM]

Chromium draws every size on one sheet; the rest is the standard library: the sheet is cut up and each piece
saved with sixteen colours, which is all that two flat colours and their edges need.
"""

import struct
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Iterable
from pathlib import Path

from pwa.config import read_settings
from scripts.find_chromium import NoChromiumError, find_chromium

ICONS = read_settings().static / "icons"
SIGNATURE = b"\x89PNG\r\n\x1a\n"

Colour = tuple[int, int, int, int]
Picture = list[list[Colour]]

GREEN_HEX, PAPER_HEX = "#075850", "#fbf8f3"
GREEN: Colour = (0x07, 0x58, 0x50, 255)
SLATE: Colour = (0x4A, 0x5A, 0x68, 255)
PAPER: Colour = (0xFB, 0xF8, 0xF3, 255)
WHITE: Colour = (255, 255, 255, 255)


def blend(start: Colour, end: Colour, steps: int) -> list[Colour]:
    """`steps` colours from `start` to `end`, both included."""
    mixed = []
    for step in range(steps):
        part = step / (steps - 1)
        red, green, blue, alpha = (round(a + (b - a) * part) for a, b in zip(start, end, strict=True))
        mixed.append((red, green, blue, alpha))
    return mixed


# Transparent ones first: a PNG gives the alpha of its first colours only. Sixteen make four bits a pixel.
TWO_COLOURS = [*blend((*GREEN[:3], 0), GREEN, 6)[:-1], *blend(GREEN, PAPER, 11)]
PLAIN_COLOURS = blend(SLATE, PAPER, 16)
ONE_COLOUR = blend((*WHITE[:3], 0), WHITE, 16)


def drawings() -> dict[str, tuple[str, int, list[Colour]]]:
    """What to draw: the SVG, its size in pixels and its colours, by file name."""
    icon = (ICONS / "icon.svg").read_text("utf-8")
    favicon = (ICONS / "favicon.svg").read_text("utf-8")
    # A square without corners of its own serves every shape a launcher cuts.
    plain = (ICONS / "plain.svg").read_text("utf-8")
    # A launcher cuts its own shape, and Apple rounds the corners: the disc keeps within the 80 % they leave.
    square = icon.replace(' rx="21"', "")
    # The system colours this one: what is paper becomes white, what is green becomes a hole.
    opening, ground, disc, curve, closing = icon.replace("><", ">\n<").splitlines()
    mask = f'<mask id="m">{ground.replace(GREEN_HEX, "#fff")}{curve.replace(GREEN_HEX, "#000")}</mask>'
    silhouette = opening + mask + disc.replace(f'"{PAPER_HEX}"', '"#fff" mask="url(#m)"') + closing
    return {
        "icon-512.png": (icon, 512, TWO_COLOURS),
        "icon-192.png": (icon, 192, TWO_COLOURS),
        "maskable-512.png": (square, 512, TWO_COLOURS),
        "apple-touch-180.png": (square, 180, TWO_COLOURS),
        "monochrome-512.png": (silhouette, 512, ONE_COLOUR),
        "plain-512.png": (plain, 512, PLAIN_COLOURS),
        "plain-192.png": (plain, 192, PLAIN_COLOURS),
        "plain-180.png": (plain, 180, PLAIN_COLOURS),
        "48": (favicon, 48, TWO_COLOURS),
        "32": (favicon, 32, TWO_COLOURS),
        "16": (favicon, 16, TWO_COLOURS),
    }


def photograph(chromium: Path, page: str, width: int, height: int) -> bytes:
    """The PNG which Chromium makes of a page, transparent where the page is empty."""
    with tempfile.TemporaryDirectory() as folder:
        html, png = Path(folder, "sheet.html"), Path(folder, "sheet.png")
        html.write_text(page, "utf-8")
        options = [
            *(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--no-first-run",
            ),
            *("--hide-scrollbars", "--force-device-scale-factor=1", "--force-color-profile=srgb"),
            *("--default-background-color=00000000", f"--window-size={width},{height}"),
            *(f"--user-data-dir={folder}/profile", f"--screenshot={png}"),
        ]
        subprocess.run([chromium, *options, html.as_uri()], check=True, capture_output=True)  # noqa: S603
        return png.read_bytes()


def chunks(png: bytes) -> Iterable[tuple[bytes, bytes]]:
    """Each part of a PNG: its kind and what is in it."""
    at = len(SIGNATURE)
    while at < len(png):
        (length,) = struct.unpack_from(">I", png, at)
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        at += length + 12


def read_png(png: bytes) -> Picture:
    """The pixels of a PNG as Chromium writes it: eight bits, red green blue, with or without alpha."""
    parts = list(chunks(png))
    width, height, bits, kind = struct.unpack_from(">IIBB", parts[0][1])
    if bits != 8 or kind not in (2, 6):
        raise ValueError(f"Chromium wrote a PNG of {bits} bits and kind {kind}, which is not read here.")
    size = 4 if kind == 6 else 3
    data = zlib.decompress(b"".join(body for name, body in parts if name == b"IDAT"))
    picture: Picture = []
    above = bytearray(width * size)
    for y in range(height):
        start = y * (width * size + 1)
        line = bytearray(data[start + 1 : start + 1 + width * size])
        unfilter(data[start], line, above, size)
        opaque = b"" if size == 4 else b"\xff"
        pixels = (bytes(line[x : x + size]) + opaque for x in range(0, len(line), size))
        picture.append([(r, g, b, a) for r, g, b, a in pixels])
        above = line
    return picture


def unfilter(method: int, line: bytearray, above: bytearray, size: int) -> None:
    """Undoes one line's PNG filter in place."""
    for x in range(len(line)):
        a, b, c = (line[x - size], above[x], above[x - size]) if x >= size else (0, above[x], 0)
        nearest = min((a, b, c), key=lambda near: abs(a + b - c - near))
        line[x] = (line[x] + (0, a, b, (a + b) // 2, nearest)[method]) & 255


def write_png(picture: Picture, palette: list[Colour]) -> bytes:
    """A picture as a PNG of sixteen colours, each pixel in the nearest of them."""
    nearest = {
        pixel: min(range(len(palette)), key=lambda i: distance(pixel, palette[i]))
        for pixel in {pixel for line in picture for pixel in line}
    }
    lines = bytearray()
    for line in picture:
        numbers = [nearest[pixel] for pixel in line]
        lines.append(0)
        lines += bytes(high << 4 | low for high, low in zip(numbers[::2], numbers[1::2], strict=True))
    alphas = bytes(alpha for *_, alpha in palette).rstrip(b"\xff")
    transparent = any(alpha < 255 for line in picture for *_, alpha in line)
    body = [
        (b"IHDR", struct.pack(">IIBBBBB", len(picture[0]), len(picture), 4, 3, 0, 0, 0)),
        (b"PLTE", b"".join(bytes(colour[:3]) for colour in palette)),
        *([(b"tRNS", alphas)] if transparent else []),
        (b"IDAT", zlib.compress(bytes(lines), 9)),
        (b"IEND", b""),
    ]
    png = SIGNATURE
    for name, data in body:
        png += struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    return png


def distance(one: Colour, other: Colour) -> float:
    """How far apart two colours are. The more transparent they are, the less their hue counts."""
    apart = (one[3] - other[3]) ** 2
    return apart + sum((a * one[3] - b * other[3]) ** 2 for a, b in zip(one[:3], other[:3], strict=True)) / 255**2


def write_ico(images: dict[int, bytes]) -> bytes:
    """A favicon.ico of PNGs, by size."""
    header, at = struct.pack("<HHH", 0, 1, len(images)), 6 + 16 * len(images)
    for size, png in images.items():
        header += struct.pack("<BBBBHHII", size, size, 0, 0, 1, 32, len(png), at)
        at += len(png)
    return header + b"".join(images.values())


def make(chromium: Path) -> dict[str, bytes]:
    """Every icon, by file name."""
    wanted = drawings()
    width = max(size for _, size, _ in wanted.values())
    page, top = "<!doctype html><style>svg{position:absolute;left:0}</style>", 0
    tops = {}
    for name, (svg, size, _) in wanted.items():
        tops[name] = top
        page += svg.replace("<svg", f'<svg width="{size}" height="{size}" style="top:{top}px"', 1)
        top += size
    sheet = read_png(photograph(chromium, page, width, top))
    made = {}
    for name, (_, size, palette) in wanted.items():
        made[name] = write_png([line[:size] for line in sheet[tops[name] : tops[name] + size]], palette)
    made["favicon.ico"] = write_ico({size: made.pop(str(size)) for size in (16, 32, 48)})
    return made


if __name__ == "__main__":
    try:
        browser = Path(sys.argv[1]) if len(sys.argv) > 1 else find_chromium()
    except NoChromiumError as error:
        sys.exit(str(error))
    for name, content in make(browser).items():
        (ICONS / name).write_bytes(content)
        print(f"{len(content):6} {name}")
