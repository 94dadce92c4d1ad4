import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { withoutNames } from '../../static/js/lib/report-words.js';

/** Asked of the server's twin too: tests/reports/test_words.py. @type {[string, string][]} */
const CASES = JSON.parse(readFileSync(new URL('../reports/words_cases.json', import.meta.url), 'utf-8'));

for (const [written, kept] of CASES) {
  test(`what could name somebody is taken out of ${JSON.stringify(written)}`, () => {
    assert.equal(withoutNames(written), kept);
    assert.equal(withoutNames(kept), kept);
  });
}
