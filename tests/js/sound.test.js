import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { RHYTHMS } from '../../static/js/lib/beats.js';
import { createSound } from '../../static/js/rescue/sound.js';

const START = 1_790_000_000_000;
const { adultBreaths, pushesOnly } = RHYTHMS;

/** What a phone does when asked for sound. @type {{ state: string, resume: () => Promise<void> }} */
let phone;
/** @type {any[]} */
let contexts;
/** @type {{ at: number, until: number, stopped: boolean }[]} */
let tones;
/** @type {unknown[]} */
let felt;
/** @type {Record<string, () => void>} */
let listeners;

class FakeContext {
  destination = {};
  startedAt = Date.now();
  /** @type {number | undefined} */
  frozenAt;
  state = phone.state;
  closed = false;
  onstatechange = () => {};
  constructor() {
    contexts.push(this);
  }
  get currentTime() {
    return this.frozenAt ?? (Date.now() - this.startedAt) / 1_000;
  }
  async resume() {
    await phone.resume();
    this.become('running');
  }
  async close() {
    this.closed = true;
  }
  /** @param {string} state */
  become(state) {
    this.state = state;
    this.frozenAt = state === 'running' ? undefined : this.currentTime;
    this.onstatechange();
  }
  async decodeAudioData() {
    return {};
  }
}

class FakeNode {
  gain = { setValueAtTime() {}, linearRampToValueAtTime() {} };
  frequency = this.gain;
  /** @param {object} next */
  connect(next) {
    return next;
  }
}

class FakeSource extends FakeNode {
  tone = { at: -1, until: Number.POSITIVE_INFINITY, stopped: false };
  start(at = 0) {
    this.tone.at = at;
    tones.push(this.tone);
  }
  /** @param {number} [at] */
  stop(at) {
    if (at === undefined) this.tone.stopped = true;
    else this.tone.until = at;
  }
}

