/** Reads aloud: a recording where there is one, else a voice that lives on this phone, else nothing. */
import { attempt } from './sound.js';

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
 * @param {string} language - of the page: `en`, `es`
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

/**
 * @param {string} language - of the page
 * @param {Pick<import('./sound.js').Sound, 'play' | 'hush' | 'muted'>} sound - while muted, nothing speaks
 * @param {(available: boolean) => void} [changed] - told when a voice appears, often just after the page, or goes
 */
export function createVoice(language, sound, changed = () => {}) {
  const synthesis = globalThis.speechSynthesis;
  let voice = findVoice(language);
  let turn = 0;

  const look = () => {
    const had = Boolean(voice);
    voice = findVoice(language);
    if (had !== Boolean(voice)) changed(!had);
  };
  const hush = () => {
    turn++;
    sound.hush();
    attempt(() => synthesis?.cancel());
  };
  synthesis?.addEventListener?.('voiceschanged', look);
  globalThis.addEventListener?.('pagehide', hush); // Who leaves does not want to be heard.

  return {
    get available() {
      return Boolean(voice);
    },
    hush,
    /**
     * In place of what is being read. The first time in a tap, for iOS.
     *
     * @param {string[]} sentences - spoken one by one: Chromium cuts off after 15 s
     * @param {string} [clip] - address of a recording of them
     * @returns {Promise<boolean>} whether it is read; never rejects
     */
    async speak(sentences, clip) {
      const busy = synthesis?.speaking || synthesis?.pending;
      hush();
      const mine = turn;
      if (clip && (await sound.play(clip))) return true;
      if (busy) await new Promise((done) => setTimeout(done, AFTER_CANCEL_MS));
      look();
      if (mine !== turn || sound.muted || !voice) return false;
      for (const sentence of sentences) {
        const utterance = new SpeechSynthesisUtterance(sentence);
        utterance.voice = voice;
        utterance.lang = voice.lang; // Android goes by this alone.
        attempt(() => synthesis.speak(utterance));
      }
      return true;
    },
  };
}
