/** Takes a report from the reader: onto this phone, and from there to the program; or at once, where a phone keeps nothing. */
import { keep, remove, waiting } from './queue.js';
import { post, sendWaiting } from './sender.js';

/** @typedef {import('../lib/report.js').Report} Report @typedef {import('../lib/report.js').Told} Told */
/** @typedef {import('../lib/report.js').Outcome} Outcome */

/** A database of a phone may never answer. */
const PATIENCE_MS = 5_000;

/** @type {Record<Outcome, string>} What is said of a report that is kept here. */
export const SAID = { sent: 'thanks', refused: 'refused', later: 'later', busy: 'busy', away: 'kept' };

/** @type {Record<Exclude<Outcome, 'sent'>, string>} What is said of one that this phone does not keep. */
const NOT_KEPT = {
  refused: 'not-kept-refused',
  later: 'not-kept-later',
  busy: 'not-kept-busy',
  away: 'not-kept',
};

/** What could not be kept, and the id it was sent with: sent again, it is the same report. */
let last = { words: '', id: '' };

/**
 * @param {Told} told
 * @param {string} [before] - the id of the report that this one corrects
 * @returns {Promise<Report | undefined>} undefined: this phone keeps nothing
 */
export async function take(told, before) {
  const words = JSON.stringify(told);
  if (last.words !== words) last = { words, id: crypto.randomUUID() };
  const late = new Promise((_, fail) => setTimeout(fail, PATIENCE_MS, new Error('the database does not answer')));
  try {
    const report = /** @type {Report} */ (await Promise.race([keep(told, last.id, before), late]));
    last = { words: '', id: '' };
    return report;
  } catch (error) {
    console.warn('reports', error);
    return undefined;
  }
}

/** @param {string} id - of a report that is kept @returns {Promise<string>} what is to be said once it was tried */
export async function tried(id) {
  try {
    const outcomes = await sendWaiting();
    const found = (await waiting()).find(([each]) => each === id);
    const elsewhere = !found ? 'sent' : found[1]?.refused ? 'refused' : [...outcomes.values()].pop(); // Another tab was first.
    return SAID[outcomes.get(id) ?? elsewhere ?? 'away'];
  } catch (error) {
    console.warn('reports', error);
    return 'kept';
  }
}

/** Without a queue. @param {Told} told @param {string} [before] @returns {Promise<string>} what is to be said */
export async function giveAtOnce(told, before) {
  const { outcome } = await post({ version: 1, id: last.id, ...told, tried: true, after: 0, refused: false });
  if (outcome !== 'sent') return NOT_KEPT[outcome];
  if (before) remove(before).catch((error) => console.warn('reports', error));
  return 'thanks';
}