/** @param {Record<string, unknown>} values */
const pretend = (values) => {
  for (const [name, value] of Object.entries(values)) {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
};
const pass = async (/** @type {number} */ ms) => {
  for (let left = ms; left > 0; left -= 50) {
    mock.timers.tick(Math.min(50, left));
    for (let turns = 0; turns < 5; turns++) await Promise.resolve();
  }
};
const heard = () => tones.filter(({ stopped }) => !stopped).map(({ at }) => Math.round(at * 1_000));

beforeEach(() => {
  mock.timers.enable({ apis: ['setInterval', 'setTimeout', 'Date'], now: START });
  phone = { state: 'running', resume: async () => {} };
  [contexts, tones, felt, listeners] = [[], [], [], {}];
  pretend({
    AudioContext: FakeContext,
    OscillatorNode: FakeSource,
    AudioBufferSourceNode: FakeSource,
    GainNode: FakeNode,
    document: {
      visibilityState: 'visible',
      addEventListener: (/** @type {string} */ name, /** @type {() => void} */ listener) => {
        listeners[name] = listener;
      },
    },
    navigator: {
      userActivation: { hasBeenActive: true },
      audioSession: { type: 'auto' },
      vibrate: (/** @type {unknown} */ pattern) => felt.push(pattern),
    },
    fetch: async (/** @type {string} */ url) => ({ ok: url === '/clip', arrayBuffer: async () => {} }),
  });
});
afterEach(() => mock.timers.reset());

test('every beat is heard at its time, and the first one at once', async () => {
  const sound = createSound();
  sound.start(adultBreaths, START);
  await pass(20_000);
  assert.deepEqual(heard(), [0, 5_000, 10_000, 15_000, 20_000]);
});

test('a rhythm in place of another begins at once, and nothing is left of the other', async () => {
  const sound = createSound();
  sound.start(pushesOnly, START - 100);
  sound.start(adultBreaths, START);
  assert.deepEqual(heard(), [0]);
});

test('after a moment in which the audio clock stood still every beat is back at its time', async () => {
  const sound = createSound();
  sound.start(pushesOnly, START);
  await pass(1_000);
  contexts[0].frozenAt = contexts[0].currentTime;
  await pass(700);
  contexts[0].frozenAt = undefined;
  contexts[0].startedAt += 700;
  await pass(600);
  const later = heard().filter((at) => at > contexts[0].currentTime * 1_000);
  assert.ok(later.length > 2);
  for (const at of later) assert.equal((at + 700) % 545, 0);
});

test('stop and mute take back what was scheduled; the vibration goes on while muted', async () => {
  const sound = createSound();
  sound.start(pushesOnly, START);
  await pass(1_000);
  assert.ok(heard().length > 5);
  sound.mute(true);
  assert.deepEqual(heard(), []);
  await pass(2_000);
  assert.deepEqual(heard(), []);
  assert.equal(felt.length, 6);
  sound.mute(false);
  assert.ok(heard().length > 3);
  sound.stop();
  assert.deepEqual(heard(), []);
});

test('the vibration can be switched off by itself, and is longer for a breath', async () => {
  const sound = createSound();
  sound.start(adultBreaths, START);
  await pass(5_100);
  assert.deepEqual(felt, [400, 400]);
  sound.vibration(false);
  await pass(10_000);
  assert.deepEqual(felt, [400, 400, 0]);
  assert.equal(heard().length, 4);
});

test('the phone is told that this must be heard, and only while it sounds', () => {
  const sound = createSound();
  const session = /** @type {{ type: string }} */ (navigator.audioSession);
  sound.start(adultBreaths, START);
  assert.equal(session.type, 'playback');
  sound.mute(true);
  assert.equal(session.type, 'auto');
  sound.mute(false);
  assert.equal(session.type, 'playback');
  sound.stop();
  assert.equal(session.type, 'auto');
});

for (const [name, missing] of Object.entries({
  'no AudioContext': { AudioContext: undefined },
  'no vibration and no session': { AudioContext: undefined, navigator: {} },
  'an AudioContext that throws': {
    AudioContext: class {
      constructor() {
        throw new Error('refused');
      }
    },
  },
})) {
  test(`with ${name} it is silent: nothing throws, and it says that there is no sound`, async () => {
    pretend(missing);
    const sound = createSound();
    sound.start(adultBreaths, START);
    const alert = sound.alert();
    await pass(100);
    await assert.doesNotReject(alert);
    sound.mute(true);
    sound.mute(false);
    sound.vibration(false);
    await pass(4_000);
    assert.equal(sound.available, false);
    sound.stop();
  });
}

test('a refused resume is told, and the next tap makes it sound', async () => {
  phone = { state: 'suspended', resume: () => Promise.reject(new Error('refused')) };
  /** @type {boolean[]} */
  const told = [];
  const sound = createSound((available) => told.push(available));
  sound.start(adultBreaths, START);
  await pass(1_000);
  assert.deepEqual(told, [false]);
  assert.deepEqual(heard(), []);
  phone.resume = async () => {};
  listeners.click?.();
  await pass(1_000);
  assert.deepEqual(told, [false, true]);
  await pass(5_000);
  assert.equal(heard().length, 1);
});

test('what was refused before any beat is tried again with a tap, and then left alone', async () => {
  phone = { state: 'suspended', resume: () => Promise.reject(new Error('refused')) };
  /** @type {boolean[]} */
  const told = [];
  const sound = createSound((available) => told.push(available));
  await sound.alert();
  phone.resume = async () => {};
  for (let taps = 0; taps < 3; taps++) {
    listeners.click?.();
    await pass(100);
  }
  assert.deepEqual([told, contexts.length], [[false, true], 2]);
});

test('before the first tap nothing is asked of the phone', async () => {
  const activation = { hasBeenActive: false };
  Object.assign(navigator, { userActivation: activation });
  const sound = createSound();
  sound.start(pushesOnly, START);
  await pass(5_000);
  assert.deepEqual([contexts.length, felt.length, sound.available], [0, 0, true]);
  activation.hasBeenActive = true;
  listeners.click?.();
  await pass(1_000);
  assert.ok(heard().length > 1);
});

test('after a call the beats go on in step, and those of the call are not caught up on', async () => {
  const sound = createSound();
  sound.start(pushesOnly, START);
  await pass(1_000);
  const before = heard().length;
  phone = { state: 'interrupted', resume: () => Promise.reject(new Error('on a call')) };
  contexts[0].become('interrupted');
  await pass(900);
  tones = [];
  await pass(60_000);
  assert.deepEqual([heard(), contexts.length, sound.available], [[], 2, false]); // Tried anew once, not for ever.
  phone = { state: 'running', resume: async () => {} };
  listeners.visibilitychange?.();
  await pass(3_000);
  assert.ok(before > 0);
  assert.ok(heard().length > 5 && heard().length < 14, `${heard().length} beats`);
  assert.equal(sound.available, true);
});

test('an audio clock that stands still in a state called running is replaced within 3 seconds', async () => {
  const sound = createSound();
  sound.start(adultBreaths, START);
  await pass(6_000);
  contexts[0].frozenAt = contexts[0].currentTime;
  await pass(3_000);
  assert.deepEqual([contexts.length, contexts[0].closed, sound.available], [2, true, true]);
  await pass(6_000);
  assert.ok(contexts.length === 2);
});

test('an alert that could not be heard in time is never heard', async () => {
  phone = { state: 'suspended', resume: () => new Promise(() => {}) };
  const sound = createSound();
  sound.alert();
  sound.alert();
  await pass(2_000);
  contexts[0].become('running');
  await pass(2_000);
  assert.deepEqual(heard(), []);
  await sound.alert();
  assert.equal(heard().length, 6);
});

test('a recorded clip plays; a missing one says so, and a hushed one never begins', async () => {
  const sound = createSound();
  assert.equal(await sound.play('/nothing'), false);
  const playing = sound.play('/clip');
  sound.hush();
  assert.equal(await playing, false);
  assert.equal(await sound.play('/clip'), true);
  assert.equal(heard().length, 1);
  sound.mute(true);
  assert.deepEqual(heard(), []);
  assert.equal(await sound.play('/clip'), false);
});
