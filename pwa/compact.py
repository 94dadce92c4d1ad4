"""Files and folders as small as they get, put down whole."""

import base64
import gzip
import hashlib
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import brotli


def as_json(value: object) -> bytes:
    """Compact JSON in UTF-8, the same bytes for the same value."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def sha256(body: bytes) -> str:
    """The SHA-256 in base64: how a browser writes it in `integrity`, and our worker and pages compare it."""
    return base64.b64encode(hashlib.sha256(body).digest()).decode("ascii")


def compressed(body: bytes) -> dict[str, bytes]:
    """What may stand beside a file for who reads it compressed, by suffix: only what gains by it. Bytes repeat."""
    packed = {".br": brotli.compress(body, quality=11), ".gz": gzip.compress(body, 9, mtime=0)}
    return {suffix: small for suffix, small in packed.items() if len(small) < len(body)}


def put(file: Path, body: bytes) -> None:
    """Write a file whole or not at all: who reads it meanwhile sees the one before."""
    fresh = file.with_name(f"{file.name}.new")
    try:
        fresh.write_bytes(body)
        fresh.replace(file)
    finally:
        fresh.unlink(missing_ok=True)


@contextmanager
def in_place_of(folder: Path) -> Iterator[Path]:
    """A folder to fill, which takes the place of `folder` when all went well; else `folder` stays as it was."""
    fresh = folder.with_name(f"{folder.name}.new")
    old = folder.with_name(f"{folder.name}.old")
    for leftover in (fresh, old):
        shutil.rmtree(leftover, ignore_errors=True)
    fresh.mkdir(parents=True)
    try:
        yield fresh
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    if folder.exists():
        folder.rename(old)
    fresh.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
