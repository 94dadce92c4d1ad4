import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mayAsk, nextWait } from '../../static/js/lib/rhythm.js';

test('a newer version is looked for once an hour at most', () => {
  assert.equal(mayAsk(0, 3_599_999), false);
  assert.equal(mayAsk(0, 3_600_000), true);
});

test('a clock that was set back does not stop the looking', () => {
  assert.equal(mayAsk(10_000_000, 5_000), true);
});

test('tries come after 5 s, then twice as late each time, never more than 5 minutes', () => {
  const waits = [0, 0, 0, 0, 0, 0, 0, 0, 0].reduce(
    (list) => [...list, nextWait(list.at(-1) ?? 0)],
    /** @type {number[]} */ ([]),
  );
  assert.deepEqual(waits, [5_000, 10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000, 300_000]);
});
