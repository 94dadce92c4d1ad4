/**
 * Which place somebody means who types a ZIP or a town. Nothing leaves the phone.
 *
 * @typedef {import('./place-table.js').Circle} Circle
 * @typedef {import('./place-table.js').Table} Table
 * @typedef {import('./place-table.js').Town} Town
 * @typedef {import('./place-table.js').County} County
 * @typedef {Circle & { kind: 'zip' | 'town' | 'county' | 'prefix', state: string, name?: string, county?: string,
 *   zip?: string, as?: string, guess?: boolean }} Match - `prefix`: only the first 3 digits of the ZIP are known;
 *   `as`: the other name of the town that was typed; `guess`: a 0 was put before what was typed
 * @typedef {'short' | 'not-a-zip' | 'unknown-zip' | 'only-state' | 'unknown-name'} Reason
 * @typedef {{ tables: Table[], prefixes?: import('./place-table.js').Prefixes,
 *   home?: import('./distance.js').Point }} Known - the nearest table first; `home`: where most people ask for
 */

import { distance } from './distance.js';
import { lengthen, nearly, wordsOf } from './names.js';
import { circle } from './place-table.js';

const MOST = 8;
const FEW = 3;

/** How well a name fits what was typed, best first. */
const WHOLE = 0;
const BEGINNING = 1;
const LATER_WORD = 2;
const SLIP = 3;
const NOT = 4;

/**
 * What was typed may mean these places, the likeliest first.
 *
 * @param {string} query
 * @param {Known} known
 * @returns {{ matches: Match[], reason?: Reason }} `reason`: why there is nothing
 */
export function find(query, known) {
  const inside = /(?:^|\D)(\d{5})(?:[-–\s]*\d{4}|[-–\s]+\d{0,3})?(?!\d)/.exec(query);
  if (inside?.[1]) return found(byZip(inside[1], known), 'unknown-zip');
  const digits = query.replace(/[-–\s]/g, '').replace(/^o(?=\d)/i, '0');
  if (/^\d+$/.test(digits)) return byDigits(digits, known);
  const words = wordsOf(query.replace(/\d/g, ' '));
  if (words.join('').length < 2) return { matches: [], reason: 'short' };
  return byName(words, known);
}

/**
 * @param {Match[]} matches
 * @param {Reason} reason
 */
const found = (matches, reason) => (matches.length ? { matches: matches.slice(0, MOST) } : { matches, reason });

/**
 * @param {string} digits
 * @param {Known} known
 * @returns {{ matches: Match[], reason?: Reason }}
 */
function byDigits(digits, known) {
  if (digits.length === 5) return found(byZip(digits, known), 'unknown-zip');
  if (digits.length > 5) return { matches: [], reason: 'not-a-zip' };
  if (digits.length < 3) return { matches: [], reason: 'short' };
  const whole = digits.padStart(5, '0');
  const guessed = byZip(whole, { tables: known.tables }).map((match) => ({ ...match, guess: true }));
  const begun = completions(digits, known);
  return found(known.tables[0]?.zips.has(whole) ? [...guessed, ...begun] : [...begun, ...guessed], 'unknown-zip');
}

/**
 * @param {string} code
 * @param {Known} known
 * @returns {Match[]} one, or none
 */
function byZip(code, { tables, prefixes }) {
  for (const { zips } of tables) {
    const zip = zips.get(code);
    if (zip) return [ofZip(zip)];
  }
  const coarse = prefixes?.prefixes.get(code) ?? prefixes?.prefixes.get(code.slice(0, 3));
  return coarse ? [{ kind: 'prefix', zip: code, ...circle(coarse), state: coarse.state }] : [];
}

/**
 * @param {string} digits - 3 or 4
 * @param {Known} known
 * @returns {Match[]}
 */
function completions(digits, { tables, prefixes, home }) {
  for (const { zips } of tables) {
    const begun = [...zips.values()].filter(({ code }) => code.startsWith(digits)).map(ofZip);
    const away = (/** @type {Match} */ match) => (home ? distance(home, match) : 0);
    if (begun.length) return begun.sort((a, b) => away(a) - away(b));
  }
  const coarse = prefixes?.prefixes.get(digits.slice(0, 3));
  return coarse ? [{ kind: 'prefix', zip: digits, ...circle(coarse), state: coarse.state }] : [];
}

/** @param {import('./place-table.js').Zip} zip @returns {Match} */
const ofZip = (zip) => ({
  kind: 'zip',
  zip: zip.code,
  name: zip.town.name,
  county: zip.town.county,
  state: zip.town.state,
  ...circle(zip),
});

/**
 * @param {string[]} words - at least one
 * @param {Known} known
 * @returns {{ matches: Match[], reason?: Reason }}
 */
function byName(words, known) {
  const asTyped = named(words, known, LATER_WORD);
  if (asTyped.length >= FEW) return found(asTyped, 'unknown-name');
  const inState = splits(words, known).flatMap(({ name, states }) => named(name, known, SLIP, states));
  const matches = distinct([...asTyped, ...inState, ...(inState.length ? [] : named(words, known, SLIP))]);
  return found(matches, statesNamed(words, known).length ? 'only-state' : 'unknown-name');
}

