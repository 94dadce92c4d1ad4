"""The file that a person looks at: written once, brought up to date by id, and never over what somebody edited.

Each table carries a line `# import <id> <hash>` of what was imported. Where table and hash differ, a person was at
it: the table stays as it is, and what the source says now is shown beside it.
"""

import hashlib
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pwa.imports.entry import entry_lines, toml_text
from pwa.imports.files import read_text
from pwa.imports.record import ImportFileError
from pwa.model.directory import HEADER
from pwa.model.services import ListSource

MARK = re.compile(r"# import (\S+) ([0-9a-f]{12})")
ID = re.compile(r'id\s*=\s*"([^"]*)"')
HEAD = "(head)"

GONE_SHARE, GONE_FEW = 0.5, 10
"""When more than half of the list is gone, the file is more likely cut than the places closed."""


@dataclass(frozen=True)
class Change:
    """What an import does to one table; `lines` are those taken out (`- `) and put in (`+ `)."""

    what: Literal["added", "changed", "gone", "kept"]
    id: str
    title: str
    lines: tuple[str, ...] = ()

    def __str__(self) -> str:
        """For a person: a heading, and the lines that differ."""
        why = ", because somebody edited it; the source has" if self.what == "kept" else ""
        return "\n".join([f"{self.what} {self.id}: {self.title}{why}", *(f"  {line}" for line in self.lines)])


@dataclass(frozen=True)
class Staged:
    """The text of the file as it should be, and how it differs from what is there."""

    text: str
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class _Block:
    id: str
    body: str
    hash: str

    @property
    def is_edited(self) -> bool:
        return _hash(self.body) != self.hash

    @property
    def text(self) -> str:
        mark = f"# import {self.id} {self.hash}\n" if self.hash else ""
        return mark + self.body + "\n"


def stage(
    file: Path, area: str, key: str, source: ListSource, entries: dict[str, dict[str, Any]], allow_gone: bool
) -> Staged:
    """What `file` should be once these `entries` are in it. Nothing is written.

    An `ImportFileError` if most of what is there would go; a `ContentError` if what is there is no list of ours.
    """
    head, old = _read(file)
    new = {name: _block(name, ["[[service]]", *entry_lines(table)]) for name, table in entries.items()}
    made_head = _block(HEAD, _head_lines(area, key, source))
    blocks: dict[str, _Block] = {}
    changes = list(_head_change(file, key, head, made_head))
    gone = [name for name in old if name not in new]
    if len(gone) > max(GONE_FEW, GONE_SHARE * len(old)) and not allow_gone:
        raise ImportFileError(
            f"{file}: found {len(gone)} of its {len(old)} places missing from the new file, expected most of them; "
            "is the file whole? With --allow-gone they are taken out."
        )
    for name in sorted({*old, *new}):
        before, after = old.get(name), new.get(name)
        change, kept = _change(name, before, after)
        changes += change
        if kept:
            blocks[name] = kept
    top = head if head and head.is_edited else made_head
    return Staged("\n".join([top.text, *(block.text for block in blocks.values())]), tuple(changes))


def _change(name: str, before: _Block | None, after: _Block | None) -> tuple[list[Change], _Block | None]:
    """What there is to say of one table, and the one to keep."""
    if before and before.is_edited:
        if after is None:
            return [Change("kept", name, _title(before), ("nothing: it is gone from there",))], before
        if after.hash == before.hash or after.body == before.body:
            return [], before
        return [Change("kept", name, _title(before), _difference(before, after))], before
    if after is None:
        return ([Change("gone", name, _title(before))] if before else []), None
    if before is None:
        return [Change("added", name, _title(after))], after
    if before.body == after.body:
        return [], before
    return [Change("changed", name, _title(after), _difference(before, after))], after


def _head_change(file: Path, key: str, before: _Block | None, after: _Block) -> Iterable[Change]:
    if before is None or before.body == after.body:
        return
    if not before.is_edited:
        yield Change("changed", HEAD, "its source", _difference(before, after))
    elif f"[source.{key}]" not in before.body:
        raise ImportFileError(
            f"{file}: found no [source.{key}] at its top, expected it; put it back, or rename the file."
        )
    elif before.hash != after.hash:
        yield Change("kept", HEAD, "its source", _difference(before, after))


def _head_lines(area: str, key: str, source: ListSource) -> list[str]:
    date = [f"date = {toml_text(source.date)}"] if source.date else []
    return [
        f"# From a list of others, for the area {area}. Nobody has checked these places: docs/importing.md says how.",
        f"# Move a table into services/{area}.toml once somebody has telephoned, without its line `# import`.",
        "# That line tells the next import what you changed, so that it changes nothing there: leave it here.",
        f"[source.{key}]",
        'kind = "list"',
        f"title = {toml_text(source.title)}",
        *date,
    ]


def _read(file: Path) -> tuple[_Block | None, dict[str, _Block]]:
    """The head and the tables of a staged file; nothing where there is none."""
    if not file.exists():
        return None, {}
    parts: list[list[str]] = [[]]
    for line in read_text(file).splitlines():
        # A mark stands above its table; a table whose mark was taken out begins by itself.
        if MARK.fullmatch(line) or (HEADER.match(line) and not _is_mark(parts[-1])):
            parts.append([])
        parts[-1].append(line)
    blocks = [_block_of(lines) for lines in parts if any(line.strip() for line in lines)]
    found: dict[str, _Block] = {}
    for block in blocks:
        if block.is_edited:
            _check(file, block)
        if block.id in found:
            raise ImportFileError(f'{file}: found the id "{block.id}" twice, expected it once; take one table out.')
        found[block.id] = block
    return found.pop(HEAD, None), found


def _is_mark(lines: list[str]) -> bool:
    return bool(lines and MARK.fullmatch(lines[0]) and not any(line.strip() for line in lines[1:]))


def _check(file: Path, block: _Block) -> None:
    """Whoever edited a table may have slipped: say so before anything is written."""
    try:
        tomllib.loads(block.body)
    except tomllib.TOMLDecodeError as error:
        raise ImportFileError(f'{file}: table "{block.id}": found a TOML mistake ({error}), expected TOML.') from None


def _block_of(lines: list[str]) -> _Block:
    """A table as it stands in the file, with the id and hash of its mark; by its own id if the mark was taken out."""
    mark = MARK.fullmatch(lines[0])
    body = "\n".join(line.rstrip() for line in (lines[1:] if mark else lines)).strip()
    if mark:
        return _Block(mark[1], body, mark[2])
    own = next((found[1] for line in lines if (found := ID.match(line))), HEAD)
    return _Block(own, body, "")


def _block(name: str, lines: list[str]) -> _Block:
    body = "\n".join(lines)
    return _Block(name, body, _hash(body))


def _hash(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()[:12]


def _title(block: _Block) -> str:
    parts = [line.partition(" = ") for line in block.body.splitlines()]
    values = {key: value.strip('"') for key, _, value in parts}
    return ", ".join(values[key] for key in ("name", "town") if key in values)


def _difference(before: _Block, after: _Block) -> tuple[str, ...]:
    """The lines that are in one of them only, key by key."""
    old, new = before.body.splitlines(), after.body.splitlines()
    lines = [("- ", line) for line in old if line not in new] + [("+ ", line) for line in new if line not in old]
    order = [line.partition("=")[0] for line in (*new, *old)]
    lines.sort(key=lambda each: (order.index(each[1].partition("=")[0]), each[0] == "+ "))
    return tuple(sign + line for sign, line in lines)
