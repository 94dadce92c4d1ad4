/** The lists of other areas that a reader keeps on this phone, ready to be searched like the page's own. */
import { fold } from '../lib/search.js';
import { grow, wordsIn } from '../packs/cards.js';
import { openPack, record } from '../packs/keeper.js';

/** @typedef {import('../lib/finder.js').Entry} Entry */

/**
 * @param {string} language
 * @returns {Promise<{ entries: Entry[], kinds: Record<string, string>,
 *   card: (id: string) => HTMLElement }[]>}
 */
export async function listsKept(language) {
  const kept = (await record()).kept.filter(({ kind }) => kind === 'services');
  const packs = await Promise.allSettled(kept.map(({ name }) => openPack(name)));
  return packs.flatMap((found) => {
    if (found.status === 'fulfilled' && found.value) return [listOf(found.value, language)];
    console.warn('list of an area', found);
    return []; // The lists of the page are there all the same.
  });
}

/** @param {any} pack @param {string} language */
function listOf({ areas, services, cards }, language) {
  const { parts, cards: numbers, kinds } = cards[language] ?? Object.values(cards)[0];
  const words = wordsIn(parts);
  /** @type {Map<string, number>} */
  const numberOf = new Map();
  /** @type {Entry[]} */
  const entries = services;
  for (const [place, entry] of entries.entries()) {
    numberOf.set(entry.id, numbers[place]);
    entry.zone = areas[entry.area]?.zone;
    lazily(entry, () => fold([words(numbers[place]), ...(entry.also ?? [])].join(' ')));
  }
  return {
    entries,
    kinds,
    card: (/** @type {string} */ id) => /** @type {HTMLElement} */ (grow(parts, numberOf.get(id) ?? -1)),
  };
}

/** Only a search for words reads 15,000 cards. @param {Entry} entry @param {() => string} read */
function lazily(entry, read) {
  /** @type {string | undefined} */
  let known;
  Object.defineProperty(entry, 'words', { get: () => (known ??= read()), enumerable: true });
}
