/**
 * Finds services near a place, on the phone. The page already holds every card: here they are put in order. If
 * anything fails, the cards stand below by town as they were.
 */

import { make } from '../dom.js';
import { asFragment, fold, fromFragment, search } from '../lib/finder.js';
import { decorate, equip } from '../services/card.js';
import { favorites } from '../services/favorites.js';
import { createPlace, fetchJson } from '../services/place.js';
import { dayWords, wordsOf } from '../services/words.js';

/** @typedef {import('../lib/finder.js').Entry} Entry */

const PAGE = 30;
const OLD_DAYS = 60;
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const SWITCHES = ['now', 'always', 'language', 'dropIn', 'noId', 'noPolice', 'mine'];

/** @param {HTMLElement} root - the form, with the addresses of what it searches */
export async function enhance(root) {
  const form = /** @type {HTMLFormElement} */ (root);
  const one = (/** @type {string} */ selector) => /** @type {HTMLElement} */ (document.querySelector(selector));
  const say = wordsOf(/** @type {HTMLTemplateElement} */ (one('#finder-words-shown')));
  const [count, found, list, towns] = [
    one('.finder-count'),
    one('.finder-found'),
    one('.finder-list'),
    one('.towns'),
  ];
  const { services = '', near = '', prefixes = '' } = root.dataset;

  /** @type {{ areas: Record<string, { zone: string, asOf: string }>, services: Entry[] }} */
  const index = await fetchJson(services);
  /** @type {Map<string, { card: HTMLElement, home: Comment }>} */
  const cards = new Map();
  for (const entry of index.services) {
    const card = document.getElementById(entry.id);
    if (!card) continue;
    const home = document.createComment(entry.id);
    card.before(home);
    cards.set(entry.id, { card, home });
    entry.zone = index.areas[entry.area]?.zone;
    entry.words = fold(`${card.textContent} ${(entry.also ?? []).join(' ')}`);
    card.addEventListener('toggle', () => equip(card, say), true);
  }
  const known = index.services.filter(({ id }) => cards.has(id));

  /** @type {import('../services/place.js').From | undefined} */
  let from;
  let trouble = '';
  let shown = PAGE;
  const place = createPlace(one('.finder-where'), { near, prefixes }, say, (chosen, why = '') => {
    [from, trouble, shown] = [chosen, why, PAGE];
    show();
  });

  const field = (/** @type {string} */ name) => /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
  const isOn = (/** @type {string} */ name) => field(name).checked;
  /** @type {() => Record<string, string | boolean>} what the form says, and the address remembers */
  const asked = () => ({
    place: place.input.value.trim(),
    is: field('is').value,
    words: field('words').value.trim(),
    ...Object.fromEntries(SWITCHES.map((name) => [name, isOn(name)])),
  });

  function show() {
    const now = Date.now();
    const wish = asked();
    const { place: typed, ...choices } = wish;
    const isAsked = Boolean(from || Object.values(choices).some(Boolean));
    history.replaceState(history.state, '', isAsked || typed ? `#${asFragment(wish)}` : location.pathname);
    found.hidden = !isAsked;
    towns.hidden = isAsked;
    goHome();
    if (!isAsked) {
      count.textContent = trouble;
      return;
    }
    const language = isOn('language') ? field('language').value : undefined;
    const only = isOn('mine') ? favorites() : undefined;
    const hits = search(known, { ...wish, from, language, only }, now);
    const told = hits.length ? say('found', { n: hits.length }) : say('none');
    count.textContent = [trouble, told, from && say('distances', { place: from.label })].filter(Boolean).join(' · ');
    list.replaceChildren(...bands(hits.slice(0, shown), now), ...more(hits.length));
  }

  /** @param {import('../lib/finder.js').Found[]} hits @param {number} now */
  function bands(hits, now) {
    /** @type {HTMLElement[]} */
    const parts = [];
    let last = -1;
    for (const hit of hits) {
      const card = cards.get(hit.entry.id)?.card;
      if (!card) continue;
      decorate(card, hit, now, say);
      if (hit.band !== last) {
        parts.push(make('h3', {}, say(from ? `band-${hit.band}` : 'anywhere')));
        last = hit.band;
      }
      parts.push(card);
    }
    return parts;
  }

  /** @param {number} all */
  function more(all) {
    const further = () => {
      shown += PAGE;
      show();
    };
    const rest =
      all > shown && make('button', { type: 'button', className: 'act act--quiet', onclick: further }, say('more'));
    const print = all > 0 && make('button', { type: 'button', className: 'plain', onclick: printAll }, say('print'));
    return [rest, print].filter((each) => each instanceof Node);
  }

  function printAll() {
    shown = Number.MAX_SAFE_INTEGER;
    show();
    print();
  }

  /** Every card back to its town. */
  function goHome() {
    for (const { card, home } of cards.values()) if (home.nextSibling !== card) home.after(card);
  }

  /** A link to one service opens it, wherever it stands. */
  function follow() {
    const id = location.hash.slice(1);
    const card = cards.get(id)?.card;
    if (!card) return;
    if (!card.isConnected || found.contains(card)) {
      found.hidden = true;
      towns.hidden = false;
      goHome();
    }
    const fold = /** @type {HTMLDetailsElement} */ (card.querySelector('details'));
    fold.open = true;
    card.scrollIntoView();
  }

  /** What the address remembers goes back into the form. */
  function fill() {
    const wish = fromFragment(location.hash.slice(1));
    place.input.value = wish.place ?? '';
    field('words').value = wish.words ?? '';
    field('is').value = wish.is ?? '';
    for (const name of SWITCHES) field(name).checked = Boolean(wish[name]);
    if (place.input.value) place.look().catch((error) => console.warn('places', error));
    if (Object.keys(wish).length) show();
  }

  const oldest = Math.min(...Object.values(index.areas).map(({ asOf }) => Date.parse(asOf)));
  if (Date.now() - oldest > OLD_DAYS * DAY_MS) {
    const aged = one('[data-aged]');
    const date = dayWords(
      new Date(oldest).toISOString().slice(0, 10),
      { dateStyle: 'long' },
      document.documentElement.lang,
    );
    aged.textContent = say('aged', { date });
    aged.hidden = false;
  }

  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('input', ({ target }) => {
    if (target === place.input) return; // It answers by itself, once it knows which place is meant.
    shown = PAGE;
    show();
  });
  addEventListener('hashchange', follow);
  setInterval(() => document.visibilityState === 'visible' && !found.hidden && show(), MINUTE_MS);
  form.hidden = false;
  fill();
  follow();
}
