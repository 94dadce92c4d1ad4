/*
 * Keeps the whole site on the phone. The build puts `const MANIFEST = …` above this text: the list of what to
 * save, each path with the SHA-256 of its bytes, the core first. Design and reasons: docs/architecture.md.
 *
 * Rules: nothing enters the cache whose hash is not right; an update takes over only when it is whole; the
 * version before stays until the next; a page is never reloaded by a script; what is not ours is not touched.
 */
const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));

const HASHES = new Map(Object.entries(MANIFEST.entries));
const PATHS = [...HASHES.keys()];
const CORE = PATHS.slice(0, MANIFEST.core);
const FAMILY = `site-${MANIFEST.headers}-`; // A saved page carries its headers: only the same headers may be reused.
const CACHE = `${FAMILY}${MANIFEST.generation}`;
const META = 'meta';
const PAPER = 'paper'; // PDFs that somebody opened. They are not among the entries.
const PARALLEL = 12; // Over HTTP/1.1 the browser itself asks for 6 at a time.
const MOST_FAILURES = 6;
const OF_THE_SERVER = /^\/(?:desk|healthz|version)(?:\/|$)/; // Never kept, never answered from here.
const NAMED_BY_CONTENT = /\.(?:[0-9a-f]{8}|[0-9A-Z]{8})\.[a-z0-9]+$/;
const FILE_TIMEOUT_MS = 60_000;
const PAGE_TIMEOUT_MS = 4_000;
const BY_PATH = { ignoreVary: true }; // Firefox shows Accept-Language to the worker: Vary would miss offline.
const IN_USE = { ...BY_PATH, cacheName: CACHE }; // Reading by name makes no empty cache after an erase.

/** @param {Response} response - its body is used up */
async function sha256(response) {
  const hash = await crypto.subtle.digest('SHA-256', await response.arrayBuffer());
  return btoa(String.fromCharCode(...new Uint8Array(hash)));
}

/** Fetch that gives up: one hanging request can hold back a finished update (w3c/ServiceWorker#916). */
/** @type {(request: RequestInfo, options: RequestInit, limitMs: number) => Promise<Response>} */
async function fetchWithin(request, options, limitMs) {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), limitMs);
  try {
    return await fetch(request, { ...options, signal: abort.signal });
  } finally {
    clearTimeout(timer);
  }
}

/** One file from the network, or a rejection if it is not the very file of the manifest. */
/** @param {string} path */
async function download(path) {
  /** @type {RequestInit} */
  const options = {
    integrity: `sha256-${HASHES.get(path)}`,
    redirect: 'error',
    credentials: 'omit',
    // What the page itself has just fetched is not asked for again, where its name says what is in it.
    cache: NAMED_BY_CONTENT.test(path) ? 'default' : 'no-cache',
  };
  const response = await fetchWithin(path, options, FILE_TIMEOUT_MS).catch((error) => {
    if (!(error instanceof TypeError)) throw error;
    return fetchWithin(path, { ...options, cache: 'reload' }, FILE_TIMEOUT_MS); // A cache in between may hold old bytes.
  });
  if (!response.ok) throw new TypeError(`${path} answered ${response.status}`);
  return response;
}

/** The same bytes from another generation, if one has them. */
/** @param {string} path */
async function copy(path) {
  for (const name of await caches.keys()) {
    if (!name.startsWith(FAMILY) || name === CACHE) continue;
    const found = await caches.match(path, { ...BY_PATH, cacheName: name });
    if (found && (await sha256(found.clone())) === HASHES.get(path)) return found;
  }
  return undefined;
}

/** @type {(path: string) => Promise<number>} Bytes of a saved file that is right, or -1. */
async function savedSize(path) {
  const found = await caches.match(path, IN_USE);
  if (!found) return -1;
  const body = await found.arrayBuffer();
  return (await sha256(new Response(body))) === HASHES.get(path) ? body.byteLength : -1;
}

/** @type {(cache: Cache, path: string) => Promise<void>} */
async function save(cache, path) {
  if ((await savedSize(path)) >= 0) return;
  const response = (await copy(path)) ?? (await download(path));
  await cache.delete(path, BY_PATH); // WebKit may keep a dead record that swallows the put.
  await cache.put(path, response);
  if ((await savedSize(path)) < 0) throw new Error(`${path} was not kept`);
}

