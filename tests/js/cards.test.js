/** Cards of a pack become elements of what a card may have, and of nothing else. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { grow, wordsIn } from '../../static/js/packs/cards.js';

/** As much of a document as a card needs. */
class Element {
  /** @param {string} tag */
  constructor(tag) {
    this.tag = tag;
    /** @type {Record<string, string>} */
    this.attributes = {};
    /** @type {unknown[]} */
    this.children = [];
  }
  /** @param {string} name @param {string} value */
  setAttribute(name, value) {
    this.attributes[name] = value;
  }
  /** @param {unknown} child */
  append(child) {
    this.children.push(child);
  }
}

Object.assign(globalThis, {
  document: {
    createElement: (/** @type {string} */ tag) => new Element(tag),
    createTextNode: (/** @type {string} */ text) => text,
  },
});

/** @typedef {import('../../static/js/packs/cards.js').Part[]} Parts */

test('parts become elements, and one that is shared is made each time', () => {
  /** @type {Parts} */
  const parts = ['Call first.', ['p', { class: 'note' }, 0], ['article', { id: 'x' }, 1, 1]];
  const card = /** @type {any} */ (grow(parts, 2));
  assert.equal(card.tag, 'article');
  assert.deepEqual(card.attributes, { id: 'x' });
  assert.deepEqual(card.children[0].children, ['Call first.']);
  assert.notEqual(card.children[0], card.children[1]);
});

for (const part of [
  ['script', 0],
  ['img', { src: 'https://elsewhere.example/' }],
  ['p', { onclick: 'x' }],
  ['p', { style: 'x' }],
  ['a', { href: 'javascript:x' }],
  ['a', { href: 'http://elsewhere.example/' }],
  ['a', { href: '//elsewhere.example/' }],
]) {
  test(`a pack that says ${JSON.stringify(part)} is not drawn`, () => {
    assert.throws(() => grow(/** @type {Parts} */ ([part]), 0), TypeError);
  });
}

test('a part that holds itself, a later one or none is refused', () => {
  assert.throws(() => grow([['p', 0, 0]], 0), /part 0: holds part 0/);
  assert.throws(() => grow([['p', 0, 1], 'x'], 0), /holds part 1/);
  assert.throws(() => grow([], 3), TypeError);
});

test('a search looks in what is marked as words, and in nothing else', () => {
  /** @type {Parts} */
  const parts = [
    'Gándara',
    ['h4', { 'data-words': '' }, 0],
    'From a list.',
    ['p', 0, 2],
    ['article', 0, 1, 3],
    ['div', { 'data-words': '' }, 3],
  ];
  const words = wordsIn(parts);
  assert.match(words(4), /Gándara/);
  assert.doesNotMatch(words(4), /list/);
  assert.match(words(5), /list/, 'the same part is read again where it is marked');
});
