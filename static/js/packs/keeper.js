/**
 * Keeps packs on this phone: their files, and one record of which are in use. Nothing else touches that cache.
 * What a pack is, and in which order it is kept: docs/decisions/0018-packs.md.
 *
 * @typedef {{ name: string, kind: string, file: string, sha256: string, bytes: number, download: number, date: string,
 *   title: Record<string, string>, area?: string, home?: boolean, pieces: string[], credit?: string }} Pack - as
 *   `/packs/index.json` lists it; `pieces`: the hashes of a detailed map, which `pieces.js` keeps
 * @typedef {{ kept: Pack[], offers: Pack[], declined: string[], looked: string }} Record_ - `offers`: what the site had on
 *   the day `looked`; `declined`: what this reader removed
 * @typedef {'network' | 'gone' | 'wrong' | 'full' | 'stopped'} Reason - why a pack is not kept
 */

import '../shared.js';
import { isErased } from '../lib/storage.js';

const CACHE = 'packs';
const RECORD = '/packs/kept';
const INDEX = '/packs/index.json';
const VERSION = 1;
const PATIENCE_MS = 60_000;
const FILE = /^[a-z][a-z0-9-]*\.[0-9a-f]{8}\.json$/;
const DETAIL = /^[a-z][a-z0-9-]*\.[0-9a-f]{8}\.pmtiles$/;

/** A pack that could not be had. */
export class PackError extends Error {
  /** @param {Reason} reason @param {string} message @param {unknown} [cause] */
  constructor(reason, message, cause) {
    super(message, { cause });
    this.reason = reason;
  }
}

/** @param {Pack} pack */
const addressOf = (pack) => `/packs/${pack.file}`;

/** Whether this browser can keep anything: only over HTTPS, or from this very machine. */
export const canKeep = () => 'caches' in globalThis && Boolean(globalThis.crypto?.subtle);

/**
 * What there is, as the site says now. It is remembered, so that a page can show it without asking: nobody need know
 * who opens which page.
 *
 * @returns {Promise<Pack[]>}
 */
export async function look(today = new Date().toISOString().slice(0, 10)) {
  const answer = await fetch(INDEX, { cache: 'no-cache', credentials: 'omit' }).catch((error) => {
    throw new PackError('network', INDEX, error);
  });
  if (!answer.ok) throw new PackError('network', `${INDEX}: ${answer.status}`);
  const index = await answer.json().catch(() => undefined);
  if (index?.version !== VERSION || !Array.isArray(index.packs)) throw new PackError('wrong', INDEX);
  const offers = index.packs.filter(isPack);
  await alone(() => write(() => ({ looked: today, offers })));
  return offers;
}

/** @param {any} found @returns {found is Pack} */
const isPack = (found) =>
  (found?.kind === 'detail' ? DETAIL : FILE).test(found?.file ?? '') &&
  (found.kind !== 'detail' || Array.isArray(found.pieces)) &&
  typeof found.name === 'string' &&
  typeof found.sha256 === 'string' &&
  Number.isInteger(found.bytes);

/** What is kept here. A record that cannot be read is none. @returns {Promise<Record_>} */
export async function record() {
  const found = canKeep() ? await caches.match(RECORD, { cacheName: CACHE }) : undefined;
  const read = await found?.json().catch(() => undefined);
  return {
    kept: Array.isArray(read?.kept) ? read.kept.filter(isPack) : [],
    offers: Array.isArray(read?.offers) ? read.offers.filter(isPack) : [],
    declined: Array.isArray(read?.declined) ? read.declined : [],
    looked: typeof read?.looked === 'string' ? read.looked : '',
  };
}

/** One tab after the other: files and record change together. @param {() => Promise<void>} work */
async function alone(work) {
  await (navigator.locks ? navigator.locks.request(`respira.${CACHE}`, work) : work());
}

/** @param {(before: Record_) => Partial<Record_>} change */
async function write(change) {
  if (isErased()) return;
  const before = await record();
  const next = JSON.stringify({ ...before, ...change(before) });
  await (await caches.open(CACHE)).put(RECORD, asJson(next));
}

/** @param {BodyInit} body */
const asJson = (body) => new Response(body, { headers: { 'Content-Type': 'application/json' } });

/** @param {ArrayBuffer | Uint8Array<ArrayBuffer>} body */
export async function sha256(body) {
  return btoa(String.fromCharCode(...new Uint8Array(await crypto.subtle.digest('SHA-256', body))));
}

/**
 * Ask for a file and read what comes; a `PackError` says why it did not.
 *
 * @template Got
 * @param {Pack} pack
 * @param {{ signal?: AbortSignal, headers?: Record<string, string> }} asked
 * @param {(answer: Response, isAlive: () => void) => Promise<Got>} read - tells with `isAlive` that something came
 */
