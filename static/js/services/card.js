/** What a script adds to a card: how far, open or not, the phone's own map, saving, contacts, passing on. */

import { make } from '../dom.js';
import { openingOf, wayTo } from '../lib/finder.js';
import { describe, listedOn } from '../lib/opening.js';
import { platformOf } from '../lib/platform.js';
import { addFavorite, isFavorite, removeFavorite } from './favorites.js';
import { clockWords, dayWords } from './words.js';

/** @typedef {import('./words.js').Say} Say */
/** @typedef {import('../lib/finder.js').Found} Found */

/** @param {HTMLElement} card @param {Found} found @param {number} now @param {Say} say */
export function decorate(card, found, now, say) {
  const { entry } = found;
  const told = wayTo(found);
  write(card, '[data-way]', told ? wayWords(told, say) : '');
  write(card, '[data-now]', entry.rule ? stateWords(entry, now, say) : '');
}

/** Away from a search, a card says nothing that grows old. @param {HTMLElement} card */
export function undecorate(card) {
  for (const name of ['[data-way]', '[data-now]']) write(card, name, '');
}

/** The same words are not written again: a voice would begin anew.
 * @param {HTMLElement} card @param {string} name @param {string} words */
function write(card, name, words) {
  const part = card.querySelector(name);
  if (part && part.textContent !== words) part.textContent = words;
}

/** @param {import('../lib/finder.js').Entry} entry @param {number} now @param {Say} say */
function stateWords(entry, now, say) {
  const language = document.documentElement.lang;
  const opening = openingOf(entry, now);
  if (opening.reason === 'old') return listedWords(entry, now, say, language);
  const { key, time, weekday, date, minutes } = /** @type {Record<string, any>} */ (
    describe(opening, now, entry.zone ?? '')
  );
  const words = say(key, {
    minutes: minutes ?? 0,
    time: time ? clockWords(time, language) : '',
    weekday: weekday === undefined || !date ? '' : dayWords(date, { weekday: 'long' }, language),
  });
  // Whoever checked it stands in the card; without a check it is only what a list says.
  return opening.state === 'open' && !entry.checked ? `${words} ${say('says')}` : words;
}

/** Hours nobody should rely on any more, as they were listed for this day.
 * @param {import('../lib/finder.js').Entry} entry @param {number} now @param {Say} say @param {string} language */
function listedWords(entry, now, say, language) {
  if (entry.rule === '24/7') return say('old-always');
  const periods = listedOn(entry.rule ?? '', now, entry.zone ?? '');
  if (!periods) return say('unknown');
  if (periods.length === 0) return say('old-closed');
  const hours = periods.map((period) => period.map((time) => clockWords(time, language)).join('–')).join(', ');
  return say('old', { hours });
}

/** @param {import('../lib/distance.js').Told} told @param {Say} say */
function wayWords(told, say) {
  if (told.key === 'same-town') return say('same-town');
  if (told.key === 'within') return say('within', { miles: told.miles });
  if (!told.direction) return say('about', { miles: told.miles });
  return say('about-way', { miles: told.miles, direction: say(told.direction) });
}

/** The parts that need a tap, made when the card is first opened. @param {HTMLElement} card @param {Say} say */
export function equip(card, say) {
  const keep = /** @type {HTMLElement | null} */ (card.querySelector('[data-keep]'));
  if (!keep || keep.childElementCount) return;
  directions(card, say);
  if (card.querySelector('[data-directions], [data-on-map]')) keep.append(onMap(card, say));
  keep.append(saving(card.id, say), passingOn(card, say), contact(card, say), wrong(card, say));
  keep.hidden = false;
}