/**
 * The states that are called, or begin with, these words.
 *
 * @param {string[]} words
 * @param {Known} known
 */
function statesNamed(words, { tables, prefixes }) {
  const all = Object.assign({}, prefixes?.states, ...tables.map(({ states }) => states));
  const typed = words.join(' ');
  return Object.entries(all).flatMap(([code, name]) =>
    code.toLowerCase() === typed || wordsOf(name).join(' ').startsWith(typed) ? [code] : [],
  );
}

/**
 * "amherst ma" and "amherst new ham" as a name and the states it may be in.
 *
 * @param {string[]} words
 * @param {Known} known
 */
function splits(words, known) {
  return [1, 2, 3]
    .filter((last) => last < words.length)
    .map((last) => ({ name: words.slice(0, -last), states: statesNamed(words.slice(-last), known) }))
    .filter(({ states }) => states.length);
}

/**
 * The towns and counties with a name like these words: the best fit first, then what is near, then what is large.
 *
 * @param {string[]} words
 * @param {Known} known
 * @param {number} worst - the rank up to which a name counts
 * @param {string[]} [states] - only these
 * @returns {Match[]}
 */
function named(words, { tables, home }, worst, states) {
  const { typed, onlyCounties } = asCounty(words);
  // The last word may be only begun: "st" is the beginning of Stockbridge, or Saint.
  const ways = [...new Set([lengthen(typed).join(''), typed.join('')])];
  /** @type {{ rank: number, size: number, away: number, match: Match }[]} */
  const hits = [];
  /** @type {<Place extends Town | County>(place: Place, limit: number, made: (place: Place, key: number) => Match) => void} */
  const consider = (place, limit, made) => {
    if (states && !states.includes(place.state)) return;
    const [rank, key] = best(ways, place.keys, limit);
    if (rank > limit) return;
    const size = 'zips' in place ? place.zips.length : 0;
    hits.push({ rank, size, away: home ? distance(home, place) : 0, match: made(place, key) });
  };
  for (const { towns, counties } of tables) {
    if (!onlyCounties) for (const town of towns) consider(town, worst, ofTown);
    for (const county of counties) consider(county, onlyCounties ? worst : BEGINNING, ofCounty);
  }
  const kind = (/** @type {Match} */ match) => (match.kind === 'county' ? 1 : 0);
  hits.sort((a, b) => a.rank - b.rank || kind(a.match) - kind(b.match) || a.away - b.away || b.size - a.size);
  return distinct(hits.map(({ match }) => match));
}

/** "Hampshire County" and "condado de Hampshire" mean the county alone. @param {string[]} words */
function asCounty(words) {
  if (words.length > 1 && words.at(-1) === 'county') return { typed: words.slice(0, -1), onlyCounties: true };
  const rest = words.slice(words[1] === 'de' ? 2 : 1);
  if (words[0] === 'condado' && rest.length) return { typed: rest, onlyCounties: true };
  return { typed: words, onlyCounties: false };
}

/**
 * @param {Town} town
 * @param {number} number - of the key that fitted: 0 is its own name
 * @returns {Match}
 */
function ofTown(town, number) {
  const { name, county, state } = town;
  const as = number > 0 ? { as: town.also[number - 1] } : {};
  return { kind: 'town', name, county, state, ...as, ...circle(town) };
}

/** @param {County} county @returns {Match} */
const ofCounty = (county) => ({ kind: 'county', name: county.name, state: county.state, ...circle(county) });

/**
 * @param {string[]} ways - how the name may have been meant
 * @param {string[][]} keys
 * @param {number} worst
 * @returns {[number, number]} the best rank, and the number of the key that has it
 */
function best(ways, keys, worst) {
  let rank = NOT;
  let number = 0;
  for (let at = 0; at < keys.length; at++) {
    for (const way of ways) {
      const one = rankOf(way, /** @type {string[]} */ (keys[at]), worst);
      if (one < rank) [rank, number] = [one, at];
    }
  }
  return [rank, number];
}

/**
 * @param {string} typed
 * @param {string[]} key - the whole name, then what begins with a later word
 * @param {number} worst
 */
function rankOf(typed, key, worst) {
  const name = /** @type {string} */ (key[0]);
  if (name.startsWith(typed)) return name.length === typed.length ? WHOLE : BEGINNING;
  for (let word = 1; word < key.length; word++) {
    if (key[word]?.startsWith(typed)) return LATER_WORD;
  }
  return worst >= SLIP && typed.length > 4 && nearly(typed, name) ? SLIP : NOT;
}

/** Each once: a town of the region is in the table of the country too. @param {Match[]} matches */
function distinct(matches) {
  const seen = new Set();
  return matches.filter(({ kind, name, state }) => {
    const id = `${kind} ${state} ${name}`;
    return !seen.has(id) && seen.add(id);
  });
}
