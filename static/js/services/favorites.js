/** The services a reader saved on this phone, by their ids. Never shown on Home: others may see the phone. */
import { recall, remember } from '../lib/storage.js';

const NAME = 'favorites';
const ID = /^[a-z][a-z0-9-]*$/;

/** @returns {Set<string>} */
export function favorites() {
  try {
    const found = JSON.parse(recall(NAME) ?? '[]');
    return new Set(Array.isArray(found) ? found.filter((id) => typeof id === 'string' && ID.test(id)) : []);
  } catch {
    return new Set(); // Half a record: better none than a page that does not open.
  }
}

/** @param {string} id */
export const isFavorite = (id) => favorites().has(id);

/** @param {string} id */
export function addFavorite(id) {
  keep(favorites().add(id));
}

/** @param {string} id */
export function removeFavorite(id) {
  const left = favorites();
  left.delete(id);
  keep(left);
}

/** @param {Set<string>} ids */
const keep = (ids) => remember(NAME, ids.size ? JSON.stringify([...ids].sort()) : null);
