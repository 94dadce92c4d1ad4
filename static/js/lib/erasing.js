/** Takes back what was saved on this phone. */

const PATIENCE_MS = 3_000;

/** Files first and last: unregister() waits behind an update that hangs, and a worker at work puts back. */
export async function forget() {
  const empty = async () => {
    for (const name of await caches.keys()) await caches.delete(name);
  };
  const registrations = (await navigator.serviceWorker?.getRegistrations()) ?? [];
  const gone = Promise.all(registrations.map((registration) => registration.unregister()));
  await empty();
  await Promise.race([gone, new Promise((done) => setTimeout(done, PATIENCE_MS))]);
  await empty();
}
