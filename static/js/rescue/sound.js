/**
 * Beats to hear and to feel, the alert, recorded clips. Beats are given to the audio clock ahead of time.
 * A phone that cannot, will not or is on a call stays silent: the picture never waits for the sound.
 *
 * @typedef {import('../lib/beats.js').Rhythm} Rhythm
 * @typedef {ReturnType<typeof createSound>} Sound
 */
import { attempt } from '../lib/attempt.js';
import { BREATH_MS, positionAt } from '../lib/beats.js';
import { schedule } from '../lib/schedule.js';

const TICK_MS = 500;
const HORIZON_MS = 2_500; // Timers of a hidden page come once a second, and late.
const DEAD_MS = 2_000;
const PATIENCE_MS = 1_000; // A cue later than that would be about something else.
const FELT_MS = { breath: 400, push: 40, alert: [300, 100, 300, 100, 300] };
const FELT_LATE_MS = 150;

const BREATH = { seconds: BREATH_MS / 1_000, from: 440, to: 880, edge: 0.15 };
const PUSH = { seconds: 0.07, from: 1_000, to: 800 };
const FIRST_PUSH = { seconds: 0.07, from: 1_500, to: 1_300 };
const ALERT = [1_760, 1_320, 1_760, 1_320, 1_760, 1_320];

/**
 * @param {AudioContext} context
 * @param {Set<AudioScheduledSourceNode>} nodes - holds the tone until it is over
 * @param {number} at - in seconds of the audio clock
 * @param {{ seconds: number, from: number, to?: number, edge?: number, type?: OscillatorType }} tone - gliding between
 *   two pitches in hertz; edge: seconds until it is loud
 */
function sing(context, nodes, at, { seconds, from, to = from, edge = 0.005, type = 'triangle' }) {
  const oscillator = new OscillatorNode(context, { type });
  const { frequency } = oscillator;
  const envelope = new GainNode(context, { gain: 0 });
  const { gain } = envelope;
  frequency.setValueAtTime(from, at);
  frequency.linearRampToValueAtTime(to, at + seconds);
  gain.setValueAtTime(0, at);
  gain.linearRampToValueAtTime(0.6, at + edge);
  gain.setValueAtTime(0.6, at + seconds / 2);
  gain.linearRampToValueAtTime(0, at + seconds);
  oscillator.connect(envelope).connect(context.destination);
  oscillator.start(at);
  oscillator.stop(at + seconds);
  oscillator.onended = () => nodes.delete(oscillator);
  nodes.add(oscillator);
}

/** @param {Set<AudioScheduledSourceNode>} nodes - playing or still to come */
function cancel(nodes) {
  for (const node of nodes) node.stop();
  nodes.clear();
}

/**
 * One for the page. Every tap on it readies the sound, so that it is there when it is needed.
 *
 * @param {(available: boolean) => void} [changed] - told when `available` changes
 */
