"""What a page is asked, in its own words: what is saved, and what the reader kept."""

SHA256 = """const sha256 = async (found) => btoa(String.fromCharCode(
        ...new Uint8Array(await crypto.subtle.digest('SHA-256', await found.arrayBuffer()))))"""
ANSWERS = f"""async (paths) => {{
    {SHA256}
    return Promise.all(paths.map(async (path) => sha256(await fetch(path))))
}}"""
# Waits in the page: asked from here every few milliseconds, the browser does little else. The page tries again by
# itself, but rests in between: tests/browser/test_saving.py. Here the network is said to be back, once a second:
# asked without a pause the worker would never be idle, and no newer one could take its place.
SAVED = """async (cache) => {
    const current = async () => (await (await caches.match('/generations', { cacheName: 'meta' }))?.json())?.current
    const isThere = async () =>
        document.documentElement?.dataset.offline === 'ready' && (!cache || (await current()) === cache)
    const update = async () => (await navigator.serviceWorker.getRegistration())?.update().catch(() => {})
    const pause = () => new Promise((resolve) => setTimeout(resolve, 40))
    if (cache) await update()
    for (const began = performance.now(); performance.now() - began < 1000; await pause())
        if (await isThere()) return true
    dispatchEvent(new Event('online'))
    await update()
    return false
}"""
"""Whether all is saved; as the generation of this name, if there is one. It takes a second to say no."""
KEPT_BY_READER = """async () => {
    const kept = await caches.match('/packs/kept', { cacheName: 'packs' })
    return {
        rescue: JSON.parse(localStorage['respira.rescue'] ?? 'null')?.startedAt,
        favorites: localStorage['respira.favorites'],
        area: (await kept?.json())?.kept?.map(({ name }) => name).join(),
    }
}"""
UPDATING = """async () => {
    const { installing, waiting, active } = (await navigator.serviceWorker.getRegistration()) ?? {}
    const generations = await (await caches.match('/generations', { cacheName: 'meta' }))?.json()
    const said = [document.documentElement?.dataset.offline, document.querySelector('.saved')?.textContent]
    const workers = [installing, waiting, active].map((each) => each?.state)
    return { workers, caches: await caches.keys(), generations, said }
}"""
"""How far an update has come, for whoever waits in vain."""
HOME_IS_SETTLED = """async () => {
    const found = await (await caches.match('/packs/kept', { cacheName: 'packs' }))?.json()
    const isKept = ({ sha256 }) => found.kept?.some((pack) => pack.sha256 === sha256)
    return Boolean(found?.looked) && found.offers.filter(({ home }) => home).every(isKept)
}"""
"""Whether the phone, its pages whole, has asked if there is a map of home, and has it if there is one."""
