import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asSaid, sentences } from '../../static/js/lib/aloud.js';

test('a paragraph is said sentence by sentence, in both languages', () => {
  assert.deepEqual(sentences('Call 911. Put it on speaker! Alone? “Shout.” Then wait.'), [
    'Call 9 1 1.',
    'Put it on speaker!',
    'Alone?',
    'Shout.',
    'Then wait.',
  ]);
  assert.deepEqual(sentences('Llame al 911. ¿No hay teléfono? ¡Grite! Árbol.'), [
    'Llame al 9 1 1.',
    '¿No hay teléfono?',
    '¡Grite!',
    'Árbol.',
  ]);
});

test('a number or a short word with a full stop does not end a sentence', () => {
  assert.deepEqual(sentences('Give 0.4 mg. Wait.'), ['Give 0.4 mg.', 'Wait.']);
  assert.deepEqual(sentences('At 3 p.m. they left, e.g. to get help.'), ['At 3 p.m. they left, e.g. to get help.']);
});

test('a sentence no voice would finish is cut where one breathes, else between words, and nothing is lost', () => {
  for (const glue of [', ', ' ']) {
    const long = Array.from({ length: 90 }, (_, number) => `word${number}`).join(glue);
    const said = sentences(long);
    assert.ok(said.length > 2);
    assert.ok(said.every((part) => part.length <= 200));
    assert.equal(said.join(' '), long);
  }
});

test('numbers that are dialed are said digit by digit, others as they are', () => {
  assert.equal(asSaid('Call 1-800-222-1222 or 988.'), 'Call 1, 8 0 0, 2 2 2, 1 2 2 2 or 9 8 8.');
  assert.equal(asSaid('Text HOME to 741741'), 'Text HOME to 7 4 1 7 4 1');
  assert.equal(asSaid('Dial 711 (TTY).'), 'Dial 7 1 1 (TTY).');
  for (const text of ['110 a minute', '14,000 people', '30 to 90 minutes', '2 inches (5 cm)', 'in 2024', '811.5']) {
    assert.equal(asSaid(text), text);
  }
});

test('what is only punctuation is not said', () => {
  assert.deepEqual(sentences(' … '), []);
  assert.deepEqual(sentences('+'), []);
  assert.deepEqual(sentences('**Never** alone'), ['Never alone']);
});