export async function within(pack, { signal, headers }, read) {
  const abort = new AbortController();
  const stop = () => abort.abort();
  signal?.addEventListener('abort', stop);
  let timer = setTimeout(stop, PATIENCE_MS);
  try {
    // Past all HTTP caches: what once came cut short would come again, and whole it would lie there twice.
    /** @type {RequestInit} */
    const options = { signal: abort.signal, headers, cache: 'no-store', redirect: 'error', credentials: 'omit' };
    const answer = await fetch(addressOf(pack), options);
    if (answer.status === 404) throw new PackError('gone', pack.file);
    if (!answer.ok || !answer.body) throw new PackError('network', `${pack.file}: ${answer.status}`);
    return await read(answer, () => {
      clearTimeout(timer);
      timer = setTimeout(stop, PATIENCE_MS);
    });
  } catch (error) {
    stop();
    if (error instanceof PackError) throw error;
    const reason = isFull(error) ? 'full' : signal?.aborted ? 'stopped' : 'network';
    throw new PackError(reason, pack.file, error);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}

/** @param {unknown} error */
const isFull = (error) => error instanceof DOMException && error.name === 'QuotaExceededError';

/**
 * Download a pack whole, and give it only if it is the very file the index named.
 *
 * @param {Pack} pack
 * @param {{ signal?: AbortSignal, progress?: (share: number) => void }} [options]
 */
const download = (pack, { signal, progress } = {}) =>
  within(pack, { signal }, async (answer, isAlive) => {
    const body = new Uint8Array(pack.bytes);
    let at = 0;
    const reader = /** @type {ReadableStream<Uint8Array>} */ (answer.body).getReader();
    for (let step = await reader.read(); !step.done; step = await reader.read()) {
      if (at + step.value.length > body.length) throw new PackError('wrong', `${pack.file}: longer than announced`);
      body.set(step.value, at);
      at += step.value.length;
      progress?.(at / body.length);
      isAlive();
    }
    if (at < body.length || (await sha256(body)) !== pack.sha256) throw new PackError('wrong', pack.file);
    return body;
  });

/**
 * Keep a pack: the file first, then the record; only then the one before goes.
 *
 * @param {Pack} pack
 * @param {{ signal?: AbortSignal, progress?: (share: number) => void }} [options]
 */
export async function keep(pack, options) {
  const body = await download(pack, options);
  await enter(pack, async () => {
    const cache = await caches.open(CACHE);
    await cache.delete(addressOf(pack)); // WebKit may keep a dead record that swallows the put.
    await cache.put(addressOf(pack), asJson(body));
  });
  return body;
}

/** Into the record, after its files. @param {Pack} pack @param {() => Promise<void>} [put] - what is to be there first */
export const enter = (pack, put) =>
  alone(async () => {
    if (isErased()) throw new PackError('stopped', pack.file);
    try {
      await put?.();
      await write(({ kept, declined }) => ({
        kept: [...kept.filter(({ name }) => name !== pack.name), pack],
        declined: declined.filter((name) => name !== pack.name),
      }));
    } catch (error) {
      throw new PackError(isFull(error) ? 'full' : 'wrong', pack.file, error);
    } finally {
      await clear();
    }
  });

/** @param {string} name - of a pack that is not wanted here any more */
export async function remove(name) {
  await alone(async () => {
    await write(({ kept, declined }) => ({
      kept: kept.filter((pack) => pack.name !== name),
      declined: [...new Set([...declined, name])],
    }));
    await clear();
  });
}

/** A pack that is not whole any more is kept no longer; the reader did not decline it. @param {string} name */
export const lose = (name) => alone(() => write(({ kept }) => ({ kept: kept.filter((pack) => pack.name !== name) })));

/** Files the record does not name go: those of packs before, and what an interrupted download left. */
async function clear() {
  const files = new Set([RECORD, ...(await record()).kept.map(addressOf)]);
  const cache = await caches.open(CACHE);
  for (const { url } of await cache.keys()) if (!files.has(new URL(url).pathname)) await cache.delete(url);
}

/**
 * What is inside a pack: the one kept here if its bytes are right, else it is fetched once more, else from the network.
 *
 * @param {string} name
 * @returns {Promise<any>} undefined where there is no such pack; a `PackError` where it cannot be had
 */
export async function openPack(name) {
  const mine = (await record()).kept.find((pack) => pack.name === name);
  const body =
    mine && (await caches.match(addressOf(mine), { cacheName: CACHE }).then((found) => found?.arrayBuffer()));
  if (mine && body && (await sha256(body)) === mine.sha256) return read(new Uint8Array(body), mine);
  const now = canKeep() ? (await look()).find((pack) => pack.name === name) : undefined;
  if (!now) return undefined;
  return read(await (mine ? keep(now) : download(now)), now);
}

/** @param {Uint8Array} body @param {Pack} pack */
function read(body, pack) {
  const found = JSON.parse(new TextDecoder().decode(body));
  if (found?.version !== VERSION) throw new PackError('wrong', `${pack.file}: version ${found?.version}`);
  return found;
}
