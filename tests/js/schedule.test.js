import assert from 'node:assert/strict';
import { test } from 'node:test';
import { beatsBetween, RHYTHMS } from '../../static/js/lib/beats.js';
import { schedule } from '../../static/js/lib/schedule.js';

const START = 1_790_000_000_123;
const HORIZON_MS = 2_500;
const MINUTES_10 = 600_000;

/** The same waits each run, between 0 and 1. */
function* chance() {
  for (let seed = 1; ; ) {
    seed = (seed * 48_271) % 2_147_483_647;
    yield seed / 2_147_483_647;
  }
}

/**
 * Plays a rhythm on an audio clock of its own.
 *
 * @param {import('../../static/js/lib/beats.js').Rhythm} rhythm
 * @param {(index: number) => number} wait - ms until the next timer
 * @param {(wall: number) => number} audioAt - ms that the audio clock shows
 * @param {(wall: number) => number} [wallAt] - what Date.now() says; the true time unless told
 */
function play(rhythm, wait, audioAt, wallAt = (wall) => wall) {
  /** @type {{ time: number, audioTime: number, calledAt: number }[]} */
  let heard = [];
  let last;
  let calledAt = START;
  for (let index = 0; calledAt < START + MINUTES_10; index++) {
    const now = { wall: wallAt(calledAt), audio: audioAt(calledAt) / 1_000 };
    last = schedule(rhythm, START, now, last, HORIZON_MS);
    if (last.jumped) heard = heard.filter(({ audioTime }) => audioTime <= now.audio);
    for (const { time, audioTime } of last.beats) {
      assert.ok(audioTime >= now.audio, 'never in the past');
      heard.push({ time, audioTime, calledAt });
    }
    calledAt += wait(index);
  }
  return heard;
}

/** @type {(heard: { time: number }[]) => number[]} */
const timesOf = (heard) => heard.map(({ time }) => time);

/** @type {(rhythm: import('../../static/js/lib/beats.js').Rhythm, from?: number, to?: number) => number[]} */
const expected = (rhythm, from = START, to = START + MINUTES_10) => timesOf(beatsBetween(rhythm, START, from, to));

/** @type {(ms: number) => number} An audio clock 0.1 % fast that moves in steps of 20 ms, begun 3 s before. */
const fast = (wall) => Math.floor((3_000 + (wall - START) * 1.001) / 20) * 20;

/** @type {(beat: { audioTime: number }) => number} When it is really heard on that clock. */
const heardAt = ({ audioTime }) => START + (audioTime * 1_000 - 3_000) / 1.001;

for (const [name, rhythm] of Object.entries(RHYTHMS)) {
  test(`10 minutes of ${name}, a fast audio clock, timers throttled to a second and uneven: no beat is off`, () => {
    const waits = chance();
    const heard = play(rhythm, () => 1_000 + Math.round(Number(waits.next().value) * 1_400), fast);
    assert.deepEqual(
      timesOf(heard).filter((time) => time < START + MINUTES_10),
      expected(rhythm),
    );
    for (const beat of heard) assert.ok(Math.abs(heardAt(beat) - beat.time) < 50, `${heardAt(beat) - beat.time} ms`);
  });
}

test('a timer that comes too late loses the beats it missed, and never plays them in a burst', () => {
  const rhythm = RHYTHMS.pushesOnly;
  const heard = play(rhythm, (index) => (index === 60 ? 20_000 : 1_000), fast);
  const asleep = [START + 60_000 + HORIZON_MS, START + 80_000 - 40];
  assert.deepEqual(
    timesOf(heard).filter((time) => time < START + MINUTES_10),
    [...expected(rhythm, START, asleep[0]), ...expected(rhythm, asleep[1])],
  );
  for (const [index, beat] of heard.slice(1).entries()) {
    assert.ok(heardAt(beat) - heardAt(/** @type {typeof beat} */ (heard[index])) > 450);
  }
});

test('an audio clock that stood still during a phone call is in step again at the next timer', () => {
  const rhythm = RHYTHMS.pushesAndBreaths;
  const CALL = [START + 60_500, START + 90_500];
  const stopped = (/** @type {number} */ wall) =>
    wall - START - Math.max(0, Math.min(wall, Number(CALL[1])) - Number(CALL[0]));
  const heard = play(rhythm, () => 1_000, stopped).filter(({ calledAt }) => calledAt > Number(CALL[1]));
  assert.deepEqual(timesOf(heard).slice(0, 20), expected(rhythm, START + 91_000 - 40).slice(0, 20));
  for (const { time, audioTime } of heard) {
    assert.ok(Math.abs(audioTime * 1_000 + 30_000 + START - time) <= 40);
  }
});

test('a clock set back an hour takes back what was scheduled, and the beats go on', () => {
  const rhythm = RHYTHMS.adultBreaths;
  const HOUR = 3_600_000;
  const heard = play(
    rhythm,
    () => 1_000,
    (wall) => wall - START,
    (wall) => (wall < START + 60_500 ? wall : wall - HOUR),
  );
  const gaps = heard.slice(1).map(({ audioTime }, index) => audioTime - Number(heard[index]?.audioTime));
  assert.ok(heard.length >= 120);
  for (const gap of gaps) assert.ok(Math.abs(gap - 5) < 0.05, `${gap} s`);
});

test('the beat of this moment is heard, one from a moment ago is not heard late', () => {
  const now = { wall: START, audio: 7 };
  assert.deepEqual(
    schedule(RHYTHMS.adultBreaths, START, now, undefined, HORIZON_MS).beats.map(({ audioTime }) => audioTime),
    [7],
  );
  assert.deepEqual(schedule(RHYTHMS.adultBreaths, START - 100, now, undefined, HORIZON_MS).beats, []);
});

test('called twice in the same moment, or with a clock a little behind, it gives nothing twice', () => {
  const first = schedule(RHYTHMS.pushesOnly, START, { wall: START, audio: 1 }, undefined, HORIZON_MS);
  const again = schedule(RHYTHMS.pushesOnly, START, { wall: START - 5, audio: 1 }, first, HORIZON_MS);
  assert.deepEqual([again.beats, again.until, again.jumped], [[], first.until, false]);
});
