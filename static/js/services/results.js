/** The cards of the page, put in order and back again. A card is moved, never copied: it is the same one everywhere. */
import { make } from '../dom.js';
import { fold } from '../lib/finder.js';
import { decorate, equip, undecorate } from './card.js';

/** @typedef {import('../lib/finder.js').Entry} Entry */
/** @typedef {import('../lib/finder.js').Found} Found */

/**
 * @param {Entry[]} entries
 * @param {{ found: HTMLElement, list: HTMLElement, towns: HTMLElement }} places - where cards stand
 * @param {import('./words.js').Say} say
 */
export function createResults(entries, { found, list, towns }, say) {
  /** @type {Map<string, { card: HTMLElement, fold: HTMLDetailsElement, home: Comment }>} */
  const cards = new Map();
  /** @type {Found[]} */
  let drawn = [];

  for (const card of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('article.service'))) {
    const folded = card.querySelector('details');
    if (!folded) continue;
    const home = document.createComment(card.id);
    card.before(home);
    cards.set(card.id, { card, fold: folded, home });
    const equipOpen = () => folded.open && equip(card, say);
    folded.addEventListener('toggle', equipOpen);
    equipOpen();
  }
  const known = entries.filter(({ id }) => cards.has(id));
  for (const entry of known) {
    const words = [...(cards.get(entry.id)?.card.querySelectorAll('[data-words]') ?? [])].map(
      (each) => each.textContent,
    );
    entry.words = fold([...words, ...(entry.also ?? [])].join(' '));
  }

  /** Every card back to its town, without what a search added to it. */
  function hide() {
    drawn = [];
    for (const { card, home } of cards.values()) {
      if (home.nextSibling === card) continue;
      home.after(card);
      undecorate(card);
    }
    found.hidden = true;
    towns.hidden = false;
  }

  /** @param {Found[]} hits @param {number} now @param {(hit: Found) => string} heading @param {Node[]} after */
  function show(hits, now, heading, after) {
    /** @type {Node[]} */
    const parts = [];
    let last = '';
    for (const hit of hits) {
      const { card } = /** @type {{ card: HTMLElement }} */ (cards.get(hit.entry.id));
      decorate(card, hit, now, say);
      const words = heading(hit);
      if (words !== last) parts.push(make('h3', {}, words));
      last = words;
      parts.push(card);
    }
    // What is no longer found goes home first; the rest changes its place in one go.
    const ids = new Set(hits.map(({ entry }) => entry.id));
    for (const { entry } of drawn) {
      const gone = ids.has(entry.id) ? undefined : cards.get(entry.id);
      if (!gone) continue;
      gone.home.after(gone.card);
      undecorate(gone.card);
    }
    list.replaceChildren(...parts, ...after);
    drawn = hits;
    found.hidden = false;
    towns.hidden = true;
  }

  /** The clock goes on: only the words about open and closed change. */
  function refresh() {
    const now = Date.now();
    for (const hit of drawn) decorate(/** @type {any} */ (cards.get(hit.entry.id)).card, hit, now, say);
  }

  /** Open one card, wherever it stands. @param {string} id @returns {boolean} whether there is one */
  function open(id) {
    const wanted = cards.get(id);
    if (!wanted) return false;
    if (!found.hidden && !list.contains(wanted.card)) hide();
    wanted.fold.open = true;
    wanted.card.scrollIntoView();
    return true;
  }

  return {
    known,
    hide,
    show,
    refresh,
    open,
    /** @param {number} index */ focus: (index) =>
      /** @type {HTMLElement | undefined} */ (list.querySelectorAll('summary.service-summary')[index])?.focus(),
  };
}
