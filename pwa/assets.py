"""Scripts, styles and images as the browser gets them, each under a name that carries its content.

`name.ext` becomes `name.<hash>.ext`, so a file may be kept for ever. Scripts and styles come from `pwa.bundles`.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

from pwa.bundles import AssetError, bundle

INLINE_SCRIPTS = tuple(f"js/inline/{name}.js" for name in ("choose-language", "head"))
"""What must have run before the page is painted, or before any file is there: it is put into the page."""

ENTRIES = (
    *INLINE_SCRIPTS,
    "js/app.js",
    "css/emergency.css",
    "css/site.css",
    "css/rescue.css",
    "css/print.css",
    "css/map.css",
    "css/report.css",
    "css/desk.css",
)
"""What pages ask for by name. Everything these import comes with them."""

INLINE = "css/emergency.css"
"""What a page of the emergency guide needs, put into it: it is readable in the first answer of the server."""

SERVED = ("icons", "screenshots")
"""The folders of static/ that are served as they are. Pictograms are drawn into the pages instead."""

RECORDINGS = (".mp3", ".m4a", ".ogg", ".wav")
"""What a programme may record for the guided rescue: `static/audio/<language>/<step>.mp3`. See docs/writing.md."""

PAPER = re.compile(r"--paper:\s*(#[0-9a-f]{6});")

AT_ROOT = {"icons/favicon.ico": "/favicon.ico"}
"""Files that tools ask for at a fixed address."""


@dataclass
class Assets:
    """Every served asset: `addresses` from source name to address, `files` from address to bytes.

    `imports` are the scripts that a script cannot begin without, by name.
    """

    addresses: dict[str, str] = field(default_factory=dict)
    imports: dict[str, tuple[str, ...]] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    inline_styles: dict[str, str] = field(default_factory=dict)
    inline_scripts: dict[str, str] = field(default_factory=dict)
    pictograms: dict[str, str] = field(default_factory=dict)
    papers: dict[str, str] = field(default_factory=dict)
    """The colour of paper, light and dark, where a browser asks for it outside the page."""
    worker: str = ""

    def url(self, name: str) -> str:
        """The address of a source file such as `js/app.js`."""
        try:
            return self.addresses[name]
        except KeyError:
            raise AssetError(
                f"static/{name}: found no such asset, expected one of {', '.join(self.addresses)}."
            ) from None

    def with_imports(self, names: Iterable[str]) -> set[str]:
        """`names`, and everything that these cannot begin without."""
        found: set[str] = set()
        waiting = list(names)
        while waiting:
            if (name := waiting.pop()) not in found:
                found.add(name)
                waiting += self.imports.get(name, ())
        return found

    def keep_screenshots_of(self, app: str) -> None:
        """Leave out those of an app with another name: they show that name."""
        ours = screenshot(app, "*")
        for name in [each for each in self.addresses if each.startswith("screenshots/")]:
            if not fnmatchcase(name, ours):
                del self.files[self.addresses.pop(name)]

    def only_for(self, name: str) -> set[str]:
        """The script `name`, and what no other but it begins with."""
        chunks = set().union(*self.imports.values()) if self.imports else set()
        return self.with_imports([name]) - self.with_imports(set(self.addresses) - chunks - {name})

    def add(self, name: str, body: bytes) -> None:
        """Give `body` an address made of its name and its content."""
        stem, _, extension = name.rpartition(".")
        address = f"/static/{stem}.{hashlib.sha256(body).hexdigest()[:8]}.{extension}"
        self.addresses[name] = address
        self.files[address] = body


def screenshot(app: str, of: str) -> str:
    """The asset that shows `of`, such as `en-narrow`, of an app with this name."""
    named = "-".join(re.findall(r"\w+", app.lower()))
    return f"screenshots/{named}.{of}.png"


def read_assets(static: Path) -> Assets:
    """All assets under the folder `static`; an `AssetError` names the first thing that is wrong."""
    assets = Assets()
    for folder in SERVED:
        for file in sorted((static / folder).glob("*")):
            name = f"{folder}/{file.name}"
            if file.suffix != ".svg" and name not in AT_ROOT:  # scripts/make_icons.py makes the PNGs from drawings.
                assets.add(name, file.read_bytes())
    for file in sorted((static / "audio").glob("*/*")):
        if file.suffix not in RECORDINGS:
            raise AssetError(f"static/audio/{file.parent.name}/{file.name}: expected one of {', '.join(RECORDINGS)}.")
        assets.add(f"audio/{file.parent.name}/{file.name}", file.read_bytes())
    for name, address in AT_ROOT.items():
        assets.addresses[name] = address
        assets.files[address] = _read(static, name)
    for made in bundle(static, ENTRIES):
        if made.name in INLINE_SCRIPTS:
            assets.inline_scripts[Path(made.name).stem] = made.body.decode("utf-8").strip()
        elif made.name == INLINE:
            assets.inline_styles["emergency"] = made.body.decode("utf-8").strip()
        else:
            assets.addresses[made.name] = f"/static/{made.path}"
            assets.imports[made.name] = made.imports
            assets.files[f"/static/{made.path}"] = made.body
    assets.pictograms = {
        file.stem: file.read_text("utf-8").strip() for file in sorted((static / "pictograms").glob("*.svg"))
    }
    assets.papers = _papers(static)
    assets.worker = _read(static, "sw.js").decode("utf-8")
    return assets


def _papers(static: Path) -> dict[str, str]:
    tokens = "css/tokens.css"
    found = PAPER.findall(_read(static, tokens).decode("utf-8"))
    if len(found) != 2:
        raise AssetError(f"static/{tokens}: found {len(found)} times --paper, expected a light and a dark #rrggbb.")
    return dict(zip(("light", "dark"), found, strict=True))


def _read(static: Path, name: str) -> bytes:
    try:
        return (static / name).read_bytes()
    except FileNotFoundError:
        raise AssetError(f"static/{name}: found no file, expected one.") from None
