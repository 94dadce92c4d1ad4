import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keepAwake, letSleep } from '../../static/js/rescue/awake.js';

/** @type {{ released: boolean, release: () => Promise<void> }[]} */
const locks = [];
/** @type {() => unknown} */
let appear = () => {};
const page = {
  visibilityState: 'visible',
  /** @type {(name: string, listener: () => unknown) => void} */
  addEventListener: (_, listener) => {
    appear = listener;
  },
};
Object.assign(globalThis, { document: page });

/** @param {object} value */
const pretend = (value) => Object.defineProperty(globalThis, 'navigator', { value, configurable: true });
const request = async () => {
  const lock = {
    released: false,
    async release() {
      lock.released = true;
    },
  };
  locks.push(lock);
  return lock;
};
const settle = () => new Promise((done) => setImmediate(done));

test('the screen stays on, once however often it is asked for, and again after the page was hidden', async () => {
  pretend({ wakeLock: { request } });
  keepAwake();
  keepAwake();
  await settle();
  keepAwake();
  assert.equal(locks.length, 1);
  for (const lock of locks) lock.released = true; // The browser does this to a hidden page.
  page.visibilityState = 'hidden';
  appear();
  await settle();
  assert.equal(locks.length, 1);
  page.visibilityState = 'visible';
  appear();
  await settle();
  assert.equal(locks.length, 2);
});

test('let to sleep, it sleeps: even if the lock is granted only afterwards', async () => {
  letSleep();
  keepAwake();
  letSleep();
  await settle();
  appear();
  await settle();
  assert.ok(locks.every(({ released }) => released));
});

test('where it is missing or refused nothing happens', async () => {
  for (const phone of [{}, { wakeLock: { request: () => Promise.reject(new Error('low power')) } }]) {
    pretend(phone);
    keepAwake();
    await settle();
    letSleep();
  }
});
