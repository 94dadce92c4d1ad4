"""What a page is asked, in its own words: what is saved, whether it says so truly, what the reader kept."""

SHA256 = """const sha256 = async (found) => btoa(String.fromCharCode(
        ...new Uint8Array(await crypto.subtle.digest('SHA-256', await found.arrayBuffer()))))"""
SAVED_IS_TRUE = (
    """async (sites) => {
    if (document.documentElement?.dataset.offline !== 'ready') return true
"""
    + SHA256
    + """
    const whole = async (cacheName, hashes) => {
        for (const [path, hash] of Object.entries(hashes)) {
            const found = await caches.match(path, { cacheName, ignoreVary: true })
            if (!found || (await sha256(found)) !== hash) return false
        }
        return true
    }
    for (const [name, hashes] of Object.entries(sites)) if (await whole(name, hashes)) return true
    return false
}"""
)
ANSWERS = f"""async (paths) => {{
    {SHA256}
    return Promise.all(paths.map(async (path) => sha256(await fetch(path))))
}}"""
# The page tries again by itself, but waits in between: tests/browser/test_saving.py. Here the network is said to be
# back, once a second: asked without a pause the worker would never be idle, and no newer one could take its place.
ASK_AGAIN = """async () => {
    if (performance.now() - (window.askedAt ?? -Infinity) > 1000) {
        window.askedAt = performance.now()
        dispatchEvent(new Event('online'))
        const registration = await navigator.serviceWorker.getRegistration()
        await registration?.update().catch(() => {})
    }
    return document.documentElement.dataset.offline === 'ready'
}"""
NEWEST = f"""async (cache) => {{
    const isReady = await ({ASK_AGAIN})()
    const record = await caches.match('/generations', {{ cacheName: 'meta' }})
    return isReady && (await record?.json())?.current === cache
}}"""
KEPT_BY_READER = """async () => {
    const kept = await caches.match('/packs/kept', { cacheName: 'packs' })
    return {
        rescue: JSON.parse(localStorage['respira.rescue'] ?? 'null')?.startedAt,
        favorites: localStorage['respira.favorites'],
        area: (await kept?.json())?.kept?.map(({ name }) => name).join(),
    }
}"""
