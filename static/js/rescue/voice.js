/** Reads a screen aloud: a recording where there is one, else a voice that lives on this phone, else nothing. */
import { findVoice, onVoices, silence, utter } from '../speech/voices.js';

/**
 * @param {string} language - of the page
 * @param {Pick<import('./sound.js').Sound, 'play' | 'hush' | 'muted'>} sound - while muted, nothing speaks
 * @param {(available: boolean) => void} [changed] - told when a voice appears, often just after the page, or goes
 */
export function createVoice(language, sound, changed = () => {}) {
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
    return silence();
  };
  onVoices(look);
  globalThis.addEventListener?.('pagehide', hush); // Who leaves does not want to be heard.

  return {
    get available() {
      return Boolean(voice);
    },
    hush,
    /**
     * In place of what is being read. The first time in a tap, for iOS.
     *
     * @param {string[]} sentences - spoken one by one
     * @param {string} [clip] - address of a recording of them
     * @returns {Promise<boolean>} whether it is read; never rejects
     */
    async speak(sentences, clip) {
      const silent = hush();
      const mine = turn;
      if (clip && (await sound.play(clip))) return true;
      await silent;
      look();
      if (mine !== turn || sound.muted || !voice) return false;
      for (const sentence of sentences) utter(sentence, voice);
      return true;
    },
  };
}
