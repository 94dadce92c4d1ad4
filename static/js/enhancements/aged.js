/** A list that was not gone through for long says so: the phone may have had no network to fetch a newer one. */
import '../shared.js';
import { fillIn } from '../lib/sentence.js';
import { dayWords } from '../services/words.js';

const OLD_MS = 60 * 86_400_000;

/** @param {HTMLElement} root - with the day and the sentence */
export function enhance(root) {
  const { asOf = '', says = '' } = root.dataset;
  if (!(Date.now() - Date.parse(asOf) > OLD_MS)) return;
  root.textContent = fillIn(says, { date: dayWords(asOf, { dateStyle: 'long' }, document.documentElement.lang) });
  root.hidden = false;
}
