/**
 * Finds services near a place, on the phone. The page already holds every card: here they are put in order. If
 * anything fails, the cards stand below by town as they were.
 */
import '../shared.js';
import { make } from '../dom.js';
import { asFragment, fromFragment, search } from '../lib/finder.js';
import { favorites } from '../services/favorites.js';
import { createSwitch } from '../services/map-switch.js';
import { listsKept } from '../services/more.js';
import { createPlace, fetchJson } from '../services/place.js';
import { offerPrint } from '../services/printing.js';
import { createResults } from '../services/results.js';
import { wordsOf } from '../services/words.js';

const VERSION = 1;
const PAGE = 30;
const MINUTE_MS = 60_000;
/** Nobody is told of, and no address is made from, what is still being typed. */
const PAUSE_MS = 600;
const SWITCHES = ['now', 'always', 'dropIn', 'noId', 'noPolice', 'mine'];
const SPEAKS = 'speaks-';

/** @param {HTMLElement} root - the form, with the addresses of what it searches */
export async function enhance(root) {
  const form = /** @type {HTMLFormElement} */ (root);
  const one = (/** @type {string} */ selector) => /** @type {HTMLElement} */ (document.querySelector(selector));
  const say = wordsOf(/** @type {HTMLTemplateElement} */ (one('#finder-words-shown')));
  const [count, found] = [one('.finder-count'), one('.finder-found')];
  const { services = '', near = '', prefixes = '' } = root.dataset;

  /** @type {{ version: number, areas: Record<string, { zone: string, asOf: string }>,
   *   services: import('../lib/finder.js').Entry[] }} */
  const index = await fetchJson(services);
  if (index.version !== VERSION) throw new Error(`${services}: version ${index.version}`);
  for (const entry of index.services) entry.zone = index.areas[entry.area]?.zone;
  const results = createResults(index.services, { found, list: one('.finder-list'), towns: one('.towns') }, say);

  const speaks = [...form.querySelectorAll(`[name^=${SPEAKS}]`)].map((choice) => choice.getAttribute('name') ?? '');
  const switches = [...SWITCHES, ...speaks];
  const sides = createSwitch(one('.area-map'), { say, results, draw: () => show() });

  /** @type {import('../services/place.js').From | undefined} */
  let from;
  let trouble = '';
  let shown = PAGE;
  let pause = 0;
  let settle = () => {};
  const place = createPlace(one('.finder-where'), { near, prefixes }, say, (chosen, why = '') => {
    [from, trouble, shown] = [chosen, why, PAGE];
    show();
  });

  /** A choice nothing here could fit is not on the page. @param {string} name */
  const field = (name) => /** @type {HTMLInputElement | null} */ (form.elements.namedItem(name));
  const isOn = (/** @type {string} */ name) => Boolean(field(name)?.checked);
  /** @type {() => Record<string, string | boolean>} what the form says, and the address remembers */
  const asked = () => ({
    place: place.input.value.trim(),
    is: field('is')?.value ?? '',
    words: field('words')?.value.trim() ?? '',
    ...Object.fromEntries(switches.map((name) => [name, isOn(name)])),
  });

  function show() {
    try {
      draw();
    } catch (error) {
      console.warn('services', error);
      results.hide();
      tell(say('broken'), '');
    }
  }

  function draw() {
    const now = Date.now();
    const wish = asked();
    const { place: typed, ...choices } = wish;
    const isAsked = Boolean(from || Object.values(choices).some(Boolean));
    const fragment = isAsked || typed ? `#${asFragment(wish)}` : '';
    const languages = speaks.filter(isOn).map((name) => name.slice(SPEAKS.length));
    const only = isOn('mine') ? favorites() : undefined;
    const hits = sides.take(search(results.known, { ...wish, from, languages, only }, now), from);
    if (!isAsked && !sides.isOnlyInView()) {
      results.hide();
      return tell(trouble, fragment);
    }
    const heading = (/** @type {import('../lib/finder.js').Found} */ { band }) =>
      say(from ? `band-${band}` : 'anywhere');
    results.show(hits.slice(0, shown), now, heading, more(hits.length));
    const told = hits.length ? say('found', { n: hits.length }) : say('none');
    tell([trouble, told, from && say('distances', { place: from.label })].filter(Boolean).join(' · '), fragment);
  }

  /** What was found, once the reader pauses: a voice reads it, and the address keeps it.
   * @param {string} words @param {string} fragment */
  function tell(words, fragment) {
    clearTimeout(pause);
    settle = () => {
      clearTimeout(pause);
      settle = () => {};
      if (count.textContent !== words) count.textContent = words;
      if (location.hash !== fragment) history.replaceState(history.state, '', `${location.pathname}${fragment}`);
    };
    pause = window.setTimeout(() => settle(), PAUSE_MS);
  }

  /** @param {number} all */
  function more(all) {
    const further = () => {
      const first = shown;
      shown += PAGE;
      show();
      results.focus(first);
    };
    const button = (/** @type {string} */ key, /** @type {() => void} */ onclick, kind = 'act act--quiet') =>
      make('button', { type: 'button', className: kind, onclick }, say(key));
    return [
      ...(all > shown ? [button('more', further)] : []),
      ...(all ? [button('print', () => print(), 'plain')] : []),
    ];
  }

  /** What the address remembers goes back into the form. */
  function fill() {
    const wish = fromFragment(location.hash.slice(1));
    for (const name of ['is', 'words']) Object.assign(field(name) ?? {}, { value: wish[name] ?? '' });
    for (const name of switches) Object.assign(field(name) ?? {}, { checked: Boolean(wish[name]) });
    const choices = /** @type {HTMLDetailsElement} */ (form.querySelector('details'));
    choices.open ||= Boolean(wish.words) || switches.some(isOn);
    place.input.value = wish.place ?? '';
    place.look();
  }

  /** An address is a service's, or a search. */
  function follow() {
    clearTimeout(pause);
    if (!results.open(location.hash.slice(1))) fill();
  }

  offerPrint(one('.towns'), say);
  /** What this phone keeps of other areas is searched too. */
  async function joinKept() {
    const lists = await listsKept(document.documentElement.lang);
    results.join(lists);
    offerKinds(/** @type {HTMLSelectElement} */ (form.elements.namedItem('is')), lists);
  }

  await joinKept();
  document.addEventListener('packs', async () => {
    await joinKept();
    place.forget();
    fill();
  });

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    /** @type {HTMLElement} */ (document.activeElement)?.blur(); // The keyboard of a phone covers what was found.
    (found.hidden ? count : found).scrollIntoView();
  });
  form.addEventListener('input', ({ target }) => {
    if (target === place.input) return; // It answers by itself, once it knows which place is meant.
    shown = PAGE;
    show();
  });
  one('.bar-languages')?.addEventListener('click', ({ target }) => {
    const link = target instanceof Element && target.closest('a');
    if (link) link.hash = location.hash;
  });
  // A link away from a search leaves it as it is now, so that Back finds it.
  found.addEventListener('click', () => settle(), true);
  const tick = () => document.visibilityState === 'visible' && results.refresh();
  setInterval(tick, MINUTE_MS);
  document.addEventListener('visibilitychange', tick);
  addEventListener('pageshow', tick);
  addEventListener('hashchange', follow);
  form.hidden = false;
  follow();
}

/** What only the lists of other areas have. @param {HTMLSelectElement} select @param {{ kinds: Record<string, string> }[]} lists */
function offerKinds(select, lists) {
  const there = new Set([...select.options].map(({ value }) => value));
  for (const [value, text] of lists.flatMap(({ kinds }) => Object.entries(kinds))) {
    if (!there.has(value)) select.append(make('option', { value }, text));
    there.add(value);
  }
}
