/** The page's side of saving: registers the worker, asks it what is there, and passes its answers on. */
import { forget } from './lib/erasing.js';
import { mayAsk, nextWait } from './lib/rhythm.js';
import { publish, serve } from './lib/saving.js';
import { isErased } from './lib/storage.js';

const WORKER = '/sw.js';

/** @param {HTMLElement} page - the html element: carries `data-worker` and, from here on, a true `data-offline` */
export function linkWorker(page) {
  if (page.dataset.worker !== WORKER) return;
  if (isErased()) {
    publish({ type: 'off' });
    forget().catch(() => {}); // What an interrupted erase left behind.
  } else if (!('serviceWorker' in navigator)) publish({ type: 'unsupported' });
  else if (document.readyState === 'complete') start(page);
  else {
    if (!navigator.serviceWorker.controller) connect();
    addEventListener('load', () => start(page), { once: true }); // The first paint comes before the saving.
  }
}

/** The worker asks without credentials, over a connection of its own: it is there when the worker is. */
const connect = () =>
  document.head.append(
    Object.assign(document.createElement('link'), { rel: 'preconnect', href: '/', crossOrigin: '' }),
  );

/** @param {HTMLElement} page */
function start(page) {
  const { serviceWorker } = navigator;
  let lastUpdate = Date.now();
  let wait = 0;
  let timer = 0;
  let failed = false;
  let filled = false;

  /** Ask the worker in charge to read everything back and to fetch what is missing; make one if there is none. */
  const ask = async () => {
    if (isErased()) return turnOff();
    clearTimeout(timer);
    failed = false;
    const registering = register().catch((error) => console.warn('saving for offline', error));
    const known = await serviceWorker.getRegistration(); // register() waits behind an update that hangs.
    const { active, installing } = known?.active ? known : (await registering) || known || {};
    if (isErased()) return; // Erased meanwhile.
    if (active) {
      active.postMessage({ type: 'language', language: document.documentElement.lang });
      active.postMessage({ type: 'heal' });
    } else if (installing) {
      publish({ type: 'waiting', online: navigator.onLine });
      const look = () => installing.state === 'redundant' && fail();
      installing.addEventListener('statechange', look);
      look(); // It may have failed before anyone listened.
    } else fail();
  };
  /** Erased in another tab: what this one still says is not so any more. */
  const turnOff = () => {
    page.dataset.offline = 'none';
    publish({ type: 'off' });
  };
  const fail = () => {
    failed = true;
    publish({ type: 'waiting', online: false });
    tryAgain();
  };
  /** A phone on one bar gets there in several tries: each goes on where the last one stopped. */
  const tryAgain = () => {
    wait = nextWait(wait);
    clearTimeout(timer);
    timer = window.setTimeout(ask, wait);
  };
  /** An installed app on iOS wakes up without a navigation and would never look for a newer version. */
  const wakeUp = async () => {
    if (document.visibilityState !== 'visible') return;
    await ask();
    if (isErased() || !mayAsk(lastUpdate, Date.now())) return;
    lastUpdate = Date.now();
    const registration = await serviceWorker.getRegistration();
    registration?.update().then(
      () => saveHome(true),
      () => {}, // No network is no news.
    );
  };

  serviceWorker.addEventListener('message', async ({ data }) => {
    if (data?.state === 'ready' && !(await isThere(data.generation)))
      Object.assign(data, { state: 'none', saved: 0 });
    if (isErased()) return;
    if (failed && data?.type === 'progress') return; // A late word of the try that failed.
    filled ||= data?.type === 'progress';
    if (data?.type === 'status') {
      page.dataset.offline = data.state;
      if (data.state !== 'ready' && !data.saving) tryAgain();
      if (data.state === 'ready') {
        wait = 0;
        saveHome(filled);
        filled = false;
      }
    }
    publish(data);
  });
  serviceWorker.addEventListener('controllerchange', ask);
  document.addEventListener('visibilitychange', wakeUp);
  addEventListener('online', wakeUp);
  addEventListener('storage', () => isErased() && turnOff());
  addEventListener('pageshow', ({ persisted }) => persisted && wakeUp());
  serve(ask);
  ask();
}

/** In Chromium a worker goes on with a store that was deleted beneath it, until it has rested: the page sees none. */
/** @type {(generation: string) => Promise<boolean>} */
const isThere = async (generation) => (await caches.keys()).some((name) => name.endsWith(generation));

/** What comes after the pages, and is no part of them. @param {boolean} isOnline */
const saveHome = (isOnline) =>
  import('./packs/home.js').then((home) => home.saveHome(isOnline)).catch((error) => console.warn('home map', error));

/** Trusted Types demands a policy; ours admits this one address. */
const policy = /** @type {any} */ (globalThis).trustedTypes?.createPolicy('app-sw', {
  createScriptURL: () => WORKER,
});

/** @returns {Promise<ServiceWorkerRegistration>} */
const register = () =>
  navigator.serviceWorker.register(policy?.createScriptURL('') ?? WORKER, { updateViaCache: 'none' });
