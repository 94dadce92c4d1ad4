/** Where the reader asks from: a ZIP, a town, or the phone's own place on a tap. It is kept nowhere. */

import { make } from '../dom.js';
import { roundPosition } from '../lib/distance.js';
import { around, decode, decodePrefixes } from '../lib/place-table.js';
import { find } from '../lib/places.js';
import { openPack, record } from '../packs/keeper.js';

/** @typedef {import('../lib/distance.js').Spot & { label: string }} From */

const COUNTRY = 'places-us';
const PATIENCE_MS = 20_000;

/**
 * @param {HTMLElement} root - with the input, the button and the group of choices
 * @param {{ near: string, prefixes: string }} addresses - of the tables
 * @param {import('./words.js').Say} say
 * @param {(from: From | undefined, trouble?: string) => void} chosen
 */
export function createPlace(root, addresses, say, chosen) {
  const input = /** @type {HTMLInputElement} */ (root.querySelector('input'));
  const choices = /** @type {HTMLElement} */ (root.querySelector('.finder-places'));
  const locate = /** @type {HTMLButtonElement} */ (root.querySelector('[data-locate]'));
  /** @type {Promise<import('../lib/places.js').Known> | undefined} */
  let loading;
  let asked = 0;
  /** @type {From | undefined} */
  let last;

  const load = () => {
    loading ??= Promise.all([fetchJson(addresses.near), fetchJson(addresses.prefixes), wholeCountry()]).then(
      ([packed, prefixes, country]) => {
        const near = decode(packed);
        const home = near.towns.length ? around(near.towns) : undefined;
        const tables = country ? [near, decode(country)] : [near];
        return { tables, prefixes: decodePrefixes(prefixes), home };
      },
    );
    loading.catch(() => {
      loading = undefined; // The next key tries again.
    });
    return loading;
  };

  /** @param {import('../lib/places.js').Match} match */
  const nameOf = (match) => {
    const place = [match.as ?? match.name, match.state].filter(Boolean).join(', ');
    if (match.kind === 'prefix') return say('prefix', { zip: match.zip ?? '' });
    if (match.kind === 'county') return say('county', { county: match.county ?? '', place: match.state });
    return match.kind === 'zip' ? say('zip', { zip: match.zip ?? '', place }) : place;
  };

  /** @param {import('../lib/places.js').Match} match @param {import('../lib/places.js').Match[]} [others] */
  const take = (match, others = []) => {
    const { latitude, longitude, withinM, state } = match;
    const town = match.kind === 'town' ? (match.as ?? match.name) : undefined;
    offer(match, others);
    last = { latitude, longitude, withinM, town, state, label: nameOf(match) };
    chosen(last, others.length > 1 ? say('which') : '');
  };

  /** The places that may be meant, the one that is used pressed.
   * @param {import('../lib/places.js').Match} used @param {import('../lib/places.js').Match[]} matches */
  function offer(used, matches) {
    choices.hidden = matches.length < 2;
    choices.replaceChildren(
      ...matches.map((match) =>
        make(
          'button',
          {
            type: 'button',
            className: 'pill',
            'aria-pressed': String(match === used),
            onclick: () => {
              take(match, matches);
              /** @type {HTMLElement} */ (choices.children[matches.indexOf(match)]).focus();
            },
          },
          nameOf(match),
        ),
      ),
    );
  }

  /** @param {string} [why] - that there is no place to ask from */
  function nowhere(why) {
    last = undefined;
    choices.hidden = true;
    chosen(undefined, why);
  }

  async function look() {
    const mine = ++asked;
    const text = input.value.trim();
    if (!text) return nowhere();
    try {
      const { matches, reason } = find(text, await load());
      if (mine !== asked) return; // Somebody typed on meanwhile.
      const [first] = matches;
      if (!first) nowhere(reason && say(reason));
      else take(first, first.kind === 'zip' && !first.guess ? [] : matches); // The likeliest at once.
    } catch (error) {
      console.warn('places', error);
      if (mine === asked) nowhere(say('no-places'));
    }
  }

  locate.addEventListener('click', () => {
    const mine = ++asked;
    locate.disabled = true;
    /** An answer that comes after somebody typed is not wanted any more. @param {() => void} work */
    const still = (work) => {
      locate.disabled = false;
      if (mine === asked) work();
    };
    navigator.geolocation.getCurrentPosition(
      ({ coords }) =>
        still(() => {
          input.value = '';
          choices.hidden = true;
          last = { ...roundPosition(coords), label: say('here') };
          chosen(last);
        }),
      () => still(() => chosen(last, say('no-position'))),
      { timeout: PATIENCE_MS, maximumAge: 60_000 },
    );
  });
  locate.hidden = !('geolocation' in navigator);
  input.addEventListener('input', look);
  return {
    look,
    input,
    /** The tables are read again. */ forget: () => {
      loading = undefined;
    },
  };
}

/** The table of every ZIP, if the reader keeps it. */
async function wholeCountry() {
  if (!(await record()).kept.some(({ name }) => name === COUNTRY)) return undefined;
  return openPack(COUNTRY).catch((error) => console.warn('all ZIPs', error));
}

/** @param {string} address */
export async function fetchJson(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}
