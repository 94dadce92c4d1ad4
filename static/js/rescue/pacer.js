/**
 * The circle that shows when to blow and when to push, in step with the clock, not with the page's timers.
 *
 * @typedef {import('../lib/beats.js').Rhythm} Rhythm
 * @typedef {{ name: string, blow: string, wait: string, push: string, breaths: string }} PacerWords
 *   name: what the picture is; breaths: after the last push; no digits, as the number above counts down the seconds
 */
import { BREATH_MS, positionAt } from '../lib/beats.js';

const PUSH_MS = 250;
const RISE_MS = 60; // The circle is full again at the push, not after it.
const SMALL = 'scale(.62)';
const FULL = 'scale(1)';

/**
 * One round, to be repeated without end by the compositor: it keeps time while scripts are late.
 *
 * @param {Rhythm} rhythm
 * @returns {{ transform: string, offset: number }[]}
 */
export function framesOf({ roundMs, beats }) {
  return beats.flatMap(({ kind, atMs }, index) => {
    const end = beats[index + 1]?.atMs ?? roundMs;
    /** @type {[string, number][]} */
    const stops =
      kind === 'breath'
        ? [
            [SMALL, atMs],
            [FULL, atMs + BREATH_MS],
            [SMALL, end],
          ]
        : [
            [FULL, atMs],
            [SMALL, atMs + PUSH_MS],
            [SMALL, end - RISE_MS],
            [beats[(index + 1) % beats.length]?.kind === 'push' ? FULL : SMALL, end],
          ];
    return stops.map(([transform, at]) => ({ transform, offset: at / roundMs }));
  });
}

/** @type {(parent: HTMLElement, name: string) => HTMLElement} Nobody hears it: `name` says what the picture is. */
function part(parent, name) {
  const made = parent.appendChild(document.createElement('span'));
  made.className = `pacer-${name}`;
  made.setAttribute('aria-hidden', 'true');
  return made;
}

/** @param {PacerWords} words */
export function createPacer(words) {
  const element = document.createElement('div');
  element.className = 'pacer';
  element.setAttribute('role', 'img');
  element.setAttribute('aria-label', words.name);
  const circle = part(element, 'circle');
  const disc = part(circle, 'disc');
  const number = part(circle, 'number');
  const word = part(element, 'word');

  const still = matchMedia('(prefers-reduced-motion: reduce)');
  /** @type {{ rhythm: Rhythm, startedAt: number, animation: Animation, round?: number } | undefined} */
  let playing;
  let timer = 0;

  const update = () => {
    clearTimeout(timer);
    if (!playing) return;
    const { rhythm, startedAt, animation } = playing;
    const now = Date.now();
    const { beat, next } = positionAt(rhythm, startedAt, now);
    const offAt = beat.time + (beat.kind === 'breath' ? BREATH_MS : PUSH_MS);
    const isOn = now < offAt;
    const isPush = beat.kind === 'push' && (isOn || next.kind === 'push');
    const secondsLeft = Math.ceil((next.time - now) / 1_000);

    element.dataset.beat = isOn ? 'on' : 'off';
    number.textContent = String(isPush ? beat.count : secondsLeft);
    if (isPush) word.textContent = words.push;
    else if (beat.kind === 'push') word.textContent = words.breaths;
    else word.textContent = isOn ? words.blow : words.wait;

    if (beat.round !== playing.round) {
      playing.round = beat.round;
      const begunAt = startedAt + (beat.round - 1) * rhythm.roundMs;
      if (still.matches) animation.cancel();
      else animation.startTime = performance.now() - (now - begunAt);
    }
    const nextNumberAt = isPush ? next.time : next.time - (secondsLeft - 1) * 1_000;
    timer = window.setTimeout(update, Math.min(isOn ? offAt : nextNumberAt, nextNumberAt) - now);
  };
  const inStep = () => {
    if (playing) playing.round = undefined;
    update();
  };
  const stop = () => {
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', inStep);
    removeEventListener('pageshow', inStep);
    playing?.animation.cancel();
    playing = undefined;
    delete element.dataset.beat;
    number.textContent = word.textContent = '';
  };

  return {
    element,
    /**
     * @param {Rhythm} rhythm
     * @param {number} startedAt - Date.now() of its first beat, the same as for the sound
     */
    show(rhythm, startedAt) {
      stop();
      const timing = { duration: rhythm.roundMs, iterations: Number.POSITIVE_INFINITY };
      playing = { rhythm, startedAt, animation: disc.animate(framesOf(rhythm), timing) };
      document.addEventListener('visibilitychange', inStep);
      addEventListener('pageshow', inStep);
      update();
    },
    stop,
  };
}
