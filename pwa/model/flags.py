"""Listings that readers say are closed, until somebody has looked: the file `flags.toml`, which a command writes."""

import logging
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from pwa.model.reader import read

FLAGS = "flags.toml"

log = logging.getLogger(__name__)


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
    """The flags under the content `folder`, none where there is no file.

    One of a listing that is gone is left out, with a warning: it must not stop the command that takes it out.
    """
    file = folder / FLAGS
    if not file.exists():
        return {}
    flags = read(file, Flags).flag
    for name in flags.keys() - services:
        log.warning("%s: flag.%s: found no such listing. Run flask reports flags, which takes it out.", file, name)
    return {name: flag for name, flag in flags.items() if name in services}
