"""How many bytes a phone downloads."""

from pathlib import Path

from pwa.build import on_disk
from pwa.built import Build


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
    whole = sum(size(folder, address) for address in entries)
    return [
        *rows,
        (f"the core, {made.core} files", f"{core:,}", "at most 100,000"),
        (f"everything saved, {len(entries)} files", f"{whole:,}", "at most 200,000"),
        ("sw.js", f"{size(folder, '/sw.js'):,}", "not in the budget; fetched at each visit, mostly 304"),
    ]
