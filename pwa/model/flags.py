"""Listings that readers say are closed, until somebody has looked: the file `flags.toml`, which a command writes."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from pwa.model.reader import ContentError, read

FLAGS = "flags.toml"


@dataclass(frozen=True, kw_only=True)
class Flag:
    """On one listing: since when, and whether two readers' reports put it there or a person of the program."""

    since: date
    by: Literal["readers", "staff"]


@dataclass(frozen=True, kw_only=True)
class Flags:
    """The flags of a deployment, by the id of the listing."""

    flag: dict[str, Flag] = field(default_factory=dict)


def read_flags(folder: Path, services: Collection[str]) -> dict[str, Flag]:
    """The flags under the content `folder`, none where there is no file; a `ContentError` for a listing not known."""
    file = folder / FLAGS
    if not file.exists():
        return {}
    flags = read(file, Flags).flag
    for name in flags:
        if name not in services:
            raise ContentError(file, f"flag.{name}", "no such listing", "the id of one; take these lines out")
    return flags
