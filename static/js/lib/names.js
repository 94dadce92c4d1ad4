/** Names of towns and counties as people type them. */

import { fold } from './search.js';

/** @type {Record<string, string>} */
const LONG = {
  st: 'saint',
  ste: 'sainte',
  mt: 'mount',
  ft: 'fort',
  pt: 'point',
  n: 'north',
  s: 'south',
  e: 'east',
  w: 'west',
};

/** Folding is slow, and a table has 30,000 names. */
const PLAIN = /^[a-z -]*$/i;
const ONE_WORD = /^[a-z]{4,}$/i;

/**
 * A name as its words, without what people leave out: accents, capitals, dots, apostrophes and hyphens.
 *
 * @param {string} name
 * @returns {string[]}
 */
export const wordsOf = (name) =>
  (PLAIN.test(name) ? name.toLowerCase() : fold(name))
    .replace(/['’`ʻ]/g, '')
    .split(/[^a-z0-9]+/)
    .filter(Boolean);

/** "St. Albans" is Saint Albans. @param {string[]} words */
export const lengthen = (words) => words.map((word) => LONG[word] ?? word);

/**
 * What a name is found by: all of it, then what begins with a later word. Without spaces: is it Easthampton or East
 * Hampton? There are both.
 *
 * @param {string} name
 */
export const keyOf = (name) => {
  if (ONE_WORD.test(name)) return [name.toLowerCase()];
  const words = lengthen(wordsOf(name));
  return words.map((_, at) => words.slice(at).join(''));
};

/**
 * Whether `typed` is the beginning of `name` but for one slip: a letter wrong, missing, too many, or two swapped.
 *
 * @param {string} typed
 * @param {string} name
 */
export function nearly(typed, name) {
  let at = 0;
  while (at < typed.length && typed[at] === name[at]) at++;
  const rest = (/** @type {number} */ from, /** @type {number} */ to) => name.startsWith(typed.slice(from), to);
  return (
    rest(at + 1, at + 1) ||
    rest(at + 1, at) ||
    rest(at, at + 1) ||
    (typed[at] === name[at + 1] && typed[at + 1] === name[at] && rest(at + 2, at + 2))
  );
}
