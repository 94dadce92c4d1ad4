/** Where the reader asks from: a ZIP, a town, or the phone's own place on a tap. It is kept nowhere. */

import { make } from '../dom.js';
import { roundPosition } from '../lib/distance.js';
import { decode, decodePrefixes } from '../lib/place-table.js';
import { find } from '../lib/places.js';

/** @typedef {import('../lib/distance.js').Spot & { label: string }} From */

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

  const load = () => {
    loading ??= Promise.all([fetchJson(addresses.near), fetchJson(addresses.prefixes)]).then(([near, prefixes]) => ({
      tables: [decode(near)],
      prefixes: decodePrefixes(prefixes),
    }));
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

  /** @param {import('../lib/places.js').Match} match */
  const take = (match) => {
    choices.hidden = true;
    const { latitude, longitude, withinM, state } = match;
    const town = match.kind === 'town' ? (match.as ?? match.name) : undefined;
    chosen({ latitude, longitude, withinM, town, state, label: nameOf(match) });
  };

  async function look() {
    const text = input.value.trim();
    const mine = ++asked;
    choices.hidden = true;
    if (!text) return chosen(undefined);
    const { matches, reason } = find(text, await load());
    if (mine !== asked) return; // Somebody typed on meanwhile.
    const [first] = matches;
    if (!first) return chosen(undefined, reason && say(reason));
    const sure = matches.length === 1 || (first.kind === 'zip' && !first.guess);
    if (sure) return take(first);
    choices.replaceChildren(
      make('p', {}, say('which')),
      ...matches.map((match) =>
        make(
          'button',
          {
            type: 'button',
            className: 'pill',
            onclick: () => {
              input.value = nameOf(match);
              take(match);
            },
          },
          nameOf(match),
        ),
      ),
    );
    take(first); // The likeliest at once; the others are one tap away.
    choices.hidden = false;
  }

  locate.addEventListener('click', () => {
    choices.hidden = true;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        input.value = '';
        chosen({ ...roundPosition(coords), label: say('here') });
      },
      () => chosen(undefined, say('no-position')),
      { timeout: PATIENCE_MS, maximumAge: 60_000 },
    );
  });
  locate.hidden = !('geolocation' in navigator);
  input.addEventListener('input', () => {
    look().catch((error) => console.warn('places', error));
  });
  return { look, input };
}

/** @param {string} address */
export async function fetchJson(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}