/** The reader erases: whoever opens a cache now would make it again. Another wish to save lets it begin anew. */
let stopped = false;

/** Save these paths, a dozen at a time. Goes on past a failure: a retry has less to do then. In the end rejects. */
/** @type {(paths: string[], update: boolean) => Promise<void>} */
async function fill(paths, update) {
  if (stopped) return;
  const cache = await caches.open(CACHE);
  const queue = [...paths];
  /** @type {unknown[]} */
  const failures = [];
  let done = 0;
  const take = async () => {
    for (let path = queue.shift(); path && failures.length < MOST_FAILURES && !stopped; path = queue.shift()) {
      try {
        await save(cache, path);
        done += 1;
        await tell({
          type: 'progress',
          saved: PATHS.length - paths.length + done,
          done,
          of: paths.length,
          update,
        });
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, take));
  if (failures.length > 0) throw failures.find(isQuota) ?? failures[0];
}

/** @param {unknown} error */
const isQuota = (error) => error instanceof DOMException && error.name === 'QuotaExceededError';

/** Read everything back and say what is really there. */
async function verify() {
  /** @type {string[]} */
  const missing = [];
  let bytes = 0;
  for (const path of PATHS) {
    const size = await savedSize(path);
    if (size < 0) missing.push(path);
    else bytes += size;
  }
  const coreMissing = missing.filter((path) => CORE.includes(path)).length;
  const state = missing.length === 0 ? 'ready' : coreMissing === 0 ? 'core' : 'none';
  const since = (await recall('generations'))?.since;
  const report = { state, saved: PATHS.length - missing.length, total: PATHS.length, bytes, since };
  return { missing, report: { type: 'status', ...report, generation: MANIFEST.generation } };
}

/** @type {Promise<void> | undefined} */
let healing;

/** Verify, then fill what is missing: the rest after a first install, or what the browser has thrown away. */
function heal() {
  healing ??= (async () => {
    if (!(await recall('generations'))) await rememberUse(undefined).catch(() => {}); // Thrown away.
    const { missing, report } = await verify();
    await tell({ ...report, saving: missing.length > 0 });
    if (missing.length === 0) return;
    await fill(missing, false).catch(() => {}); // The report says what is missing; the next visit tries again.
    await tell({ ...(await verify()).report, saving: false });
  })().finally(() => {
    healing = undefined;
  });
  return healing;
}

/** @param {object} message - to every open page of ours, controlled or not */
async function tell(message) {
  const pages = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
  for (const page of pages) page.postMessage(message);
}

/** What the worker remembers between its lives: the generations in use, and the language last read. */
/** @type {(name: 'generations' | 'language') => Promise<any>} */
async function recall(name) {
  const found = await caches.match(`/${name}`, { cacheName: META });
  return found ? found.json().catch(() => undefined) : undefined;
}

/** @type {(name: 'generations' | 'language', value: unknown) => Promise<void>} */
async function remember(name, value) {
  if (stopped) return;
  await (await caches.open(META)).put(`/${name}`, new Response(JSON.stringify(value)));
}

/** @param {string | undefined} previous - the cache of the generation before */
const rememberUse = (previous) =>
  remember('generations', { current: CACHE, previous, since: new Date().toISOString() });

/** The emergency pages straight from the cache, without starting this worker, where the browser can. */
/** @param {ExtendableEvent & { addRoutes?: (rules: object[]) => Promise<void> }} event */
async function addInstantRoutes(event) {
  /** @type {object[]} */
  const rules = MANIFEST.instant.map((pathname) => ({
    condition: { urlPattern: { pathname, search: '' }, requestMode: 'navigate' },
    source: { cacheName: CACHE },
  }));
  // The last rule keeps Chromium from asking the network for a saved page while this worker starts (AutoPreload).
  const rest = { condition: { urlPattern: { pathname: '/*' } }, source: 'fetch-event' };
  await event.addRoutes?.([...rules, rest]);
}

/** No worker of ours was there when this one came. A worker that was thrown away may still write what it has. */
let isFirst = false;

async function install() {
  const update = worker.registration.active !== null;
  isFirst = !update;
  try {
    await fill(update ? PATHS : CORE, update);
  } catch (error) {
    if (isQuota(error)) await caches.delete(CACHE);
    throw error;
  }
  const { report } = await verify();
  if (report.state === 'none' || (update && report.state !== 'ready')) throw new Error('not all was kept');
  if (isFirst) heal().catch(() => {}); // The rest, without waiting for the page to ask.
  await worker.skipWaiting();
}

async function activate() {
  const before = await recall('generations');
  const previous = before?.current === CACHE ? before.previous : before?.current;
  await rememberUse(previous);
  for (const name of await caches.keys()) {
    if (name.startsWith('site-') && name !== CACHE && name !== previous) await caches.delete(name);
  }
  for (const { url } of (await caches.has(PAPER)) ? await (await caches.open(PAPER)).keys() : []) {
    if (!(new URL(url).pathname in MANIFEST.paper)) await (await caches.open(PAPER)).delete(url);
  }
  if (!before || isFirst) await worker.clients.claim(); // Only the first time: a page open during an update keeps its worker.
}

/** `/x/`, `/x.html` and `/x` are one page. */
/** @param {string} path */
function pagePath(path) {
  const plain = path.replace(/(\/index)?\.html$/, (_, index) => (index ? '/' : ''));
  if (HASHES.has(plain)) return plain;
  return plain.endsWith('/') ? plain.replace(/\/+$/, '') : `${plain}/`;
}

/** @type {(request: Request, path: string) => Promise<Response>} */
async function fromSaved(request, path) {
  const hit = await caches.match(path, IN_USE);
  if (hit) return hit;
  const answer = await fetchWithin(request, {}, PAGE_TIMEOUT_MS).catch(() => undefined);
  if (answer?.ok) return answer;
  const older = await caches.match(path, BY_PATH);
  if (older) return older;
  return answer ?? (request.mode === 'navigate' ? offlinePage(path) : Response.error());
}

/** @type {(request: Request, path: string) => Promise<Response>} */
async function elsewhere(request, path) {
  return fetchWithin(request, {}, PAGE_TIMEOUT_MS).catch(() => offlinePage(path));
}

/** @param {string} path */
async function offlinePage(path) {
  const named = path.split('/')[1] ?? '';
  const language = MANIFEST.languages.includes(named) ? named : await chosenLanguage();
  const page = `/${language}/offline`;
  return (await caches.match(page, IN_USE)) ?? (await caches.match(page, BY_PATH)) ?? Response.error();
}

async function chosenLanguage() {
  const wanted = [await recall('language'), ...worker.navigator.languages.map((tag) => tag.split('-')[0])];
  return wanted.find((code) => code && MANIFEST.languages.includes(code)) ?? MANIFEST.languages[0];
}

/** @type {(event: FetchEvent, path: string) => Promise<Response>} */
async function fromAnyGeneration(event, path) {
  const saved = await caches.match(path, BY_PATH);
  if (saved) return saved;
  const answer = await fetchWithin(event.request, {}, FILE_TIMEOUT_MS);
  if (answer.ok && path in MANIFEST.paper) event.waitUntil(keepPaper(path, answer.clone()).catch(() => {}));
  return answer;
}

/** A PDF somebody opens is kept, if it came whole and right. The reader does not wait for that. */
/** @type {(path: string, opened: Response) => Promise<void>} */
async function keepPaper(path, opened) {
  const kept = opened.clone();
  const isRight = (await sha256(opened)) === MANIFEST.paper[path];
  if (isRight && !stopped) await (await caches.open(PAPER)).put(path, kept);
}

worker.addEventListener('install', (event) => {
  event.waitUntil(addInstantRoutes(event).catch(() => {}));
  event.waitUntil(install());
});

worker.addEventListener('activate', (event) => event.waitUntil(activate()));

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== worker.location.origin || request.headers.has('range')) return;
  const path = pagePath(url.pathname);
  if (HASHES.has(path)) event.respondWith(fromSaved(request, path));
  else if (url.pathname.startsWith('/static/')) event.respondWith(fromAnyGeneration(event, url.pathname));
  else if (request.mode !== 'navigate' || OF_THE_SERVER.test(url.pathname)) return;
  else if (url.pathname === '/') event.respondWith(chosenLanguage().then((code) => Response.redirect(`/${code}/`)));
  else event.respondWith(elsewhere(request, url.pathname));
});

worker.addEventListener('message', (event) => {
  stopped = event.data?.type === 'stop';
  if (event.data?.type === 'heal') event.waitUntil(heal());
  if (event.data?.type === 'language' && MANIFEST.languages.includes(event.data.language)) {
    event.waitUntil(remember('language', event.data.language));
  }
});
