/** Which services are shown, and in which order. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asFragment, fold, fromFragment, search } from '../../static/js/lib/finder.js';

/** @typedef {import('../../static/js/lib/finder.js').Entry} Entry */

const NOON = Date.parse('2026-11-23T17:00:00Z'); // A Monday, 12:00 in New York.
const HERE = { latitude: 42.32, longitude: -72.63, withinM: 1000, town: 'Northampton', state: 'MA' };
const ONE_DEGREE = 69; // miles

/** @param {string} id @param {Partial<Entry>} [changes] @returns {Entry} */
const entry = (id, changes = {}) => ({
  id,
  area: 'here',
  zone: 'America/New_York',
  is: ['naloxone'],
  until: '2027-01-01',
  late: '2027-06-01',
  words: fold(`${id} Gándara`),
  ...changes,
});

/** @param {number} miles @param {number} [withinM] */
const away = (miles, withinM = 50) => [[HERE.latitude + miles / ONE_DEGREE, HERE.longitude, withinM]];

/** @param {Entry[]} entries @param {import('../../static/js/lib/finder.js').Wish} [wish] */
const ids = (entries, wish = {}) => search(entries, wish, NOON).map((found) => found.entry.id);

test('the nearest band comes first, and without a place last', () => {
  const entries = [entry('nowhere'), entry('far', { spots: away(40) }), entry('near', { spots: away(1) })];
  assert.deepEqual(ids(entries, { from: HERE }), ['near', 'far', 'nowhere']);
});

test('in a band what is fresh comes before what is old, and then the nearer one', () => {
  const old = { until: '2026-01-01', late: '2027-01-01' };
  const longPast = { until: '2020-01-01', late: '2021-01-01' };
  const entries = [
    entry('long-past', { spots: away(1), ...longPast }),
    entry('old', { spots: away(1.2), ...old }),
    entry('fresh-2', { spots: away(1.5) }),
    entry('fresh-1', { spots: away(1.3) }),
    entry('never', { spots: away(0.9), until: undefined, late: undefined }),
  ];
  assert.deepEqual(ids(entries, { from: HERE }), ['fresh-1', 'fresh-2', 'old', 'never', 'long-past']);
});

test('a service with several places is as far as the nearest', () => {
  const van = entry('van', { spots: [...away(50), ...away(1)] });
  const [found] = search([van], { from: HERE }, NOON);
  assert.equal(found?.band, 2);
});

test('open now means open, believed and known', () => {
  const rule = 'Mo-Fr 09:00-17:00; PH unknown';
  const entries = [
    entry('open', { rule }),
    entry('closed', { rule: 'Mo-Fr 18:00-20:00; PH unknown' }),
    entry('unknown'),
    entry('unreadable', { rule: '9 to 5' }),
    entry('old', { rule, until: '2026-11-22' }),
    entry('undated', { rule, until: undefined }),
    entry('nowhere-zone', { rule, zone: undefined }),
  ];
  assert.deepEqual(ids(entries, { now: true }), ['open']);
});

test('each choice leaves out what is not known to fit', () => {
  const rich = { languages: ['es'], noId: true, dropIn: true, rule: '24/7' };
  const entries = [entry('known', rich), entry('unknown')];
  for (const wish of [{ languages: ['es'] }, { noId: true }, { dropIn: true }, { always: true }]) {
    assert.deepEqual(ids(entries, wish), ['known'], JSON.stringify(wish));
  }
});

test('without police is only what is known to be without', () => {
  const entries = [entry('station', { police: true }), entry('unknown'), entry('peers', { police: false })];
  assert.deepEqual(ids(entries, { noPolice: true }), ['peers']);
});

test('a kind, a word without its accent, and the own list each narrow it down', () => {
  const entries = [entry('one'), entry('two', { is: ['detox'] })];
  assert.deepEqual(ids(entries, { is: 'detox' }), ['two']);
  assert.deepEqual(ids(entries, { words: 'GANDARA two' }), ['two']);
  assert.deepEqual(ids(entries, { words: 'nothing like it' }), []);
  assert.deepEqual(ids(entries, { only: new Set(['one']) }), ['one']);
});

test('a closed place is found by its name alone, after the others', () => {
  const entries = [entry('gone', { closed: true }), entry('here')];
  assert.deepEqual(ids(entries), ['here']);
  assert.deepEqual(ids(entries, { words: 'gandara' }), ['here', 'gone']);
  assert.deepEqual(ids(entries, { words: 'gone', now: true }), []);
  assert.deepEqual(ids(entries, { only: new Set(['gone']) }), ['gone'], 'whoever saved it should know');
});

test('the order of the list holds where nothing else tells entries apart', () => {
  const names = ['c', 'a', 'b'];
  assert.deepEqual(ids(names.map((name) => entry(name))), names);
});

test('an address remembers a search, and survives being cut short', () => {
  const wish = { place: 'San José', is: 'detox', now: true, dropIn: false, words: 'a&b=c' };
  assert.deepEqual(fromFragment(asFragment(wish)), { place: 'San José', is: 'detox', now: '1', words: 'a&b=c' });
  assert.deepEqual(fromFragment('place=San%20Jos%C3'), { place: '' });
  assert.deepEqual(fromFragment('tapestry-holyoke'), {});
  assert.deepEqual(fromFragment(''), {});
});

test('15,000 made-up services are put in order (the time is printed, not tested)', () => {
  const many = Array.from({ length: 15_000 }, (_, number) =>
    entry(`s-${number}`, { rule: 'Mo-Fr 09:00-17:00; PH off', spots: away((number * 7919) % 300) }),
  );
  const began = performance.now();
  const found = search(many, { from: HERE, words: 'gandara' }, NOON);
  console.log(`15,000 services: ${Math.round(performance.now() - began)} ms`);
  assert.equal(found.length, 15_000);
  for (let index = 1; index < found.length; index++) {
    assert.ok((found[index - 1]?.band ?? 0) <= (found[index]?.band ?? 0));
  }
});
