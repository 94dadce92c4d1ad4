/** Takes back what was saved on this phone. */
import { recall } from './storage.js';

const PATIENCE_MS = 3_000;
/** Where `packs/pieces.js` keeps a detailed map, and `reports/queue.js` what is not sent yet. */
const DATABASES = ['pieces', 'reports'];

/** Files first and last: unregister() waits behind an update that hangs, and a worker at work puts back
 * until it has heard that it must stop. */
export async function forget() {
  const empty = async () => {
    for (const name of (await globalThis.caches?.keys()) ?? []) await caches.delete(name);
  };
  const registrations = (await navigator.serviceWorker?.getRegistrations()) ?? [];
  for (const { active, waiting, installing } of registrations)
    for (const worker of [active, waiting, installing]) worker?.postMessage({ type: 'stop' });
  // A report that was written after erasing has left its mark: see `reports/queue.js`.
  const dropped = Promise.all(DATABASES.map((name) => recall(name) ?? drop(`respira.${name}`)));
  const gone = Promise.all(registrations.map((registration) => registration.unregister()));
  await empty();
  await Promise.race([Promise.all([gone, dropped]), new Promise((done) => setTimeout(done, PATIENCE_MS))]);
  await empty();
}

/** Other pages let go of it when they are asked to. @param {string} name */
const drop = (name) =>
  new Promise((done) => {
    if (!('indexedDB' in globalThis)) return done(undefined);
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = request.onerror = done;
    return request;
  });
