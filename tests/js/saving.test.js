import assert from 'node:assert/strict';
import { test } from 'node:test';
import { check, follow, publish, serve } from '../../static/js/lib/saving.js';

test('news reaches every part, and the latest reaches one that starts late', () => {
  /** @type {string[]} */
  const heard = [];
  follow((news) => heard.push(`early ${news.type}`));
  publish({ type: 'unsupported' });
  follow((news) => heard.push(`late ${news.type}`));
  publish({ type: 'off' });
  assert.deepEqual(heard, ['early unsupported', 'late unsupported', 'early off', 'late off']);
});

test('asking for a check reaches whoever can check', () => {
  let asked = 0;
  check();
  serve(() => {
    asked += 1;
  });
  check();
  assert.equal(asked, 1);
});
