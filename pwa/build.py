"""Makes the site: every public page in every language, assets, worker and host rules, in one folder.

    build/site/      the document root: what WhiteNoise serves, and what `flask export` copies for any other host
    build/build.json what was built, from which inputs

Two builds of the same tree have the same bytes. The folder appears whole or not at all.
"""

import hashlib
import json
import re
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path

from flask import Flask, render_template

from pwa.built import Build, digest_inputs
from pwa.compact import as_json, compressed, in_place_of, sha256
from pwa.config import Settings
from pwa.gates import problems
from pwa.headers import OPEN_DATA, HeaderTable
from pwa.hosting import RULES, caddy_rules, headers_file, nginx_rules, redirects_file
from pwa.model.errors import SiteError
from pwa.packs import make_packs, pack_files
from pwa.site import NEUTRAL, Site
from pwa.views.errors import error_page
from pwa.views.root import ROBOTS
from pwa.worker import worker_script

KEEP_RETIRED = timedelta(days=30)
"""How long an asset no page names any more stays on the server: open tabs without a worker may still ask for it."""

CORE_ASSETS = (
    "css/site.css",
    "css/rescue.css",
    "css/print.css",
    "js/app.js",
    "js/enhancements/rescue.js",
    "rescue/",
    "saved/",
)
"""What the emergency guides and every page need, by the beginning of its name; what these import comes with them."""

NEVER_SAVED = re.compile(r"screenshots/|icons/.+-512\.png$|css/desk\.css$")
"""What needs a network anyhow, so that no phone saves it: what a browser installs the app with, and the desk."""

MANIFESTS = ("app.webmanifest", "plain.webmanifest")

COMPRESSED = {".html", ".css", ".js", ".json", ".svg", ".webmanifest", ".txt", ".ico", ".ndjson", ".geojson"}


class BuildError(SiteError):
    """A site that may not be published. The message says why, one sentence a problem."""


def build_site(app: Flask, *, precompress: bool = True) -> Build:
    """Build the site of `app` into its build folder, replacing what is there only when all went well."""
    settings: Settings = app.extensions["settings"]
    site: Site | None = app.extensions["site"]
    if site is None:
        raise BuildError("flask build: found debug mode, expected none; a debug page must not be saved on a phone.")
    if found := list(problems(settings)):
        raise BuildError("\n".join(str(problem) for problem in found))
    files = dict(render(app, site))
    packs = make_packs(app, site)
    core, entries = precache(site, files, with_detail=any(pack.kind == "detail" for pack in packs))
    generation = name_generation(entries, site.headers)
    files |= pack_files(packs)
    files["/sw.js"] = worker_script(site, generation, core, entries).encode("utf-8")
    files["/precache.json"] = as_json({"generation": generation, "core": core, "entries": entries})
    files["/_headers"] = headers_file(files, site).encode("utf-8")
    files["/_redirects"] = redirects_file(site.open_data).encode("utf-8")
    files[f"{RULES}nginx.conf"] = nginx_rules(site).encode("utf-8")
    files[f"{RULES}caddy.conf"] = caddy_rules(site).encode("utf-8")
    made = Build(generation, core, entries, site.headers.common, site.headers.retire, digest_inputs(settings))
    write(settings.build, files, made, precompress=precompress)
    return made


def render(app: Flask, site: Site) -> Iterator[tuple[str, bytes]]:
    """Every file of the site but the worker, as address and bytes. Pages are rendered twice and must agree."""
    for page in site.pages():
        yield page.address, fetch(app, page.address)
    for code in site.languages:
        yield f"/{code}/{NEUTRAL}", fetch(app, f"/{code}/{NEUTRAL}")
        for name in MANIFESTS:
            yield f"/{code}/{name}", fetch(app, f"/{code}/{name}")
        for status in (404, 500):
            with app.test_request_context(f"/{code}/"):
                app.preprocess_request()
                yield f"/{code}/{status}.html", error_page(status).encode("utf-8")
    with app.test_request_context("/"):
        app.preprocess_request()
        yield "/index.html", render_template("index.html").encode("utf-8")
        yield "/404.html", render_template("404-any.html").encode("utf-8")
    for sheet in site.sheets():
        yield sheet.address, sheet.body
    yield "/robots.txt", ROBOTS.encode("utf-8")
    yield from site.assets.files.items()
    yield from site.open_data.items()


