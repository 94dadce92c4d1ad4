"""Fetches the Census Bureau's files of an area's counties, and keeps them outside of the checkout.

The hash of each file is written down when it first comes. A file that comes again and is another one is refused: what
is on the map was looked at once, and must not change unseen.
"""

import hashlib
import io
import json
import time
import zipfile
from collections.abc import Iterator
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from pwa.areas.errors import AreaError
from pwa.compact import as_json, put
from pwa.config import Settings
from pwa.model.services import Area

VINTAGE = 2025
"""The edition of TIGER/Line that is fetched: one for all, so that two programmes have the same streets."""

KINDS = ("ROADS", "AREAWATER", "LINEARWATER")
IN_ALL_S = 20.0
PIECE = 64 * 1024
MOST_BYTES = 200_000_000


def folder_of(settings: Settings) -> Path:
    """Where the files of this edition are kept."""
    return settings.cache / f"tiger{VINTAGE}"


def files_of(area: Area) -> Iterator[tuple[str, str]]:
    """The folder and the name of each file of an area, as the Census Bureau has them."""
    for county in area.counties:
        for kind in KINDS:
            yield kind, f"tl_{VINTAGE}_{county}_{kind.lower()}.zip"


def kept_files(settings: Settings, name: str, area: Area) -> list[Path]:
    """The files of an area that are here, whole and as they first came; an `AreaError` where one is missing."""
    known = _checksums(settings)
    found = [folder_of(settings) / file for _, file in files_of(area)]
    if not found:
        raise AreaError(f"areas/{name}.toml: found no counties, expected their codes, or name the files to read.")
    for file in found:
        if not file.exists() or _sha256(file.read_bytes()) != known.get(file.name):
            raise AreaError(f"{file}: found no such file, or a changed one; flask areas fetch {name} fetches it.")
    return found


def may_try(settings: Settings, name: str) -> bool:
    """Whether nobody has tried by itself for this area yet; from now on somebody has."""
    mark = folder_of(settings) / f"tried-{name}"
    if mark.exists():
        return False
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.touch()
    return True


def fetch(settings: Settings, name: str, area: Area, in_all_s: float = IN_ALL_S) -> int:
    """Fetch what is not here yet, within `in_all_s` seconds together; how many files that were.

    What came whole stays for the next try; an `AreaError` says what did not come.
    """
    if settings.census == "no":
        raise AreaError("RESPIRA_CENSUS: found no, expected an address to fetch streets from.")
    if not area.counties:
        raise AreaError(f"areas/{name}.toml: found no counties, expected their codes, such as 25015.")
    ends = time.monotonic() + in_all_s
    folder, count = folder_of(settings), 0
    folder.mkdir(parents=True, exist_ok=True)
    for kind, file in files_of(area):
        known = _checksums(settings)
        if (folder / file).exists() and _sha256((folder / file).read_bytes()) == known.get(file):
            continue
        address = f"{settings.census}/TIGER{VINTAGE}/{kind}/{file}"
        body = _download(address, ends)
        digest = _sha256(body)
        if known.get(file, digest) != digest:
            raise AreaError(
                f"{address}: found another file than the one that came first. If the Census Bureau has corrected it, "
                f"delete its line in {folder / 'sha256.json'} and try again."
            )
        put(folder / file, body)
        put(folder / "sha256.json", as_json({**known, file: digest}))
        count += 1
    return count


def _download(address: str, ends: float) -> bytes:
    try:
        body = b""
        with urlopen(address, timeout=max(0.01, ends - time.monotonic())) as answer:  # noqa: S310 - of the settings
            length = int(answer.headers.get("Content-Length") or 0)
            while piece := answer.read1(PIECE):
                body += piece
                if time.monotonic() > ends:
                    raise TimeoutError("it took too long")
                if len(body) > MOST_BYTES:
                    raise OSError(f"more than {MOST_BYTES:,} bytes")
    except HTTPError as error:
        error.close()
        raise AreaError(f"{address}: found status {error.code}, expected a county file.") from None
    except (URLError, HTTPException, OSError) as error:
        reason = error.reason if isinstance(error, URLError) else error
        raise AreaError(f"{address}: found no whole answer ({reason}).") from None
    if (length and len(body) != length) or not _is_zip(body):
        raise AreaError(f"{address}: found {len(body):,} bytes that are no whole zip, expected a county file.")
    return body


def _is_zip(body: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return archive.testzip() is None
    except (zipfile.BadZipFile, EOFError, OSError, ValueError):
        return False


def _checksums(settings: Settings) -> dict[str, str]:
    file = folder_of(settings) / "sha256.json"
    try:
        return {str(name): str(digest) for name, digest in json.loads(file.read_bytes()).items()}
    except FileNotFoundError:
        return {}
    except (ValueError, AttributeError):
        raise AreaError(
            f"{file}: found no list of hashes, expected one; delete it and fetch everything again."
        ) from None


def _sha256(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
