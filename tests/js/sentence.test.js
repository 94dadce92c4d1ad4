import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fillIn, inKilobytes, sentenceFor } from '../../static/js/lib/sentence.js';

/** @type {(changes: object) => any} */
const report = (changes) => ({
  type: 'status',
  state: 'core',
  saved: 12,
  total: 31,
  bytes: 1,
  generation: 'a',
  saving: true,
  ...changes,
});

test('"saved" is said only of a whole report', () => {
  for (const state of ['none', 'core']) {
    for (const saving of [true, false]) {
      assert.notEqual(sentenceFor(report({ state, saving }), undefined)?.key, 'ready');
    }
  }
  assert.deepEqual(sentenceFor(report({ state: 'ready', saved: 31, saving: false }), undefined), {
    key: 'ready',
    saved: 31,
    total: 31,
  });
});

test('the core is called saved while the rest is still coming', () => {
  assert.deepEqual(sentenceFor(report({}), undefined), { key: 'core', saved: 12, total: 31 });
  const progress = { type: 'progress', saved: 13, done: 1, of: 19, update: false };
  assert.deepEqual(sentenceFor(progress, report({})), { key: 'core', saved: 13, total: 31 });
});

test('before the core is whole only its own progress is shown', () => {
  const progress = { type: 'progress', saved: 25, done: 2, of: 8, update: false };
  assert.deepEqual(sentenceFor(progress, undefined), { key: 'saving', saved: 2, total: 8 });
  assert.deepEqual(sentenceFor(progress, report({ state: 'none' })), { key: 'saving', saved: 2, total: 8 });
});

test('what stopped halfway says that it needs a network', () => {
  assert.equal(sentenceFor(report({ saving: false }), undefined)?.key, 'partly');
  assert.equal(sentenceFor(report({ state: 'none', saving: false }), undefined)?.key, 'network');
  assert.equal(sentenceFor({ type: 'waiting', online: false }, undefined)?.key, 'network');
  assert.equal(sentenceFor({ type: 'waiting', online: true }, undefined)?.key, 'none');
});

test('the progress of a newer version does not change what is true of the one in use', () => {
  const progress = { type: 'progress', saved: 5, done: 5, of: 31, update: true };
  assert.equal(sentenceFor(progress, report({ state: 'ready' })), undefined);
});

test('an erased phone is told that nothing is saved', () => {
  assert.equal(sentenceFor({ type: 'erasing' }, report({}))?.key, 'erasing');
  assert.equal(sentenceFor({ type: 'erased' }, report({}))?.key, 'off');
  assert.equal(sentenceFor({ type: 'off' }, undefined)?.key, 'off');
  assert.equal(sentenceFor({ type: 'unsupported' }, undefined)?.key, 'unsupported');
});

test('only the placeholders that have a value are filled', () => {
  assert.equal(fillIn('{saved} of {total}: {other}', { saved: 1, total: 2 }), '1 of 2: {other}');
});

test('sizes are whole kilobytes in the form of the language, never 0 for something', () => {
  assert.match(inKilobytes(1_234_567, 'en'), /1,235/);
  assert.match(inKilobytes(1, 'es'), /^1\s/);
  assert.match(inKilobytes(0, 'en'), /^0/);
});
