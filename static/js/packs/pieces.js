/**
 * A detailed map, kept in pieces in IndexedDB: docs/decisions/0020-detailed-map.md. A download goes on where it stopped.
 * Each piece is compared with its hash before it is put, and when it is first read.
 */
import { delMany, get, keys, set } from 'idb-keyval';
import { isErased } from '../lib/storage.js';
import { storeOf } from '../store.js';
import { enter, PackError, record, remove, sha256, within } from './keeper.js';

/** @typedef {import('./keeper.js').Pack} Pack */

const PIECE = 256 * 1024;
/** Pieces that are held in memory: tiles that lie side by side mostly do so in the file. */
const HELD = 8;

const store = storeOf('respira.pieces', 'pieces');

/** @param {Pack} pack @returns {Promise<Set<number>>} the pieces of it that are here */
async function here(pack) {
  const found = /** @type {[string, number][]} */ (await keys(store));
  return new Set(found.filter(([file]) => file === pack.file).map(([, number]) => number));
}

/** @param {Pack} pack @returns {Promise<number>} how much of it is here, from 0 to 1 */
export const shareOf = async (pack) => (await here(pack)).size / pack.pieces.length;

/**
 * Download what is not here yet, and keep the map once it is whole.
 *
 * @param {Pack} pack
 * @param {{ signal?: AbortSignal, progress?: (share: number) => void }} [options]
 * @returns {Promise<void>} a `PackError` where it stopped; what came is kept
 */
export async function keepPieces(pack, { signal, progress } = {}) {
  const have = await here(pack);
  const first = pack.pieces.findIndex((_, number) => !have.has(number));
  if (first >= 0) {
    const headers = first ? { Range: `bytes=${first * PIECE}-` } : undefined;
    await within(pack, { signal, headers }, async (answer, isAlive) => {
      // A server that knows no Range begins with the first byte.
      const begin =
        answer.status === 206 ? Number(/^bytes (\d+)-/.exec(answer.headers.get('Content-Range') ?? '')?.[1]) : 0;
      if (!Number.isInteger(begin / PIECE)) throw new PackError('wrong', `${pack.file}: from byte ${begin}`);
      await take(pack, begin / PIECE, answer, have, () => {
        isAlive();
        progress?.(have.size / pack.pieces.length);
      });
    });
  }
  if (have.size < pack.pieces.length) throw new PackError('network', `${pack.file}: not whole yet`);
  await enter(pack);
  await tidy();
}

/**
 * What comes is read at once and put meanwhile: where a connection breaks, a browser drops what nobody has read yet.
 *
 * @param {Pack} pack
 * @param {number} number - of the piece that comes first
 * @param {Response} answer
 * @param {Set<number>} have - grows with each piece that is put
 * @param {() => void} came
 */
async function take(pack, number, answer, have, came) {
  const reader = /** @type {ReadableStream<Uint8Array<ArrayBuffer>>} */ (answer.body).getReader();
  /** @type {Promise<void>[]} */
  const puts = [];
  let piece = new Uint8Array(sizeOf(pack, number));
  let filled = 0;
  try {
    for (let step = await reader.read(); !step.done; step = await reader.read()) {
      for (let { value } = step; value.length; ) {
        if (number >= pack.pieces.length) throw new PackError('wrong', `${pack.file}: longer than announced`);
        const part = value.subarray(0, piece.length - filled);
        piece.set(part, filled);
        filled += part.length;
        value = value.subarray(part.length);
        if (filled < piece.length) continue;
        if (!have.has(number)) puts.push(put(pack, number, piece, have, came));
        number += 1;
        piece = new Uint8Array(sizeOf(pack, number));
        filled = 0;
      }
      came();
    }
  } finally {
    await Promise.allSettled(puts);
  }
  await Promise.all(puts);
}

/** @param {Pack} pack @param {number} number */
const sizeOf = ({ bytes }, number) => Math.max(0, Math.min(PIECE, bytes - number * PIECE));

/** @type {(pack: Pack, number: number, piece: Uint8Array<ArrayBuffer>, have: Set<number>, came: () => void) => Promise<void>} */
async function put(pack, number, piece, have, came) {
  if ((await sha256(piece)) !== pack.pieces[number]) throw new PackError('wrong', `${pack.file}: piece ${number}`);
  if (isErased()) throw new PackError('stopped', pack.file); // Erased meanwhile: this would make the table anew.
  await set([pack.file, number], piece.buffer, store);
  have.add(number);
  came();
}

/** Not kept any more, and not wanted: whole or begun. @param {Pack} pack */
export async function removePieces(pack) {
  await remove(pack.name);
  await delMany(await keysOf((file) => file === pack.file), store);
}

/** Pieces of maps that nobody keeps or offers any more go. */
async function tidy() {
  const { kept, offers } = await record();
  const files = new Set([...kept, ...offers].map(({ file }) => file));
  await delMany(await keysOf((file) => !files.has(file)), store);
}

/** @param {(file: string) => boolean} wanted */
const keysOf = async (wanted) =>
  /** @type {[string, number][]} */ (await keys(store)).filter(([file]) => wanted(file));

/**
 * What the library of PMTiles reads from.
 *
 * @param {Pack} pack - that is kept
 * @param {(error: unknown) => void} failed - a piece is gone or wrong: the map is not whole any more
 */
export function sourceOf(pack, failed) {
  /** @type {Map<number, Promise<ArrayBuffer>>} */
  const right = new Map();

  /** @param {number} number @returns {Promise<ArrayBuffer>} */
  async function read(number) {
    const body = await get([pack.file, number], store);
    if (body && (await sha256(body)) === pack.pieces[number]) return body;
    await delMany([[pack.file, number]], store);
    throw new PackError('wrong', `${pack.file}: piece ${number}`);
  }

  /** @param {number} number */
  function piece(number) {
    const found = right.get(number) ?? read(number);
    right.delete(number);
    right.set(number, found);
    for (const old of right.keys()) if (right.size > HELD) right.delete(old);
    return found;
  }

  return {
    getKey: () => pack.file,
    /** @param {number} offset @param {number} length @returns {Promise<{ data: ArrayBuffer }>} */
    async getBytes(offset, length) {
      try {
        const [first, last] = [
          Math.floor(offset / PIECE),
          Math.floor((Math.min(offset + length, pack.bytes) - 1) / PIECE),
        ];
        const numbers = Array.from({ length: last - first + 1 }, (_, at) => first + at);
        const joined = new Blob(await Promise.all(numbers.map(piece)));
        const begin = offset - first * PIECE;
        return { data: await joined.slice(begin, begin + length).arrayBuffer() };
      } catch (error) {
        failed(error);
        throw error;
      }
    },
  };
}
