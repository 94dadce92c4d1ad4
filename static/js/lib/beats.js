/**
 * When to breathe and when to push, from timestamps alone: a page that slept or was reloaded is right again at once.
 *
 * @typedef {'breath' | 'push'} Kind
 * @typedef {{ roundMs: number, beats: { kind: Kind, count: number, atMs: number }[] }} Rhythm
 *   a round that repeats; its first beat is at 0, the others follow in order
 * @typedef {{ kind: Kind, count: number, round: number, time: number }} Beat
 *   count and round begin at 1; time in ms since the epoch, as Date.now()
 */

export const BREATH_MS = 1_000; // How long the air goes in.
const PUSH_MS = 545; // 110 a minute, in whole milliseconds so that no sum is ever rounded.
const PAUSE_MS = 7_000; // From the last push to the next round: hands off for less than 10 s.

/** @type {(kind: Kind, count: number, everyMs: number, fromMs?: number) => Rhythm['beats']} */
const series = (kind, count, everyMs, fromMs = 0) =>
  Array.from({ length: count }, (_, index) => ({ kind, count: index + 1, atMs: fromMs + index * everyMs }));

const pushes = series('push', 30, PUSH_MS);
const lastPushMs = 29 * PUSH_MS;

/** A child's breaths are a baby's too. In the pause there are 2 s to reach the head, and 2 s to come back.
 * @type {Record<string, Rhythm>} */
export const RHYTHMS = {
  adultBreaths: { roundMs: 5_000, beats: series('breath', 1, 0) },
  childBreaths: { roundMs: 3_000, beats: series('breath', 1, 0) },
  pushesAndBreaths: {
    roundMs: lastPushMs + PAUSE_MS,
    beats: [...pushes, ...series('breath', 2, 2_000, lastPushMs + 2_000)],
  },
  pushesOnly: { roundMs: 30 * PUSH_MS, beats: pushes },
};

/**
 * @param {Rhythm} rhythm
 * @param {number} startedAt - of the first beat; before it, as after a clock set back, the rounds are 0, -1, ...
 * @param {number} from - the first millisecond
 * @param {number} to - the first millisecond no longer
 * @returns {Beat[]} as many as there are, so not for a time without end
 */
export function beatsBetween(rhythm, startedAt, from, to) {
  /** @type {Beat[]} */
  const found = [];
  for (let index = roundsBefore(rhythm, startedAt, from); ; index++) {
    for (const { kind, count, atMs } of rhythm.beats) {
      const time = startedAt + index * rhythm.roundMs + atMs;
      if (!(time < to)) return found;
      if (time >= from) found.push({ kind, count, round: index + 1, time });
    }
  }
}

/**
 * @param {Rhythm} rhythm
 * @param {number} startedAt
 * @param {number} now
 * @returns {{ beat: Beat, next: Beat }} the latest beat, and the one to come
 */
export function positionAt(rhythm, startedAt, now) {
  const from = startedAt + roundsBefore(rhythm, startedAt, now) * rhythm.roundMs;
  const near = beatsBetween(rhythm, startedAt, from, from + rhythm.roundMs + 1);
  const index = near.findIndex(({ time }) => time > now);
  return { beat: /** @type {Beat} */ (near[index - 1]), next: /** @type {Beat} */ (near[index]) };
}

/** @type {(rhythm: Rhythm, startedAt: number, now: number) => number} */
const roundsBefore = (rhythm, startedAt, now) => Math.floor((now - startedAt) / rhythm.roundMs);
