/** The page's side of saving: registers the worker, asks it what is there, and passes its answers on. */
import { mayAsk } from './lib/rhythm.js';
import { publish, serve } from './lib/saving.js';
import { recall } from './lib/storage.js';

const WORKER = '/sw.js';

/** @param {HTMLElement} page - the html element: carries `data-worker` and, from here on, a true `data-offline` */
export function linkWorker(page) {
  if (page.dataset.worker !== WORKER) return;
  if (recall('saving') === 'off') publish({ type: 'off' });
  else if (!('serviceWorker' in navigator)) publish({ type: 'unsupported' });
  else if (document.readyState === 'complete') start(page);
  else addEventListener('load', () => start(page), { once: true }); // The first paint comes before the saving.
}

/** @param {HTMLElement} page */
async function start(page) {
  const { serviceWorker } = navigator;
  serviceWorker.addEventListener('message', ({ data }) => {
    if (data?.type === 'status') page.dataset.offline = data.state;
    publish(data);
  });
  serviceWorker.addEventListener('controllerchange', ask);
  serve(ask);
  try {
    const registration = await serviceWorker.register(workerAddress(), { updateViaCache: 'none' });
    if (registration.active) await ask();
    else publish({ type: 'waiting', online: navigator.onLine });
    registration.installing?.addEventListener('statechange', ({ target }) => {
      const failed = target instanceof ServiceWorker && target.state === 'redundant' && !registration.active;
      if (failed) publish({ type: 'waiting', online: false });
    });
    askAgainWhenSeen(registration);
  } catch (error) {
    console.warn('saving for offline', error);
    const active = await serviceWorker.getRegistration().catch(() => undefined);
    if (active?.active) await ask();
    else publish({ type: 'waiting', online: false });
  }
}

/** Trusted Types demands a policy; ours admits this one address. */
function workerAddress() {
  const factory = /** @type {any} */ (window).trustedTypes;
  if (!factory) return WORKER;
  const policy = factory.createPolicy('app-sw', { createScriptURL: () => WORKER });
  return policy.createScriptURL(WORKER);
}

/** Ask the worker in charge to read everything back, and to fetch what is missing. */
async function ask() {
  const { active } = await navigator.serviceWorker.ready;
  active?.postMessage({ type: 'language', language: document.documentElement.lang });
  active?.postMessage({ type: 'heal' });
}

/** An installed app on iOS wakes up without a navigation and would never look for a newer version. */
/** @param {ServiceWorkerRegistration} registration */
function askAgainWhenSeen(registration) {
  let last = Date.now();
  const again = () => {
    if (document.visibilityState !== 'visible') return;
    ask();
    if (!mayAsk(last, Date.now())) return;
    last = Date.now();
    registration.update().catch(() => {}); // No network is no news.
  };
  document.addEventListener('visibilitychange', again);
  addEventListener('online', again);
  addEventListener('pageshow', ({ persisted }) => persisted && again());
}
