"""Watches what pages say: whenever one says that all is saved, whether that is so is looked at there and then."""

import json
from collections.abc import Iterable

from playwright.sync_api import BrowserContext

from tests.browser.asked import SHA256
from tests.small_site import SmallSite

WATCH = """((sites) => {
    %s
    const whole = async (cacheName, hashes) => {
        for (const [path, hash] of Object.entries(hashes)) {
            const found = await caches.match(path, { cacheName, ignoreVary: true })
            if (!found || (await sha256(found)) !== hash) return false
        }
        return true
    }
    const anyWhole = async () => {
        for (const [name, hashes] of Object.entries(sites)) if (await whole(name, hashes)) return true
        return false
    }
    const saysSo = () => document.documentElement?.dataset.offline === 'ready'
        || Boolean(document.querySelector('.saved[data-state=ready]:not([hidden])'))
    const look = async () => {
        // While a newer version takes the place of the one before, one of the two is whole: look again.
        for (let tries = 0; tries < 3; tries++) if (!saysSo() || await anyWhole()) return
        if (saysSo()) toldALie(`${location.pathname}: ${JSON.stringify(await caches.keys())}`)
    }
    new MutationObserver(look).observe(document, {
        attributes: true, attributeFilter: ['data-offline', 'data-state'], subtree: true,
    })
})(%s)"""


class Claims:
    """What pages of one phone said that was not so: `lies` are their addresses, and what was there."""

    def __init__(self, context: BrowserContext, sites: Iterable[SmallSite]) -> None:
        """Watch every page of `context` from now on. It is true when one of `sites` is saved whole."""
        self.lies: list[str] = []
        context.expose_binding("toldALie", lambda _, lie: self.lies.append(lie))
        context.add_init_script(WATCH % (SHA256, json.dumps({site.cache: site.hashes for site in sites})))

    def check(self) -> None:
        """Fail where a page said that all is saved, and it was not."""
        assert not self.lies, f"it said saved, and was not: {self.lies}"
