import assert from 'node:assert/strict';
import { test } from 'node:test';
import { beatsBetween, positionAt, RHYTHMS } from '../../static/js/lib/beats.js';

const START = 1_790_000_000_123;
const { adultBreaths, childBreaths, pushesAndBreaths, pushesOnly } = RHYTHMS;

/** @type {(rhythm: import('../../static/js/lib/beats.js').Rhythm, from: number, to: number) => string[]} */
const told = (rhythm, from, to) =>
  beatsBetween(rhythm, START, START + from, START + to).map(
    ({ kind, count, round, time }) => `${kind} ${count} of round ${round} at ${time - START}`,
  );

test('an adult is given a breath every 5 seconds, a child and a baby every 3', () => {
  assert.deepEqual(told(adultBreaths, 0, 10_001), [
    'breath 1 of round 1 at 0',
    'breath 1 of round 2 at 5000',
    'breath 1 of round 3 at 10000',
  ]);
  assert.equal(told(childBreaths, 0, 60_000).length, 20);
});

test('pushes come at 110 a minute', () => {
  assert.equal(told(pushesOnly, 0, 60_000).length, 111); // Both ends of the minute.
  assert.ok(beatsBetween(pushesAndBreaths, START, START, START + 15_000).every(({ kind }) => kind === 'push'));
});

test('30 pushes, then 2 breaths, and the hands are off the chest for 7 seconds: never more than 10', () => {
  const round = beatsBetween(pushesAndBreaths, START, START, START + pushesAndBreaths.roundMs + 1);
  const counts = round.map(({ kind, count }) => `${kind} ${count}`);
  assert.deepEqual(counts, [
    ...Array.from({ length: 30 }, (_, index) => `push ${index + 1}`),
    'breath 1',
    'breath 2',
    'push 1',
  ]);
  const [lastPush, breath1, breath2, firstPush] = round.slice(-4).map(({ time }) => time);
  assert.equal(Number(firstPush) - Number(lastPush), 7_000);
  for (const [earlier, later] of [
    [lastPush, breath1],
    [breath1, breath2],
    [breath2, firstPush],
  ]) {
    assert.ok(Number(later) - Number(earlier) >= 2_000, 'a breath takes 1 s, and so does getting there');
  }
});

test('pushes only never pause', () => {
  const times = beatsBetween(pushesOnly, START, START, START + 60_000).map(({ time }) => time);
  for (const [index, time] of times.entries()) assert.equal(time, START + index * 545);
});

test('every beat belongs to one stretch of time only: its first millisecond is in, its last is not', () => {
  for (const rhythm of Object.values(RHYTHMS)) {
    const whole = beatsBetween(rhythm, START, START, START + 100_000);
    const parts = Array.from({ length: 1_000 }, (_, index) =>
      beatsBetween(rhythm, START, START + index * 100, START + (index + 1) * 100),
    ).flat();
    assert.deepEqual(parts, whole);
  }
  assert.deepEqual(told(adultBreaths, 5_000, 5_000), []);
  assert.deepEqual(told(adultBreaths, 9_000, 4_000), []);
});

test('the position is the latest beat and the next one, at the very millisecond and between', () => {
  const { beat, next } = positionAt(pushesAndBreaths, START, START + 29 * 545);
  assert.deepEqual(beat, { kind: 'push', count: 30, round: 1, time: START + 29 * 545 });
  assert.deepEqual(next, { kind: 'breath', count: 1, round: 1, time: START + 29 * 545 + 2_000 });
  const late = positionAt(pushesAndBreaths, START, START + pushesAndBreaths.roundMs - 1);
  assert.deepEqual([late.beat.kind, late.beat.count, late.beat.round], ['breath', 2, 1]);
  assert.deepEqual([late.next.kind, late.next.count, late.next.round], ['push', 1, 2]);
});

test('the position agrees with the list of beats at any time', () => {
  for (const rhythm of Object.values(RHYTHMS)) {
    const beats = beatsBetween(rhythm, START, START, START + 120_000);
    for (let now = START; now < START + 50_000; now += 37) {
      const { beat, next } = positionAt(rhythm, START, now);
      const index = beats.findIndex(({ time }) => time === beat.time);
      assert.deepEqual([beats[index], beats[index + 1]], [beat, next]);
      assert.ok(beat.time <= now && now < next.time);
    }
  }
});

test('a clock that was set back does not stop the beats', () => {
  for (const back of [1, 2_999, 3_600_000, START]) {
    const { beat, next } = positionAt(pushesAndBreaths, START, START - back);
    assert.ok(beat.time <= START - back && START - back < next.time);
    assert.ok(next.time - beat.time <= 3_000);
  }
  assert.deepEqual(told(adultBreaths, -5_000, 1), ['breath 1 of round 0 at -5000', 'breath 1 of round 1 at 0']);
});

test('years later the answer is exact, and comes without counting through the years', { timeout: 1_000 }, () => {
  const rounds = 10_000_000_000;
  const { beat, next } = positionAt(adultBreaths, START, START + rounds * 5_000 + 4_999);
  assert.deepEqual(
    [beat.round, beat.time, next.time],
    [rounds + 1, START + rounds * 5_000, START + (rounds + 1) * 5_000],
  );
  assert.equal(beatsBetween(childBreaths, START, START + rounds * 3_000, START + rounds * 3_000 + 3_000).length, 1);
});
