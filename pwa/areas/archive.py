"""What a PMTiles file says of itself, read without any package: a server lists detailed maps, and needs no more.

The format: https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md, sections 3 and 5.
"""

import gzip
import html
import json
import re
import struct
import zlib
from collections.abc import Mapping

MAGIC = b"PMTiles\x03"
METADATA = struct.Struct("<QQ")
METADATA_AT = 24
COMPRESSION_AT = 97
GZIP = 2


def about_of(body: bytes) -> Mapping[str, object]:
    """The metadata of an archive; a `ValueError` where it is none, or was cut short."""
    if not body.startswith(MAGIC) or len(body) <= COMPRESSION_AT:
        raise ValueError("no PMTiles of version 3")
    offset, length = METADATA.unpack_from(body, METADATA_AT)
    packed = body[offset : offset + length]
    try:
        found = json.loads(gzip.decompress(packed) if body[COMPRESSION_AT] == GZIP else packed)
    except (EOFError, OSError, zlib.error, ValueError) as error:
        raise ValueError(f"metadata that cannot be read ({error})") from None
    if len(packed) < length or not isinstance(found, dict):
        raise ValueError("metadata that cannot be read")
    return found


def credit_of(about: Mapping[str, object]) -> str:
    """Whose data it is, as plain text: basemaps write links there."""
    return html.unescape(re.sub(r"<[^>]*>", "", str(about.get("attribution", "")))).strip()
