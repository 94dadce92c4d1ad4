import assert from 'node:assert/strict';
import { test } from 'node:test';
import MiniSearch from 'minisearch';
import { find, fold, INDEX } from '../../static/js/lib/search.js';

/** @type {import('../../static/js/lib/search.js').Entry[]} */
const ENTRIES = [
  { url: '/x', title: 'Overdose guide', section: '', words: 'Call 911', keywords: 'od fell out', urgent: true },
  { url: '/x#side', title: 'Overdose guide', section: 'On the side', words: 'Roll', keywords: '', urgent: true },
  {
    url: '/a',
    title: 'After jail',
    section: '',
    words: 'an overdose is more likely; overdose',
    keywords: '',
    urgent: false,
  },
  { url: '/b', title: 'Jeringuillas', section: '', words: 'Inyección más segura', keywords: 'puya', urgent: false },
  { url: '/c', title: 'Fentanyl strips', section: '', words: 'How to test', keywords: '', urgent: false },
].map((entry, id) => ({ id, ...entry }));

const index = new MiniSearch(INDEX);
index.addAll(ENTRIES);

/** @param {string} words */
const found = (words) => find(index, words).map(({ url }) => url);

test('accents and capitals make no difference', () => {
  assert.equal(fold('Inyección'), 'inyeccion');
  assert.deepEqual(found('INYECCION'), ['/b']);
  assert.deepEqual(found('inyección'), ['/b']);
});

test('a slip of the finger and the beginning of a word find the word', () => {
  for (const typed of ['fentanil', 'fentynal', 'fenta', 'fent']) assert.deepEqual(found(typed), ['/c'], typed);
});

test('hidden words find a page', () => {
  assert.deepEqual(found('puya'), ['/b']);
});

test('what is meant by its name in an emergency stands first, whatever else holds the word more often', () => {
  assert.equal(found('overdose')[0], '/x');
  assert.equal(found('overdose jail')[0], '/x');
  assert.equal(found('od')[0], '/x');
});

test('words that say nothing find nothing', () => {
  for (const typed of ['', 'the', 'de la', 'a']) assert.deepEqual(found(typed), [], typed);
});

test('what nobody wrote is not found', () => {
  assert.deepEqual(found('zzzzzz'), []);
});

test('words as typed come before words that are nearly the same', () => {
  const small = new MiniSearch(INDEX);
  const about = { section: '', keywords: '', urgent: false };
  small.addAll([
    { id: 0, url: '/found', title: 'Not found', words: '', ...about },
    { id: 1, url: '/care', title: 'Care', words: 'a wound', ...about },
  ]);
  assert.deepEqual(
    find(small, 'wound').map(({ url }) => url),
    ['/care', '/found'],
  );
  small.addAll([2, 3].map((id) => ({ id, url: `/${id}`, title: 'Wound', words: '', ...about })));
  assert.ok(!find(small, 'wound').some(({ url }) => url === '/found'));
});

test('no page fills the list alone', () => {
  const small = new MiniSearch(INDEX);
  const about = { title: 'Wounds', section: 'wound', words: '', keywords: '', urgent: false };
  small.addAll([0, 1, 2, 3].map((id) => ({ id, url: `/a#${id}`, ...about })));
  assert.equal(find(small, 'wound').length, 2);
});
