"""Scripts and styles made small for the phone by esbuild: what they import comes with them, comments stay here.

A part that is fetched only when it is needed (`import()` in a script) stays a file of its own. Names carry a hash
of the content, made by esbuild. Why a bundler, and why this one: docs/decisions/0010-bundles.md.
"""

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pwa.model.errors import SiteError

NODE_MODULES = Path(__file__).parent.parent / "node_modules"
ESBUILD = NODE_MODULES / ".bin" / "esbuild"

NODE_PATHS = {
    **os.environ,
    # Node may stand beside this Python: scripts/setup.sh puts it there where the system has none.
    "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)]),
    # So that scripts find their packages wherever they lie.
    "NODE_PATH": str(NODE_MODULES),
}
"""The environment in which Node, and what runs on it, finds its parts."""

OPTIONS = (
    "--bundle",
    "--splitting",
    "--format=esm",
    "--minify",
    "--charset=utf8",
    "--legal-comments=none",
    # The first browsers that know cascade layers: an older one shows plain pages.
    "--target=chrome99,firefox97,safari15.4",
    "--entry-names=[dir]/[name].[hash]",
    "--chunk-names=js/[name].[hash]",
    "--outbase=.",
    # A package is named by where it is asked for, so that the same sources make the same names anywhere.
    "--preserve-symlinks",
    "--log-level=error",
)


class AssetError(SiteError):
    """A script, style or image that cannot be built. The message names the file and the remedy."""


@dataclass(frozen=True)
class Bundle:
    """One file for the phone: `name` is what it was made from, `path` the name it is served by.

    `imports` are the names of those it cannot begin without; what it fetches later is not among them.
    """

    name: str
    path: str
    body: bytes
    imports: tuple[str, ...]


def bundle(static: Path, entries: tuple[str, ...]) -> tuple[Bundle, ...]:
    """The `entries` of the folder `static`, and the parts they fetch later, in a fixed order.

    Raises `AssetError` with what esbuild says: the file, the line, and what it did not find there.
    """
    sources = sorted(file for kind in ("css", "js") for file in (static / kind).rglob(f"*.{kind}"))
    return _bundle(static, entries, tuple((file, file.read_bytes()) for file in sources))


@lru_cache(maxsize=8)
def _bundle(static: Path, entries: tuple[str, ...], sources: tuple[tuple[Path, bytes], ...]) -> tuple[Bundle, ...]:
    """The same sources give the same bundles: pages rendered live need not wait for them each time."""
    if not ESBUILD.exists():
        raise AssetError(f"{ESBUILD}: found no esbuild, expected it there; scripts/setup.sh packages installs it.")
    with tempfile.TemporaryDirectory() as folder:
        record = Path(folder, "record.json")
        run = subprocess.run(  # noqa: S603 - our own program and our own file names
            [ESBUILD, *entries, *OPTIONS, f"--outdir={folder}", f"--metafile={record}"],
            cwd=static,
            env=NODE_PATHS,
            capture_output=True,
            check=False,
            text=True,
        )
        if run.returncode:
            raise AssetError(f"static: found scripts or styles that esbuild cannot bundle.\n{run.stderr.strip()}")
        outputs = json.loads(record.read_text("utf-8"))["outputs"]
        served = {
            output: Path(static, output).resolve().relative_to(Path(folder).resolve()).as_posix()
            for output in outputs
        }
        names = {output: about.get("entryPoint", served[output]) for output, about in outputs.items()}
        # What esbuild adds of its own for one part, all import, and use nothing of it: one file more for each page.
        helpers = [output for output, about in outputs.items() if not about["inputs"]]
        unused = {helper: f'import"./{Path(helper).name}";'.encode() for helper in helpers}
        made = []
        for output, about in outputs.items():
            needs = {each["path"] for each in about["imports"] if each["kind"] == "import-statement"}
            body = Path(folder, served[output]).read_bytes()
            for helper, line in unused.items():
                if line in body:
                    body = body.replace(line, b"")
                    needs.discard(helper)
            made.append(Bundle(names[output], served[output], body, tuple(sorted(names[path] for path in needs))))
    return tuple(sorted(made, key=lambda each: each.path))
