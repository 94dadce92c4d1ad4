"""How long the first visit takes until everything is saved, on a slow 4G: beside one zip of the same bytes.

Both come through the same kind of link (`tests.bench.link`) into the same browser. The zip holds the files as they
travel, compressed already and therefore only stored, and is put into a cache by a bare page. Two servers: our own,
over HTTP/1.1; and Caddy with the export, over HTTPS and HTTP/2, which is what the guide for hosts sets up: phones
save only from `https`.
"""

import base64
import hashlib
import shutil
import subprocess
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, Playwright

from pwa.build import on_disk
from pwa.built import Build
from pwa.export import export_site
from tests.bench.figures import Figure
from tests.bench.link import Link
from tests.bench.programs import free_port, our_server, running
from tests.browser.engine import launch, wait_for_offline, wait_until
from tests.chaos.client import STAND_IN, ChaosServer

BITS_PER_S = 400_000
ROUND_TRIP_MS = 400
PATIENCE_S = 180

CONTROL = """<!doctype html><html lang="en"><title>Control</title><h1>Control</h1><script type="module">
const answer = await fetch('/all.zip');
await (await caches.open('all')).put('/all.zip', answer);
document.documentElement.dataset.kept = 'yes';
</script></html>"""

CADDY = """\
{{
  admin off
  auto_https disable_redirects
  skip_install_trust
}}
https://localhost:{port} {{
  tls internal
  root * "{root}"
  import "{root}/_hosting/caddy.conf"
}}
https://localhost:{bare} {{
  tls internal
  root * "{control}"
  file_server
}}
"""


def make_control(build: Path, made: Build, folder: Path) -> int:
    """A folder with the bare page and the zip of all entries as they travel; the zip's size."""
    folder.mkdir()
    (folder / "page.html").write_text(CONTROL, "utf-8")
    with zipfile.ZipFile(folder / "all.zip", "w", zipfile.ZIP_STORED) as packed:
        for address in made.entries:
            file = build / "site" / on_disk(address)
            small = file.with_name(f"{file.name}.br")
            packed.write(small if small.exists() else file, on_disk(address))
    return (folder / "all.zip").stat().st_size


@contextmanager
def caddy(export: Path, control: Path, work: Path) -> Iterator[tuple[int, int]]:
    """The ports of Caddy with the export and with the control, over HTTPS with a certificate of its own."""
    port, bare = free_port(), free_port()
    settings = CADDY.format(port=port, bare=bare, root=export.resolve(), control=control.resolve())
    (work / "host.conf").write_text(settings, "utf-8")
    command = ["caddy", "run", "--adapter", "caddyfile", "--config", "host.conf"]
    with running(command, b"serving initial", work, XDG_DATA_HOME=str(work), XDG_CONFIG_HOME=str(work)):
        yield port, bare


def trusting(work: Path) -> str:
    """What makes Chromium trust this Caddy: it caches no file whose certificate it only ignores."""
    (authority,) = work.rglob("intermediate.crt")
    key = subprocess.run(["openssl", "x509", "-in", authority, "-pubkey", "-noout"], capture_output=True, check=True)
    der = subprocess.run(
        ["openssl", "pkey", "-pubin", "-outform", "der"], input=key.stdout, capture_output=True, check=True
    )
    pin = base64.b64encode(hashlib.sha256(der.stdout).digest()).decode()
    return f"--ignore-certificate-errors-spki-list={pin}"


def seconds(page: Page, address: str, *, ours: bool) -> float:
    """From the navigation to "saved", as the page says it."""
    began = time.monotonic()
    page.goto(address, wait_until="commit", timeout=PATIENCE_S * 1000)
    if ours:
        wait_for_offline(page, "ready", timeout_s=PATIENCE_S)
    else:
        wait_until(page, "() => document.documentElement.dataset.kept === 'yes'", timeout_s=PATIENCE_S)
    return time.monotonic() - began


def first_visit(
    playwright: Playwright, build: Path, made: Build, folder: Path
) -> tuple[list[tuple[str, str, str]], list[Figure]]:
    """Seconds and bytes until saved, of each server and of the zip from it."""
    control, work = folder / "zip", folder / "caddy"
    packed = make_control(build, made, control)
    export_site(build, folder / "visited")
    rows, figures = [], []

    def measure(what: str, scheme: str, ours: int, bare: int, *args: str) -> None:
        found: dict[str, tuple[float, int]] = {}
        for name, port, path in (("zip", bare, "/page.html"), ("ours", ours, "/en/")):
            with Link(port, BITS_PER_S, ROUND_TRIP_MS) as link:
                # A port of its own for each: nothing is left of the other in this browser.
                context = launch(playwright, folder / f"{scheme}-{name}", args=args, locale="en-US")
                took = seconds(context.pages[0], f"{scheme}://localhost:{link.port}{path}", ours=name == "ours")
                found[name] = took, link.down.bytes
                rows.append(
                    (
                        f"{what}: {name}",
                        f"{took:.1f} s",
                        f"{link.down.bytes:,} bytes down, {link.up.bytes:,} up, {link.connections} connections",
                    )
                )
                context.close()
        (ours_s, _), (zip_s, _) = found["ours"], found["zip"]
        figures.append(Figure(f"first visit to saved, {what}", ours_s, zip_s, "s", 1.3))

    rows.append(
        (f"the zip of {len(made.entries)} files as they travel", f"{packed:,} B", "stored, not compressed again")
    )
    if shutil.which("caddy"):
        work.mkdir()
        with caddy(folder / "visited", control, work) as (port, bare):
            measure("HTTPS, HTTP/2 (Caddy, the export)", "https", port, bare, trusting(work))
    with our_server(build) as ours, ChaosServer.start(control, STAND_IN) as plain:
        measure("HTTP/1.1 (our server)", "http", int(ours.rpartition(":")[2]), plain.port)
    return rows, figures
