"""The record of a build: what was made, from which inputs, and with which headers it must be served."""

import hashlib
import json
import platform
from dataclasses import asdict, dataclass
from pathlib import Path

from pwa.compact import as_json
from pwa.config import ROOT, Settings

NOT_IN_PAGES = {"build", "packs", "cache", "census", "database", "desk", "proxies", "reports_days"}
"""Settings that change no byte of the site."""


@dataclass(frozen=True)
class Build:
    """What a build made. `entries` are the addresses a phone saves, core first, each with its SHA-256 in base64."""

    generation: str
    core: int
    entries: dict[str, str]
    headers: dict[str, str]
    retire: bool
    inputs: str

    def is_current(self, settings: Settings) -> bool:
        """Whether a build made now would have the same inputs."""
        return self.inputs == digest_inputs(settings)


def digest_inputs(settings: Settings) -> str:
    """A hash of all that decides the result: words, code, assets, settings, packages and the Python that runs it."""
    digest = hashlib.sha256()
    facts = {key: str(value) for key, value in asdict(settings).items() if key not in NOT_IN_PAGES}
    maps = sorted(file.name for file in settings.packs.glob("*.*"))  # Their names carry their content.
    digest.update(as_json([sorted(facts.items()), maps, platform.python_version()]))
    folders = (ROOT / "pwa", settings.content, settings.static, settings.translations)
    names = {
        file for folder in folders for file in folder.rglob("*") if file.is_file() and "__pycache__" not in file.parts
    }
    for file in sorted({*names, ROOT / "requirements.txt", ROOT / "package-lock.json"}):
        if file.exists():
            digest.update(as_json(file.as_posix()))
            digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def read_build(folder: Path) -> Build | None:
    """What stands in the build folder, or None where there is no whole build."""
    try:
        return Build(**json.loads((folder / "build.json").read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None
