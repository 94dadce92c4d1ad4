/** Which beats the audio clock is given now. It keeps time where timers do not, but it drifts and it sleeps. */
import { beatsBetween } from './beats.js';

const LATE_MS = 40; // A beat this late is still heard as in time.
const JUMP_MS = 100; // More than a phone's audio clock is ever coarse.

/**
 * Maps wall clock to audio clock anew at each call, so no error adds up. What was missed is left out.
 *
 * @param {import('./beats.js').Rhythm} rhythm
 * @param {number} startedAt - Date.now() of the first beat
 * @param {{ wall: number, audio: number }} now - Date.now(), and AudioContext.currentTime in seconds
 * @param {{ until: number, shift: number } | undefined} last - what the last call gave; undefined at first
 * @param {number} horizonMs - how far ahead: longer than any wait until the next call
 * @returns {{ beats: (import('./beats.js').Beat & { audioTime: number })[], until: number, shift: number,
 *   jumped: boolean }} audioTime: in seconds, never before now; until: the first ms not scheduled; shift: between the
 *   clocks; jumped: one of them was set or stood still, so what was scheduled before is wrong: cancel it first
 */
export function schedule(rhythm, startedAt, now, last, horizonMs) {
  const shift = now.wall - now.audio * 1_000;
  const jumped = last !== undefined && Math.abs(shift - last.shift) > JUMP_MS;
  const from = Math.max(now.wall - LATE_MS, last && !jumped ? last.until : 0);
  const until = Math.max(from, now.wall + horizonMs);
  const beats = beatsBetween(rhythm, startedAt, from, until).map((beat) => ({
    ...beat,
    audioTime: now.audio + Math.max(0, beat.time - now.wall) / 1_000,
  }));
  return { beats, until, shift, jumped };
}
