"""Small deployments of one site: real pages, the real worker, few files, so that a browser saves one in a moment."""

import hashlib
import json
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from pwa.build import on_disk
from pwa.compact import sha256
from tests.bench.weight import CALM, MAP, NEARBY

SLUGS = ("overdose", "", "offline-status", "offline", "today", "about")
STYLE = "/static/css/site."
PACK = "places-us"


@dataclass(frozen=True)
class SmallSite:
    """One version: its folder, its generation's cache, and the bytes and hash of all that a phone saves of it."""

    folder: Path
    cache: str
    bodies: dict[str, bytes]

    @property
    def pages(self) -> list[str]:
        """The addresses of its pages."""
        return [address for address in self.bodies if "." not in address]

    @cached_property
    def hashes(self) -> dict[str, str]:
        """The SHA-256 of each file, as the worker compares it."""
        return {address: sha256(body) for address, body in self.bodies.items()}


def small_sites(build: Path, folder: Path, versions: int) -> list[SmallSite]:
    """`versions` deployments made of the build `build`, no two alike: some pages, the style's name, its bytes."""
    made = json.loads((build / "build.json").read_text("utf-8"))
    kept = [address for address in made["entries"] if _is_kept(address)]
    core = sum(address in kept for address in list(made["entries"])[: made["core"]])
    return [_deployment(build, folder / str(number), made, kept, core, number) for number in range(versions)]


def _is_kept(address: str) -> bool:
    if address.endswith(".webmanifest") or not address.startswith(("/en/", "/es/")):
        elsewhere = NEARBY.match(address) and not re.match(r"/static/js/(packs|home)\.", address)
        return not (elsewhere or CALM.match(address) or MAP.match(address))
    return address.split("/", 2)[2] in SLUGS


def _deployment(
    build: Path, folder: Path, made: dict[str, Any], kept: list[str], core: int, number: int
) -> SmallSite:
    (style,) = [address for address in kept if address.startswith(STYLE)]
    renamed = f"{style[:-5]}{number}.css"  # The last character of the hash before `.css`.
    bodies: dict[str, bytes] = {}
    for place, address in enumerate(kept):
        body = (build / "site" / on_disk(address)).read_bytes()
        if address == style:
            bodies[renamed] = body + b"/*%d*/" % number
            continue
        if "." not in address:
            body = body.replace(style.encode(), renamed.encode())
            if place % 3 != number % 3:
                body = body.replace(b"</main>", b"<p hidden>Version %d.</p></main>" % number)
        bodies[address] = body
    hashes = {address: sha256(body) for address, body in bodies.items()}
    generation = hashlib.sha256(json.dumps(hashes).encode()).hexdigest()[:16]
    first, _, source = (build / "site" / "sw.js").read_text("utf-8").partition("\n")
    manifest = json.loads(first.removeprefix("const MANIFEST = ").removesuffix(";"))
    manifest |= {"generation": generation, "entries": hashes, "core": core, "paper": {}}
    manifest["instant"] = [address for address in manifest["instant"] if address in bodies]
    pack = b'{"version":1}'
    index = json.loads((build / "site" / "packs" / "index.json").read_text("utf-8"))
    (places,) = [each for each in index["packs"] if each["name"] == PACK]
    places |= {"sha256": sha256(pack), "bytes": len(pack), "file": f"{PACK}.00000000.json"}
    files = {
        **bodies,
        "/sw.js": f"const MANIFEST = {json.dumps(manifest)};\n{source}".encode(),
        "/packs/index.json": json.dumps({**index, "packs": [places]}).encode(),
        f"/packs/{places['file']}": pack,
    }
    for address, body in files.items():
        file = folder / "site" / on_disk(address)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(body)
    (folder / "build.json").write_text(json.dumps({**made, "entries": hashes, "generation": generation}), "utf-8")
    return SmallSite(folder, f"site-{manifest['headers']}-{generation}", bodies)
