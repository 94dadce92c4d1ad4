"""Scripts, styles and images as the browser gets them: bundled, linked to each other, named by their content.

`name.ext` becomes `name.<sha8>.ext`, so a file may be kept for ever. JavaScript keeps its relative imports in
the source; here each import is rewritten to the fingerprinted name, leaves first. Why not an import map: see
docs/decisions/0004-the-build.md.
"""

import hashlib
import posixpath
import re
from dataclasses import dataclass, field
from pathlib import Path

from pwa.model.errors import SiteError

FIRST = ("css/layers.css", "css/tokens.css", "css/base.css", "css/layout.css")
LAST = ("css/print.css", "css/hidden.css")
GUIDE = ("bar", "act", "thumb", "guide", "pictogram", "sources", "saved")
MORE = ("sos", "tiles", "status", "install")
RESCUE = ("pacer", "answer", "panel", "rescue-top", "rescue")

STYLESHEETS = {
    # What a page of the emergency guide needs, inlined into it: it is readable in the first answer of the server.
    "css/emergency.css": (*FIRST, *(f"css/components/{name}.css" for name in GUIDE), *LAST),
    "css/site.css": (*FIRST, *(f"css/components/{name}.css" for name in (*GUIDE, *MORE)), *LAST),
    # The guided rescue, fetched once the page stands.
    "css/rescue.css": ("css/layers.css", *(f"css/components/{name}.css" for name in RESCUE)),
}
"""Each stylesheet and the files it is made of, in the order of their layers."""

IMPORT = re.compile(r"""(?P<before>\bfrom\s*|\bimport\s*\(?\s*)(?P<quote>["'])(?P<path>\.{1,2}/[^"']+)(?P=quote)""")
CSS_STRING_OR_COMMENT = re.compile(r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|/\*.*?\*/""", re.DOTALL)

COMMENT_LINES = re.compile(r"^[ \t]*(?:/\*\*.*?\*/|//[^\n]*)[ \t]*\n", re.DOTALL | re.MULTILINE)
"""Comments that stand on lines of their own: a third of our scripts, and of no use on a phone."""

SERVED = ("icons", "screenshots")
"""The folders of static/ that are served as they are. Pictograms are drawn into the pages instead."""

RECORDINGS = (".mp3", ".m4a", ".ogg", ".wav")
"""What a programme may record for the guided rescue: `static/audio/<language>/<step>.mp3`. See docs/writing.md."""

AT_ROOT = {"icons/favicon.ico": "/favicon.ico"}
"""Files that tools ask for at a fixed address."""


class AssetError(SiteError):
    """A script, style or image that cannot be built. The message names the file and the remedy."""


@dataclass
class Assets:
    """Every served asset: `addresses` from source name to address, `files` from address to bytes."""

    addresses: dict[str, str] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    inline_styles: dict[str, str] = field(default_factory=dict)
    inline_scripts: dict[str, str] = field(default_factory=dict)
    pictograms: dict[str, str] = field(default_factory=dict)
    worker: str = ""

    def url(self, name: str) -> str:
        """The address of a source file such as `js/app.js`."""
        try:
            return self.addresses[name]
        except KeyError:
            raise AssetError(
                f"static/{name}: found no such asset, expected one of {', '.join(self.addresses)}."
            ) from None

    def add(self, name: str, body: bytes) -> None:
        """Give `body` an address made of its name and its content."""
        stem, _, extension = name.rpartition(".")
        address = f"/static/{stem}.{hashlib.sha256(body).hexdigest()[:8]}.{extension}"
        self.addresses[name] = address
        self.files[address] = body


def read_assets(static: Path) -> Assets:
    """All assets under the folder `static`; an `AssetError` names the first thing that is wrong."""
    assets = Assets()
    for folder in SERVED:
        for file in sorted((static / folder).glob("*")):
            if file.suffix != ".svg":  # The drawings that scripts/make_icons.py makes the PNGs from.
                assets.add(f"{folder}/{file.name}", file.read_bytes())
    for file in sorted((static / "audio").glob("*/*")):
        if file.suffix not in RECORDINGS:
            raise AssetError(f"static/audio/{file.parent.name}/{file.name}: expected one of {', '.join(RECORDINGS)}.")
        assets.add(f"audio/{file.parent.name}/{file.name}", file.read_bytes())
    for name, address in AT_ROOT.items():
        assets.files[address] = _read(static, name)
    for name, parts in STYLESHEETS.items():
        sheet = squeeze("\n".join(_read(static, part).decode("utf-8") for part in parts))
        if name == "css/emergency.css":
            assets.inline_styles["emergency"] = sheet
        else:
            assets.add(name, sheet.encode("utf-8"))
    assets.inline_scripts = {
        file.stem: file.read_text("utf-8").strip() for file in sorted((static / "js" / "inline").glob("*.js"))
    }
    assets.pictograms = {
        file.stem: file.read_text("utf-8").strip() for file in sorted((static / "pictograms").glob("*.svg"))
    }
    assets.worker = _read(static, "sw.js").decode("utf-8")
    _add_modules(assets, static)
    return assets


def squeeze(css: str) -> str:
    """The same rules without comments and the white space between them; strings are left as they are."""
    strings: list[str] = []

    def put_aside(match: re.Match[str]) -> str:
        if match[1] is None:
            return ""
        strings.append(match[1])
        return f'"{len(strings) - 1}"'

    css = CSS_STRING_OR_COMMENT.sub(put_aside, css)
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r"\s*([{};,>])\s*", r"\1", css)
    css = re.sub(r"(?<=[{;])([a-z-]+):\s", r"\1:", css).replace(";}", "}").strip()
    return re.sub(r'"(\d+)"', lambda match: strings[int(match[1])], css)


def _read(static: Path, name: str) -> bytes:
    try:
        return (static / name).read_bytes()
    except FileNotFoundError:
        raise AssetError(f"static/{name}: found no file, expected one; pwa/assets.py lists it.") from None


def _add_modules(assets: Assets, static: Path) -> None:
    """Fingerprint the ES modules, each after everything it imports."""
    modules = {
        str(file.relative_to(static).as_posix()): file
        for folder in ("js", "js/enhancements", "js/rescue", "js/lib")
        for file in sorted((static / folder).glob("*.js"))
    }

    def add(name: str, importers: tuple[str, ...]) -> str:
        if name in importers:
            raise AssetError(
                f"static/{name}: found an import circle {' -> '.join((*importers, name))}, expected none."
            )
        if name in assets.addresses:
            return assets.addresses[name]

        def link(match: re.Match[str]) -> str:
            target = posixpath.normpath(f"{posixpath.dirname(name)}/{match['path']}")
            if target not in modules:
                raise AssetError(f'static/{name}: found an import of "{match["path"]}", expected a file that exists.')
            return f"{match['before']}{match['quote']}{add(target, (*importers, name))}{match['quote']}"

        source = COMMENT_LINES.sub("", modules[name].read_text("utf-8"))
        assets.add(name, IMPORT.sub(link, source).encode("utf-8"))
        return assets.addresses[name]

    for name in modules:
        add(name, ())
