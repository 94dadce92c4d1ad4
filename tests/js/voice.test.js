import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { createVoice } from '../../static/js/rescue/voice.js';
import { findVoice } from '../../static/js/speech/voices.js';

/** @type {any[]} */
let voices;
/** @type {any[]} */
let said;
/** @type {string[]} */
let played;
/** @type {() => void} */
let voicesChanged;
/** @type {any} */
let sound;

/** @type {(lang: string, more?: object) => object} */
const voice = (lang, more = {}) => ({ lang, localService: true, default: false, ...more });

beforeEach(() => {
  [voices, said, played] = [[], [], []];
  sound = {
    muted: false,
    hush() {},
    async play(/** @type {string} */ url) {
      played.push(url);
      return url === '/clip';
    },
  };
  Object.assign(globalThis, {
    SpeechSynthesisUtterance: class {
      /** @param {string} text */
      constructor(text) {
        this.text = text;
      }
    },
    speechSynthesis: {
      getVoices: () => voices,
      cancel: () => said.splice(0),
      speak: (/** @type {any} */ utterance) => said.push(utterance),
      addEventListener: (/** @type {string} */ _, /** @type {() => void} */ look) => {
        voicesChanged = look;
      },
    },
  });
});

test('only a voice on the phone itself, and of the language of the page, reads', () => {
  voices = [voice('es-US', { localService: false }), voice('fr-FR'), voice('est-EE')];
  assert.equal(findVoice('es'), undefined);
  voices.push(voice('es_MX'));
  assert.equal(findVoice('es')?.lang, 'es_MX');
});

test('the Spanish of our readers comes before others, that of Spain last, and the default before its equals', () => {
  voices = ['es-ES', 'es-CO', 'es-419', 'es-MX', 'es-US'].map((lang) => voice(lang));
  for (const lang of ['es-US', 'es-MX', 'es-419', 'es-CO', 'es-ES']) {
    assert.equal(findVoice('es')?.lang, lang);
    voices = voices.filter((one) => one.lang !== lang);
  }
  voices = [voice('en-GB', { default: true }), voice('en-US', { name: 'odd' }), voice('en-US', { default: true })];
  assert.equal(findVoice('en'), voices[2]);
});

test('voices that come after the page are told', () => {
  /** @type {boolean[]} */
  const told = [];
  const reader = createVoice('en', sound, (available) => told.push(available));
  assert.equal(reader.available, false);
  voices = [voice('en-US')];
  voicesChanged();
  voicesChanged();
  assert.deepEqual([told, reader.available], [[true], true]);
});

test('each sentence is spoken by itself; a recording is used instead where there is one', async () => {
  voices = [voice('en-US')];
  const reader = createVoice('en', sound);
  assert.equal(await reader.speak(['Tilt the head.', 'Pinch the nose.']), true);
  assert.deepEqual(
    said.map(({ text, lang }) => [text, lang]),
    [
      ['Tilt the head.', 'en-US'],
      ['Pinch the nose.', 'en-US'],
    ],
  );
  assert.equal(await reader.speak(['Breathe.'], '/clip'), true);
  assert.deepEqual([said, played], [[], ['/clip']]);
  await reader.speak(['Breathe.'], '/lost');
  assert.equal(said[0].text, 'Breathe.');
});

test('hushed, muted or without a voice, nothing is said and nothing throws', async () => {
  voices = [voice('en-US')];
  const reader = createVoice('en', sound);
  const speaking = reader.speak(['Late.'], '/lost');
  reader.hush();
  assert.equal(await speaking, false);
  sound.muted = true;
  assert.equal(await reader.speak(['Muted.']), false);
  Object.assign(globalThis, { speechSynthesis: undefined });
  assert.equal(await createVoice('en', sound).speak(['Nobody.']), false);
  assert.deepEqual(said, []);
});
