/**
 * Which services fit, and which comes first. Pure: the page shows them. What is unknown never counts as a yes.
 *
 * @typedef {import('./distance.js').Spot} Spot
 * @typedef {{ id: string, area: string, is: string[], town?: string, state?: string, spots?: number[][], rule?: string,
 *   until?: string, late?: string, languages?: string[], also?: string[], dropIn?: boolean, noId?: boolean, police?: boolean,
 *   closed?: boolean, checked?: boolean, words?: string, zone?: string }} Entry - the keys of `pwa/listing.py`; `words`, folded, are what a
 *   search looks in
 * @typedef {{ from?: Spot, is?: string, words?: string, now?: boolean, always?: boolean, languages?: string[],
 *   noId?: boolean, dropIn?: boolean, noPolice?: boolean, only?: Set<string> }} Wish - `only`: the reader's own list
 * @typedef {{ entry: Entry, band: number, rank: number, from?: Spot, spot?: Spot }} Found - `rank`: the smaller, the
 *   earlier it is shown; `spot`: the nearest of its places
 */
import { band, distance, tell } from './distance.js';
import { at } from './opening.js';
import { fold } from './search.js';

export { fold };

/** How old what is known of an entry is. Long past, it no longer stands at the top of its band. */
const FRESH = 0;
const OLD = 1;
const LONG_PAST = 2;

/**
 * Those that fit, the first to look at first: nearest band, then the fresher, then the nearer.
 *
 * @param {Entry[]} entries - in an order that holds where nothing else tells them apart
 * @param {Wish} wish
 * @param {number} now - ms since 1970
 * @returns {Found[]}
 */
export function search(entries, wish, now) {
  const today = new Date(now).toISOString().slice(0, 10);
  const words = fold(wish.words ?? '')
    .split(/\s+/)
    .filter(Boolean);
  const found = [];
  for (const entry of entries) {
    if (!fits(entry, wish, words)) continue;
    if (wish.now && openingOf(entry, now).state !== 'open') continue;
    found.push(place(entry, today, wish.from));
  }
  return found.sort((one, other) => one.rank - other.rank);
}

/** Whether it is open. Hours without a date are believed on no day. @param {Entry} entry @param {number} now */
export const openingOf = (entry, now) => at(entry.rule, now, entry.zone ?? '', entry.until ?? '0000');

/** @type {(entry: Entry, wish: Wish, words: string[]) => boolean} */
function fits(entry, wish, words) {
  if (entry.closed && words.length === 0 && !wish.only?.has(entry.id)) return false; // For who asks for it.
  if (entry.closed && (wish.now || wish.always)) return false;
  if (wish.only && !wish.only.has(entry.id)) return false;
  if (wish.is && !entry.is.includes(wish.is)) return false;
  if (wish.always && entry.rule !== '24/7') return false;
  if (wish.languages?.some((code) => !entry.languages?.includes(code))) return false;
  if (wish.noId && !entry.noId) return false;
  if (wish.dropIn && !entry.dropIn) return false;
  if (wish.noPolice && entry.police !== false) return false;
  return words.every((word) => entry.words?.includes(word));
}

/** @type {(entry: Entry, today: string) => number} */
function age({ until = '', late = '' }, today) {
  if (today <= until) return FRESH;
  return today <= late ? OLD : LONG_PAST;
}

const FAR = 99;
const NOWHERE = 100;

/** More metres than any way on Earth, and more bands than there are ages. */
const EARTH_M = 1e8;
const AGES = 10;
const BANDS = 1000;

/** Closed ones last; then the nearest band, the fresher, the nearer. @type {(entry: Entry, today: string, from?: Spot) => Found} */
function place(entry, today, from) {
  let meters = EARTH_M - 1;
  /** @type {Spot | undefined} */
  let spot;
  if (from) {
    for (const [latitude = 0, longitude = 0, withinM = 0] of entry.spots ?? []) {
      const here = { latitude, longitude, withinM };
      const away = distance(from, here);
      if (away < meters) [spot, meters] = [here, away];
    }
  }
  const near = from && spot ? (band(from, spot, meters) ?? FAR) : NOWHERE;
  const rank = ((Number(entry.closed ?? false) * BANDS + near) * AGES + age(entry, today)) * EARTH_M + meters;
  return { entry, band: near, rank, from, spot };
}

/** How far it is, and which way; nothing where no place is known. @param {Found} found */
export function wayTo({ entry: { spots = [], town, state }, from, spot }) {
  if (!from || !spot) return undefined;
  // Of several places only the first is in its own town.
  return tell(from, { ...spot, town: spots.length > 1 ? undefined : town, state });
}

/**
 * What the address of the page remembers of a search: a fragment, which no server ever sees.
 *
 * @param {Record<string, string | boolean | undefined>} wish
 */
export const asFragment = (wish) =>
  Object.entries(wish)
    .flatMap(([name, value]) => (value ? [`${name}=${encodeURIComponent(value === true ? '1' : value)}`] : []))
    .join('&');

/** @param {string} fragment - without its # @returns {Record<string, string>} */
export function fromFragment(fragment) {
  const found = fragment.split('&').filter((part) => part.includes('='));
  return Object.fromEntries(
    found.map((part) => {
      const [name = '', value = ''] = part.split('=');
      try {
        return [name, decodeURIComponent(value)];
      } catch {
        return [name, '']; // Half an escape, from a link cut short.
      }
    }),
  );
}