/** The map app of the phone instead of a website, and the address to copy. @param {HTMLElement} card @param {Say} say */
function directions(card, say) {
  const place = /** @type {HTMLElement | null} */ (card.querySelector('[data-directions]'));
  const link = place?.querySelector('a');
  const address =
    card
      .querySelector('address')
      ?.innerText.replace(/\s*\n\s*/g, ', ')
      .trim() ?? '';
  if (!place || !link) return;
  const { point = '' } = place.dataset;
  if (/Android/.test(navigator.userAgent)) {
    link.href = `geo:${point || '0,0'}?q=${point ? `${point}(${encodeURIComponent(address)})` : encodeURIComponent(address)}`;
  } else if (platformOf(navigator.userAgent, navigator.maxTouchPoints) === 'ios') {
    link.href = `https://maps.apple.com/?q=${encodeURIComponent(address)}${point ? `&ll=${point}` : ''}`;
  }
  place.append(copying(address, 'copy', say));
}

/** A button that copies, where the browser can. @param {string} text @param {string} key @param {Say} say */
function copying(text, key, say) {
  if (!('clipboard' in navigator)) return '';
  const said = make('span', { role: 'status' });
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      said.textContent = say('copied');
    } catch (error) {
      console.warn('copy', error);
    }
  };
  return make('span', {}, make('button', { type: 'button', className: 'plain', onclick: copy }, say(key)), said);
}

/** @param {HTMLElement} card @param {Say} say */
function onMap(card, say) {
  const onclick = () => card.dispatchEvent(new Event('map', { bubbles: true }));
  return make('p', {}, make('button', { type: 'button', className: 'plain', onclick }, say('on-map')));
}

/** @param {string} id @param {Say} say */
function saving(id, say) {
  const button = make('button', { type: 'button', className: 'plain' });
  const show = () => {
    button.textContent = say(isFavorite(id) ? 'kept' : 'keep');
  };
  button.addEventListener('click', () => {
    if (isFavorite(id)) removeFavorite(id);
    else addFavorite(id);
    show();
  });
  show();
  return make('p', {}, button, make('span', { className: 'note' }, ` ${say('keep-note')}`));
}

/** @param {HTMLElement} card @param {Say} say */
function passingOn(card, say) {
  const url = `${location.origin}${location.pathname}#${card.id}`;
  if (!('share' in navigator)) return copying(url, 'copy-link', say);
  const share = () => navigator.share({ title: document.title, url }).catch((error) => console.warn('share', error));
  return make('p', {}, make('button', { type: 'button', className: 'plain', onclick: share }, say('share')));
}

/** A contact that says no more than the town: others see a phone's contacts. @param {HTMLElement} card @param {Say} say */
function contact(card, say) {
  const call = /** @type {HTMLAnchorElement | null} */ (card.querySelector('a[href^="tel:"]'));
  if (!call) return '';
  const town = card.querySelector('.service-way span')?.textContent ?? '';
  const name = /** @type {HTMLInputElement} */ (make('input', { value: town, autocomplete: 'off' }));
  const save = () => {
    const plain = name.value.replace(/[\r\n\\;,]/g, ' ').trim() || town;
    const lines = [
      'BEGIN:VCARD',
      'VERSION:3.0',
      `FN:${plain}`,
      `N:${plain};;;;`,
      `TEL:${call.href.slice(4)}`,
      'END:VCARD',
      '',
    ];
    const file = URL.createObjectURL(new Blob([lines.join('\r\n')], { type: 'text/vcard' }));
    make('a', { href: file, download: 'contact.vcf' }).click();
    setTimeout(() => URL.revokeObjectURL(file), 60_000);
  };
  return make(
    'details',
    { className: 'service-contact' },
    make('summary', {}, say('contact')),
    make('label', {}, make('span', {}, say('contact-name')), name),
    make('button', { type: 'button', className: 'plain', onclick: save }, say('contact-save')),
    make('p', { className: 'note' }, say('contact-note')),
  );
}

/** Where a reader says that something is wrong. Cards of a pack come without it: an older script drew no such address.
 * @param {HTMLElement} card @param {Say} say */
function wrong(card, say) {
  const words = say('wrong');
  if (!words || card.querySelector('[data-wrong]')) return '';
  return make('p', {}, make('a', { href: `report#${card.id}` }, words));
}
