"""Copies the built site into one folder that any host of files can publish."""

import hashlib
import os
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from pwa.compact import in_place_of
from pwa.hosting import caddy_rules, nginx_rules
from pwa.model.errors import SiteError
from pwa.site import Site

MARK = "_hosting"
"""What tells an export from somebody's folder."""

SERVER = re.compile(r"http://(?:[\w.-]+|\[[0-9a-f:.]+\])(?::\d+)?")

FIRST_TIME_S = 315_532_800
"""1980-01-01: archives know no time before."""


class ExportError(SiteError):
    """A folder that must not be written over. The message names it and says what to do."""


def export_site(build: Path, folder: Path, rules: Mapping[str, str] | None = None) -> int:
    """Put the document root of `build` in the place of `folder`, whole or not at all; how many files it holds.

    `rules` take the place of the build's, by their name in `_hosting/`. The time of each file is made from its
    content (`content_time`). Raises `ExportError` where something stands in `folder` that no export put there, or
    where it cannot be written.
    """
    if folder.exists() and not folder.is_dir():
        raise ExportError(f"{folder}: found a file, expected a folder or nothing.")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MARK).is_dir():
        raise ExportError(f"{folder}: found files that are no export of ours, expected none; choose an empty folder.")
    if folder.resolve() in (build.resolve(), *build.resolve().parents) or build.resolve() in folder.resolve().parents:
        raise ExportError(f"{folder}: found the folder of the build or one around or inside it, expected another.")
    try:
        with in_place_of(folder) as fresh:
            shutil.copytree(build / "site", fresh, dirs_exist_ok=True, copy_function=shutil.copyfile)
            for name, text in (rules or {}).items():
                (fresh / MARK / name).write_text(text, "utf-8")
            files = [file for file in fresh.rglob("*") if file.is_file()]
            for file in files:
                os.utime(file, (content_time(file), content_time(file)))
    except shutil.Error as failed:  # Many at once: where each was to go, and why it did not.
        _, name, why = failed.args[0][0]
        raise ExportError(f"{name}: {why}; nothing was changed.") from None
    except OSError as error:
        raise ExportError(f"{error.filename or folder}: {error.strerror}; nothing was changed.") from None
    return len(files)


def rules_with(server: str, site: Site) -> dict[str, str]:
    """The rules of hosts that pass on to our server, at the origin `server`, what files cannot answer.

    Raises `ExportError` for an address that is no such origin, and where nothing is to be passed on.
    """
    if not SERVER.fullmatch(server):
        raise ExportError(f'--with-server: found "{server}", expected our server, such as http://127.0.0.1:8000.')
    if not site.settings.reports:
        raise ExportError("--with-server: found RESPIRA_REPORTS=no, expected yes: there is nothing to pass on.")
    return {"nginx.conf": nginx_rules(site, server), "caddy.conf": caddy_rules(site, server)}


def content_time(file: Path) -> int:
    """A time made from the bytes of a file, between 1980 and 2014, in seconds since 1970.

    nginx and Caddy name a version of a file by its time and length. A digit corrected leaves the length, and two
    copies within a second the time; a phone would then be told that nothing had changed.
    """
    with file.open("rb") as stream:
        return FIRST_TIME_S + int.from_bytes(hashlib.file_digest(stream, "sha256").digest()[:4]) % 2**30
