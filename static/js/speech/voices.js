/** The voices that live on this phone, and how to let one speak and be silent. */
import { attempt } from '../lib/attempt.js';

/** Nearest to our readers first. All others follow, the voice of Spain last. */
const NEAREST = ['en-us', 'es-us', 'es-mx', 'es-419'];
const AFTER_CANCEL_MS = 60; // Chromium drops what is spoken right after a cancel.

/** @type {(voice: SpeechSynthesisVoice) => string} Android writes en_US. */
const tagOf = (voice) => voice.lang.replace('_', '-').toLowerCase();

/** @type {(voice: SpeechSynthesisVoice) => number} */
const distance = (voice) => {
  const rank = NEAREST.indexOf(tagOf(voice));
  if (rank < 0) return tagOf(voice) === 'es-es' ? 9 : 8;
  return voice.default ? rank - 0.5 : rank;
};

/**
 * @param {string} language - `en`, `es`
 * @returns {SpeechSynthesisVoice | undefined} never one that sends the words to a network
 */
export function findVoice(language) {
  /** @type {SpeechSynthesisVoice[]} */
  let voices = [];
  attempt(() => {
    voices = globalThis.speechSynthesis?.getVoices() ?? [];
  });
  return voices
    .filter((voice) => voice.localService && tagOf(voice).split('-')[0] === language)
    .sort((one, other) => distance(one) - distance(other))[0];
}

/** Voices often come just after the page, and may go. @param {() => void} look */
export function onVoices(look) {
  globalThis.speechSynthesis?.addEventListener?.('voiceschanged', look);
}

/** Stops what is spoken. @returns {Promise<void>} kept when words are no longer dropped */
export async function silence() {
  const synthesis = globalThis.speechSynthesis;
  const busy = synthesis?.speaking || synthesis?.pending;
  attempt(() => synthesis?.cancel());
  if (busy) await new Promise((done) => setTimeout(done, AFTER_CANCEL_MS));
}

/** Chromium forgets to tell the end of words that nothing holds. @type {SpeechSynthesisUtterance | undefined} */
let held;

/**
 * @param {string} words - a sentence: Chromium cuts off after 15 s
 * @param {SpeechSynthesisVoice} voice
 * @param {{ onend?: () => void, onerror?: () => void }} [told] - `onerror` also where somebody else stops it
 */
export function utter(words, voice, told) {
  try {
    held = Object.assign(new SpeechSynthesisUtterance(words), told);
    held.voice = voice;
    held.lang = voice.lang; // Android goes by this alone.
    globalThis.speechSynthesis.speak(held);
  } catch {
    told?.onerror?.();
  }
}
