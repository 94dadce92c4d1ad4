"""Joins the list of what to save with the worker's source: one file, because browsers may keep imports for a day."""

import hashlib
import json

from pwa.site import Site

RETIRED = """\
// The kill switch: this worker removes what it can and then itself.
self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) await caches.delete(name);
    for (const { name } of (await indexedDB.databases?.()) ?? []) indexedDB.deleteDatabase(name);
    await self.registration.unregister();
    for (const client of await self.clients.matchAll({ type: 'window' })) await client.navigate(client.url);
  })());
});
"""


def worker_script(site: Site, generation: str, core: int, entries: dict[str, str]) -> str:
    """The text of `/sw.js`: `const MANIFEST = …` and the source, or the worker that removes itself."""
    if site.settings.retire:
        return RETIRED
    manifest = {
        "generation": generation,
        "headers": hashlib.sha256(repr(site.headers.saved).encode()).hexdigest()[:8],
        "core": core,
        "languages": list(site.languages),
        "instant": [page.address for page in site.pages() if page.core and page.slug in site.library.guides],
        "paper": {sheet.address: sheet.digest for sheet in site.sheets()},
        "entries": entries,
    }
    return f"const MANIFEST = {json.dumps(manifest, separators=(',', ':'))};\n{site.assets.worker}"
