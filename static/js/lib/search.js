/**
 * How words are searched: the same on the phone and in the build, which makes the index.
 *
 * @typedef {{ id: number, url: string, title: string, section: string, words: string, keywords: string,
 *   urgent: boolean }} Entry - one part of a page; `urgent` in the emergency guides
 * @typedef {{ url: string, title: string, section: string, urgent: boolean, score: number,
 *   match: Record<string, string[]> }} Hit
 */

/** Without accents and capitals: who types in a hurry leaves them out. @param {string} term */
export const fold = (term) =>
  term
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase();

/** Words that say nothing of what is looked for, in neither language: “son” is somebody. They are folded. */
const SMALL = new Set(
  (
    'a an and are as at be by do for from how i if in is it my of on or that the they this to was what when with you ' +
    'al como con cual cuando de del el en es esta hay la las le lo los me mi o para por que se si su sus un una y'
  ).split(' '),
);

/** @param {string} term */
const processTerm = (term) => {
  const folded = fold(term);
  return folded.length < 2 || SMALL.has(folded) ? null : folded;
};

/** The form of the index. Both sides must use the same. */
export const INDEX = {
  fields: ['title', 'section', 'keywords', 'words'],
  storeFields: ['url', 'title', 'section', 'urgent'],
  processTerm,
};

/** How a query is matched: whole words and their beginnings. */
const AS_TYPED = {
  boost: { title: 4, keywords: 4, section: 3 },
  prefix: (/** @type {string} */ term) => term.length > 2,
  processTerm,
};

/** A slip of a finger too, in longer words. */
const NEARLY = { ...AS_TYPED, fuzzy: (/** @type {string} */ term) => (term.length > 3 ? 0.2 : false) };

const FEW = 3;

/**
 * What a query finds, in the order to show it. Words as they were typed come before words that are nearly the same,
 * and these only where few were found: who types "wound" does not mean "found".
 *
 * @param {{ search: (words: string, options: object) => object[] }} index
 * @param {string} words
 */
export function find(index, words) {
  const exact = /** @type {Hit[]} */ (index.search(words, AS_TYPED));
  if (exact.length >= FEW) return inOrder(exact);
  const known = new Set(exact.map(({ url }) => url));
  const nearly = /** @type {Hit[]} */ (index.search(words, NEARLY));
  return inOrder([...exact, ...nearly.filter(({ url }) => !known.has(url))]);
}

const NAMES = ['title', 'keywords', 'section'];

/**
 * The hits in the order to show them: an emergency guide that is meant by its name stands first, and no page
 * fills the list alone.
 *
 * @param {Hit[]} hits - best first
 * @param {number} [most] - how many to show
 */
function inOrder(hits, most = 20) {
  const meant = (/** @type {Hit} */ hit) =>
    hit.urgent && Object.values(hit.match).some((fields) => fields.some((field) => NAMES.includes(field)));
  /** @type {Record<string, number>} */
  const seen = {};
  const few = hits.filter(({ url }) => {
    const page = url.split('#')[0] ?? '';
    seen[page] = (seen[page] ?? 0) + 1;
    return seen[page] <= 2;
  });
  const [first, rest] = [few.filter(meant), few.filter((hit) => !meant(hit))];
  return [...first.slice(0, 3), ...rest, ...first.slice(3)].slice(0, most);
}
