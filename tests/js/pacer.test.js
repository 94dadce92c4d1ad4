import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RHYTHMS } from '../../static/js/lib/beats.js';
import { framesOf } from '../../static/js/rescue/pacer.js';

/** @type {(frame: { transform: string } | undefined) => number} */
const scaleOf = (frame) => Number(frame?.transform.match(/^scale\((.+)\)$/)?.[1]);

test('the circle is full 1 s into each breath and at each push, and the steps of a round never go back', () => {
  for (const rhythm of Object.values(RHYTHMS)) {
    const frames = framesOf(rhythm);
    for (const { kind, atMs } of rhythm.beats) {
      const fullAt = (kind === 'breath' ? atMs + 1_000 : atMs) / rhythm.roundMs;
      assert.ok(frames.some((frame) => Math.abs(frame.offset - fullAt) < 1e-9 && scaleOf(frame) === 1));
    }
    const offsets = frames.map(({ offset }) => offset);
    assert.deepEqual(
      offsets,
      [...offsets].sort((one, other) => one - other),
    );
    assert.deepEqual([offsets[0], offsets.at(-1)], [0, 1]);
  }
});

test('the circle is smallest when a breath begins', () => {
  const [first, , last] = framesOf(RHYTHMS.adultBreaths);
  assert.ok(scaleOf(first) < 0.7);
  assert.equal(scaleOf(first), scaleOf(last));
});
