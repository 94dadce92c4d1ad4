"""How many bytes a phone downloads."""

import re
from pathlib import Path

from pwa.build import on_disk
from pwa.built import Build

CALM = re.compile(
    "/((en|es)/)?(safer-use|learn|mixing|laws|quiz|search|poster|qr|static/search/|static/js/(pick|quiz|search))"
)
"""What is for a calm moment: safer use, learning, mixing, laws, quiz, search and paper, with their scripts."""

NEARBY = re.compile(
    "/((en|es)/)?(services|lines|report$|static/services/|static/places/|static/css/report|"
    "static/js/(services|packs|home|aged|report|sender))"
)
"""What finds services, and says what is wrong with them: their pages, the index, ZIPs and towns, and the scripts."""


MAP = re.compile(r"/static/(js/(view|trust)|css/map)\.")
"""The map, fetched when somebody asks for it."""


def size(folder: Path, address: str) -> int:
    """Bytes on the wire of one file."""
    file = folder / "site" / on_disk(address)
    packed = file.with_name(file.name + ".br")
    return (packed if packed.exists() else file).stat().st_size


def weight(folder: Path, made: Build) -> list[tuple[str, str, str]]:
    """The budgets of the project and what is used of them."""
    entries = list(made.entries)
    rows = [
        (f"the overdose page, all in ({address})", f"{size(folder, address):,}", "at most 14,000")
        for address in entries
        if address.endswith("/overdose")
    ]
    core = sum(size(folder, address) for address in entries[: made.core])
    calm = [address for address in entries if CALM.match(address)]
    near = [address for address in entries if NEARBY.match(address)]
    drawn = [address for address in entries if MAP.match(address)]
    reading, finding, mapping, whole = (
        sum(size(folder, address) for address in some) for some in (calm, near, drawn, entries)
    )
    return [
        *rows,
        (f"the core, {made.core} files", f"{core:,}", "at most 100,000"),
        (
            f"pages for a calm moment, {len(calm)} files",
            f"{reading:,}",
            "at most 450,000, without the services in the search",
        ),
        (f"services, ZIPs and towns, {len(near)} files", f"{finding:,}", "at most 220,000"),
        (
            f"all but these and the map, {len(entries) - len(calm) - len(near) - len(drawn)} files",
            f"{whole - reading - finding - mapping:,}",
            "at most 200,000",
        ),
        (f"the map, {len(drawn)} files", f"{mapping:,}", "at most 60,000"),
        (f"everything saved, {len(entries)} files", f"{whole:,}", "at most 900,000"),
        ("sw.js", f"{size(folder, '/sw.js'):,}", "not in the budget; fetched at each visit, mostly 304"),
    ]
