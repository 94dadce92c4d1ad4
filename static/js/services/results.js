/**
 * The cards of the page, put in order and back again. A card is moved, never copied: it is the same one everywhere.
 * Those of packs are made when they are first found.
 */
import { make } from '../dom.js';
import { fold } from '../lib/finder.js';
import { decorate, equip, undecorate } from './card.js';

/** @typedef {import('../lib/finder.js').Entry} Entry */
/** @typedef {import('../lib/finder.js').Found} Found */

/** @typedef {{ card: HTMLElement, fold: HTMLDetailsElement, home?: Comment }} Card - `home`: where it stands by town */

/** @typedef {{ entries: Entry[], card: (id: string) => HTMLElement }} List - of another area; `card` makes one */

/**
 * @param {Entry[]} entries
 * @param {{ found: HTMLElement, list: HTMLElement, towns: HTMLElement }} places - where cards stand
 * @param {import('./words.js').Say} say
 */
export function createResults(entries, { found, list, towns }, say) {
  /** @type {Map<string, Card>} */
  const cards = new Map();
  /** @type {Map<string, (id: string) => HTMLElement>} */
  const makers = new Map();
  /** @type {Found[]} */
  let drawn = [];

  for (const card of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('article.service'))) {
    if (!card.querySelector('details')) continue;
    const home = document.createComment(card.id);
    card.before(home);
    admit(card, home);
  }
  const own = entries.filter(({ id }) => cards.has(id));
  const known = [...own];
  for (const entry of own) {
    const words = [...(cards.get(entry.id)?.card.querySelectorAll('[data-words]') ?? [])].map(
      (each) => each.textContent,
    );
    entry.words = fold([...words, ...(entry.also ?? [])].join(' '));
  }

  /** The lists of other areas that are searched too, in place of those before. @param {List[]} lists */
  function join(lists) {
    hide();
    for (const id of makers.keys()) cards.delete(id);
    makers.clear();
    known.splice(own.length);
    for (const { entries: inside, card } of lists) {
      for (const entry of inside) {
        if (cards.has(entry.id)) continue;
        makers.set(entry.id, card);
        known.push(entry);
      }
    }
  }

  /** @param {HTMLElement} card @param {Comment} [home] @returns {Card} */
  function admit(card, home) {
    const folded = /** @type {HTMLDetailsElement} */ (card.querySelector('details'));
    const equipOpen = () => folded.open && equip(card, say);
    folded.addEventListener('toggle', equipOpen);
    equipOpen();
    const admitted = { card, fold: folded, home };
    cards.set(card.id, admitted);
    return admitted;
  }

  /** @param {string} id @returns {Card | undefined} */
  function cardOf(id) {
    const maker = makers.get(id);
    return cards.get(id) ?? (maker && admit(maker(id)));
  }

  /** A card made for its name alone is not kept: a map has thousands. @param {string} id */
  function nameOf(id) {
    const card = cards.get(id)?.card ?? makers.get(id)?.(id);
    return card?.querySelector('h4')?.textContent ?? '';
  }

  /** @param {Card} card */
  function sendHome({ card, home }) {
    if (home) home.after(card);
    else card.remove();
    undecorate(card);
  }

  /** Every card back to its town, without what a search added to it. Until then, one that is not found stands nowhere. */
  function hide() {
    drawn = [];
    for (const each of cards.values()) if (each.home?.nextSibling !== each.card) sendHome(each);
    found.hidden = true;
    towns.hidden = false;
  }

  /** @param {Found[]} hits @param {number} now @param {(hit: Found) => string} heading @param {Node[]} after */
  function show(hits, now, heading, after) {
    /** @type {Node[]} */
    const parts = [];
    let last = '';
    for (const hit of hits) {
      const { card } = /** @type {Card} */ (cardOf(hit.entry.id));
      decorate(card, hit, now, say);
      const words = heading(hit);
      if (words !== last) parts.push(make('h3', {}, words));
      last = words;
      parts.push(card);
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
    const wanted = cardOf(id);
    if (!wanted) return false;
    if (!found.hidden && !list.contains(wanted.card)) hide();
    const [entry] = wanted.card.isConnected ? [] : known.filter((each) => each.id === id);
    if (entry) show([{ entry, band: 0, rank: 0 }], Date.now(), () => '', []);
    wanted.fold.open = true;
    wanted.card.scrollIntoView();
    return true;
  }

  /** @type {{ card: HTMLElement, gap: Comment } | undefined} */
  let lent;

  /** The card itself, opened, for another part of the page. @param {string} id */
  function lend(id) {
    takeBack();
    const wanted = cardOf(id);
    if (!wanted) return undefined;
    const gap = document.createComment(id);
    wanted.card.replaceWith(gap);
    lent = { card: wanted.card, gap };
    wanted.fold.open = true;
    return wanted.card;
  }

  /** To where it was; a search since then has put it where it belongs. */
  function takeBack() {
    if (lent?.gap.isConnected) lent.gap.replaceWith(lent.card);
    lent = undefined;
  }

  return {
    known,
    lend,
    takeBack,
    nameOf,
    join,
    hide,
    show,
    refresh,
    open,
    /** @param {number} index */ focus: (index) =>
      /** @type {HTMLElement | undefined} */ (list.querySelectorAll('summary.service-summary')[index])?.focus(),
  };
}
