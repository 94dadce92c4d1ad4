"""The first visit: everything is saved, what is said of it is true, and a Wi-Fi login page never gets in."""

import pytest

from pwa.built import Build
from tests.chaos.client import ChaosServer
from tests.engines.conftest import READY
from tests.engines.driver import Engine

SAVED = """async () => {
    const hash = async (answer) => btoa(String.fromCharCode(
        ...new Uint8Array(await crypto.subtle.digest('SHA-256', await answer.arrayBuffer()))))
    const found = {}
    for (const name of (await caches.keys()).filter((each) => each.startsWith('site-'))) {
        const cache = await caches.open(name)
        for (const request of await cache.keys())
            found[request.url.slice(location.origin.length)] = await hash(await cache.match(request))
    }
    return found
}"""
"""What is saved of the site: each address with the hash of the bytes that come back."""

SAYS = "(state) => document.querySelector('.saved')?.dataset.state === state"


def test_one_visit_says_saved_and_every_file_reads_back_as_it_was_built(
    engine: Engine, server: ChaosServer, made: Build
) -> None:
    engine.open(server.url("/en/"))
    engine.wait_until(READY)
    assert engine.evaluate(SAVED) == made.entries
    said = engine.evaluate("() => document.querySelector('.saved').innerText")
    assert said == f"Saved on this phone. All {len(made.entries)} parts open without a network."


@pytest.mark.parametrize("portal", ["captive302", "captive200"])
def test_a_login_page_in_the_way_is_never_saved_and_what_it_hid_comes_later(
    engine: Engine, server: ChaosServer, made: Build, portal: str
) -> None:
    server.set("/es/overdose", portal)
    engine.open(server.url("/en/about"))
    engine.wait_until(SAYS, "network")
    assert engine.evaluate("() => document.documentElement.dataset.offline") == "none"
    saved = engine.evaluate(SAVED)
    assert "/es/overdose" not in saved
    assert saved.items() <= made.entries.items()
    server.clear()
    engine.open(server.url("/en/about"))
    engine.wait_until(READY)
    assert engine.evaluate(SAVED) == made.entries