export function createSound(changed = () => {}) {
  /** @type {AudioContext | undefined} */
  let context;
  /** @type {{ rhythm: Rhythm, startedAt: number } | undefined} */
  let playing;
  /** @type {{ until: number, shift: number } | undefined} */
  let last;
  /** @type {Record<'beats' | 'alert' | 'clip', Set<AudioScheduledSourceNode>>} */
  const nodes = { beats: new Set(), alert: new Set(), clip: new Set() };
  let available = typeof AudioContext === 'function';
  let muted = false;
  let vibrates = true;
  let ticking = 0;
  let feeling = 0;
  let clips = 0;
  let clock = -1; // When last looked at, in audio seconds: on iOS it may stand still in a state called running.
  let aliveAt = 0;
  let mayRebuild = true;

  /** @param {boolean} is */
  const report = (is) => {
    if (is === available) return;
    available = is;
    changed(is);
  };
  /** Before the first tap browsers refuse sound and vibration, and complain in the console. */
  const isTapped = () => navigator.userActivation?.hasBeenActive !== false;

  /** @param {boolean} sounding */
  const setSession = (sounding) => {
    attempt(() => {
      if (navigator.audioSession) navigator.audioSession.type = sounding && !muted ? 'playback' : 'auto';
    });
  };

  const cancelBeats = () => {
    cancel(nodes.beats);
    last = undefined;
    clock = -1;
  };

  const make = () => {
    const made = new AudioContext();
    made.onstatechange = () => {
      if (made === context && playing && made.state === 'suspended') wake(); // Interrupted, as by a call, it would fail.
    };
    context = made;
    aliveAt = Date.now();
  };

  /** @returns {Promise<boolean>} whether it can be heard now; never rejects. */
  const wake = async () => {
    try {
      if (!context && isTapped()) make();
      if (context?.state !== 'running' && isTapped()) {
        await Promise.race([context?.resume(), new Promise((done) => setTimeout(done, PATIENCE_MS))]);
      }
      if (context?.state === 'running') report(true);
      tick();
    } catch {
      report(false);
    }
    return !muted && context?.state === 'running';
  };

  const rebuild = () => {
    cancelBeats();
    context?.close().catch(() => {});
    context = undefined;
    wake();
  };

  const isAlive = () => {
    const now = Date.now();
    if (context?.state === 'running' && context.currentTime > clock) {
      clock = context.currentTime;
      aliveAt = now;
      mayRebuild = true;
      report(true);
      return true;
    }
    if (context && now - aliveAt > DEAD_MS) {
      if (mayRebuild) rebuild();
      else report(false);
      mayRebuild = false;
    }
    return false;
  };

  const tick = () => {
    if (!playing || muted || !isAlive() || !context) return;
    const now = { wall: Date.now(), audio: context.currentTime };
    const plan = schedule(playing.rhythm, playing.startedAt, now, last, HORIZON_MS);
    if (plan.jumped) cancelBeats();
    last = plan;
    for (const { kind, count, audioTime } of plan.beats) {
      const push = count === 1 ? FIRST_PUSH : PUSH;
      sing(context, nodes.beats, audioTime, kind === 'breath' ? BREATH : push);
    }
  };

  /** A tap, or back on the page: what was given up is tried again. */
  const revive = () => {
    if (muted || document.visibilityState === 'hidden') return;
    mayRebuild = true;
    if (available) wake();
    else rebuild();
  };

  /** @param {number | number[]} pattern - in ms */
  const vibrate = (pattern) => {
    if (vibrates && isTapped()) attempt(() => navigator.vibrate?.(pattern));
  };
  const feel = () => {
    clearTimeout(feeling);
    if (!playing || !vibrates) return;
    const now = Date.now();
    const { beat, next } = positionAt(playing.rhythm, playing.startedAt, now);
    if (now - beat.time < FELT_LATE_MS) vibrate(FELT_MS[beat.kind]);
    feeling = setTimeout(feel, next.time - now + 2); // Timers may be a millisecond early.
  };

  const hush = () => {
    clips++;
    cancel(nodes.clip);
  };

  globalThis.document?.addEventListener('visibilitychange', revive);
  globalThis.document?.addEventListener('click', revive, true);

  return {
    /** Whether sound may be expected: false where there is none, where it was refused, and while it is lost. */
    get available() {
      return available;
    },
    get muted() {
      return muted;
    },

    /**
     * Begin a rhythm, in place of the one before.
     *
     * @param {Rhythm} rhythm
     * @param {number} startedAt - Date.now() of its first beat; a second ahead, that one is heard from a cold start too
     */
    start(rhythm, startedAt) {
      cancelBeats();
      playing = { rhythm, startedAt };
      setSession(true);
      clearInterval(ticking);
      ticking = setInterval(tick, TICK_MS);
      wake();
      feel();
    },

    stop() {
      playing = undefined;
      clearInterval(ticking);
      clearTimeout(feeling);
      cancelBeats();
      setSession(false);
      vibrate(0);
    },

    /** @param {boolean} is - beats, alert and clips; the vibration goes on */
    mute(is) {
      muted = is;
      setSession(Boolean(playing));
      if (!is) return void wake();
      hush();
      cancel(nodes.alert);
      cancelBeats();
    },

    /** @param {boolean} is - no iPhone and no iPad vibrates, nor Firefox: never the only sign of anything */
    vibration(is) {
      if (!is) vibrate(0);
      vibrates = is;
      feel();
    },

    /** The cue at 2:00 and 3:00: three pairs of beeps. If the sound is not ready, it is not caught up on. */
    async alert() {
      vibrate(FELT_MS.alert);
      setSession(true);
      if (muted || !(await wake()) || !context) return;
      for (const [index, from] of ALERT.entries()) {
        const at = context.currentTime + 0.02 + index * 0.16 + Math.floor(index / 2) * 0.1;
        sing(context, nodes.alert, at, { seconds: 0.14, from, type: 'square' });
      }
    },

    /**
     * @param {string} url - of a recording, on our own origin. Not an audio element: the worker answers no ranges
     * @returns {Promise<boolean>} whether it is heard from now on; never rejects
     */
    async play(url) {
      hush();
      const mine = clips;
      if (muted) return false;
      setSession(true);
      const waking = wake();
      try {
        const answer = await fetch(url);
        if (!answer.ok || !(await waking) || !context) return false;
        const buffer = await context.decodeAudioData(await answer.arrayBuffer());
        if (mine !== clips || !context) return false; // Hushed meanwhile.
        const clip = new AudioBufferSourceNode(context, { buffer });
        clip.connect(context.destination);
        clip.start();
        nodes.clip.add(clip);
        return true;
      } catch {
        return false;
      }
    },
    /** Stop the clip. */
    hush,
  };
}
