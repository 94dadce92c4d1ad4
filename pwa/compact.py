"""Files as small as they get, put down whole."""

import gzip
import json
from pathlib import Path

import brotli


def as_json(value: object) -> bytes:
    """Compact JSON in UTF-8, the same bytes for the same value."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


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