def fetch(app: Flask, address: str) -> bytes:
    """The body at `address`, rendered twice; a `BuildError` if it may not be saved on a phone."""
    bodies = []
    for _ in range(2):
        with app.test_request_context(address):
            response = app.full_dispatch_request()
        vary = {name.strip() for name in response.headers.get("Vary", "").split(",")} - {
            "",
            "Accept-Encoding",
        }
        if response.status_code != 200 or "Set-Cookie" in response.headers or vary:
            raise BuildError(
                f"{address}: found status {response.status_code}, Vary {vary or 'none'}, cookie "
                f"{'Set-Cookie' in response.headers}, expected 200, no Vary and no cookie."
            )
        bodies.append(response.get_data())
    if bodies[0] != bodies[1]:
        raise BuildError(f"{address}: found two different renderings, expected the same bytes every time.")
    return bodies[0]


def precache(site: Site, files: dict[str, bytes], *, with_detail: bool = False) -> tuple[int, dict[str, str]]:
    """What a phone saves, in the order it is fetched: how many entries are the core, and all entries.

    What draws a detailed map is saved only where there is one.
    """
    pages = [(page.address, page.core) for page in site.pages()]
    core_assets = site.assets.with_imports(name for name in site.assets.addresses if name.startswith(CORE_ASSETS))
    detail = site.assets.only_for("js/map/detail.js")
    assets = [
        (address, name in core_assets)
        for name, address in site.assets.addresses.items()
        if not NEVER_SAVED.match(name) and (with_detail or name not in detail)
    ]
    neutral = [(f"/{code}/{NEUTRAL}", True) for code in site.languages]
    manifests = [(f"/{code}/{name}", False) for code in site.languages for name in MANIFESTS]
    listed = [*pages, *neutral, *assets, *manifests]
    ordered = [address for address, core in listed if core] + [address for address, core in listed if not core]
    return sum(core for _, core in listed), {address: sha256(files[address]) for address in ordered}


def name_generation(entries: dict[str, str], headers: HeaderTable) -> str:
    """The name of this site's content: the hash of what is saved and of the headers saved with it."""
    return hashlib.sha256(as_json([sorted(entries.items()), headers.saved])).hexdigest()[:16]


def on_disk(address: str) -> str:
    """The file of an address, below the document root: `/en/` is `en/index.html`, `/en/x` is `en/x.html`.

    Open data is JSON: `/hsds/services` is `hsds/services.json`.
    """
    path = address.lstrip("/")
    suffix = ".json" if OPEN_DATA.match(address) else ".html"
    if path.endswith("/") or not path:
        return f"{path}index{suffix}"
    last = path.rsplit("/", 1)[-1]
    return path if "." in last or last.startswith("_") else f"{path}{suffix}"


def write(folder: Path, files: dict[str, bytes], made: Build, *, precompress: bool) -> None:
    """Write everything beside `folder` and put it in its place in one step."""
    with in_place_of(folder) as fresh:
        for address, body in files.items():
            file = fresh / "site" / on_disk(address)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(body)
        if precompress:
            compress(fresh / "site")
        keep_retired(folder, fresh)
        (fresh / "build.json").write_bytes(as_json(asdict(made)))


def compress(root: Path) -> None:
    """Put `.br` and `.gz` beside every file that gains by it. No time is stored, so bytes repeat."""

    def one(file: Path) -> None:
        for suffix, packed in compressed(file.read_bytes()).items():
            file.with_name(file.name + suffix).write_bytes(packed)

    with ThreadPoolExecutor() as pool:
        list(pool.map(one, [file for file in sorted(root.rglob("*")) if file.suffix in COMPRESSED]))


def keep_retired(previous: Path, fresh: Path, today: date | None = None) -> None:
    """Carry over assets of earlier builds that open tabs may still ask for, for `KEEP_RETIRED`."""
    today = today or date.today()
    record = previous / "retired.json"
    retired: dict[str, str] = json.loads(record.read_text("utf-8")) if record.exists() else {}
    kept: dict[str, str] = {}
    for file in sorted((previous / "site" / "static").rglob("*")):
        name = file.relative_to(previous).as_posix()
        if file.is_dir() or (fresh / name).exists():
            continue
        since = retired.get(name, today.isoformat())
        if date.fromisoformat(since) + KEEP_RETIRED >= today:
            (fresh / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(file, fresh / name)
            kept[name] = since
    if kept:
        (fresh / "retired.json").write_bytes(as_json(kept))
