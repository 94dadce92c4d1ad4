"""How many bytes a phone downloads."""

import re
from pathlib import Path

from pwa.build import on_disk
from pwa.built import Build

CALM = re.compile("/((en|es)/)?(safer-use|learn|mixing|laws|quiz|search|static/search/|static/js/(pick|quiz|search))")
"""What is for a calm moment: safer use, learning, mixing, laws, quiz and search, with their scripts."""


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
    reading, whole = (sum(size(folder, address) for address in some) for some in (calm, entries))
    return [
        *rows,
        (f"the core, {made.core} files", f"{core:,}", "at most 100,000"),
        (f"pages for a calm moment, {len(calm)} files", f"{reading:,}", "at most 450,000"),
        (f"all but these, {len(entries) - len(calm)} files", f"{whole - reading:,}", "at most 200,000"),
        (f"everything saved, {len(entries)} files", f"{whole:,}", "at most 900,000"),
        ("sw.js", f"{size(folder, '/sw.js'):,}", "not in the budget; fetched at each visit, mostly 304"),
    ]
