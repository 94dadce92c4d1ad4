"""Files from outside, read no further than is safe, and files of ours, written whole or not at all."""

import os
import tempfile
import zipfile
from pathlib import Path

from pwa.imports.record import ImportFileError

MB = 1_000_000
MOST_BYTES = 200 * MB
MOST_UNPACKED_BYTES = 150 * MB
MOST_TIMES = 100
"""A spreadsheet shrinks 5 to 30 times; what shrinks more is made to fill a disk."""

MOST_MEMBERS = 1_000
WIDE = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}


def check_size(file: Path, most: int = MOST_BYTES) -> int:
    """The size of `file` in bytes, found without reading it; an `ImportFileError` if there is none, or too much."""
    if not file.is_file():
        raise ImportFileError(f"{file}: found no such file, expected a list to import.")
    size = file.stat().st_size
    if size == 0:
        raise ImportFileError(f"{file}: found nothing in it, expected a list; was the download cut off?")
    if size > most:
        raise ImportFileError(f"{file}: found {size / MB:,.0f} MB, expected {most // MB} at most; split it by state.")
    return size


def read_text(file: Path) -> str:
    """The text of `file`, which must be UTF-8; an `ImportFileError` names the first byte that is not."""
    check_size(file)
    try:
        data = file.read_bytes()
    except OSError as error:
        raise ImportFileError(f"{file}: found {error.strerror}, expected a file we can read.") from None
    if wide := WIDE.get(data[:2]) or ("UTF-16 or binary data" if b"\0" in data[:4096] else ""):
        raise ImportFileError(f'{file}: found {wide}, expected UTF-8; save it again as "CSV UTF-8" or as UTF-8.')
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The codec counts from behind the byte order mark, if there is one.
        at = error.start + (3 if data.startswith(b"\xef\xbb\xbf") else 0)
        line = data.count(b"\n", 0, at) + 1
        raise ImportFileError(
            f"{file}: line {line}: found byte 0x{data[at]:02x} at {at}, expected UTF-8; "
            'save it again as "CSV UTF-8" or as UTF-8.'
        ) from None


def check_zip(file: Path) -> None:
    """Refuse, before any of it is unpacked, a zip that is cut short or unpacks to more than a list can be."""
    try:
        with zipfile.ZipFile(file) as packed:
            members = packed.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise ImportFileError(f"{file}: found {error}, expected a whole XLSX; get it again.") from None
    unpacked = sum(each.file_size for each in members)
    dense = next((each for each in members if each.file_size > max(MB, MOST_TIMES * each.compress_size)), None)
    if unpacked > MOST_UNPACKED_BYTES or len(members) > MOST_MEMBERS or dense:
        what = f"{len(members)} parts of {unpacked / MB:,.0f} MB" + (
            f", {dense.filename} far too dense" if dense else ""
        )
        raise ImportFileError(
            f"{file}: found {what} once unpacked, expected {MOST_UNPACKED_BYTES // MB} MB at most and packed as a "
            "spreadsheet is; nothing was unpacked."
        )


def write_whole(file: Path, text: str, mode: int = 0o644) -> None:
    """Put `text` into `file`, which has its old bytes until all the new ones are there, and then `mode`."""
    made: Path | None = None
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", newline="\n", dir=file.parent, delete=False
        ) as opened:
            made = Path(opened.name)
            opened.write(text)
            opened.flush()
            os.fsync(opened.fileno())
        made.chmod(mode)
        made.replace(file)
    except OSError as error:
        raise ImportFileError(f"{file}: found {error.strerror}, expected a place we can write to.") from None
    finally:  # Ctrl-C too leaves nothing behind.
        if made is not None:
            made.unlink(missing_ok=True)
