/** Sends what waits on this phone: when a page opens or is looked at again, when there is a network (`app.js`), on a tap. */
import '../shared.js';
import { answered, isDue, outcomeOf } from '../lib/report.js';
import { begin, update, waiting } from './queue.js';

/** @typedef {import('../lib/report.js').Report} Report @typedef {import('../lib/report.js').Outcome} Outcome */

const PATIENCE_MS = 20_000;
/** How many reports may come to nothing before the others wait too. One that never gets through must not hold up the others. */
const MOST_IN_VAIN = 3;

/**
 * One tab after the other. A tab that sleeps may hold the lock for ever: sending twice is harmless, never sending is not.
 *
 * @template Done
 * @param {() => Promise<Done>} work
 * @returns {Promise<Done>}
 */
async function alone(work) {
  if (!navigator.locks) return work();
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), PATIENCE_MS);
  const begin = () => {
    clearTimeout(timer);
    return work();
  };
  return navigator.locks.request('respira.reports', { signal: abort.signal }, begin).catch((error) => {
    if (abort.signal.aborted) return work();
    throw error;
  });
}

/** @returns {Promise<Map<string, Outcome>>} what became of each report that was to be sent, by its id */
export const sendWaiting = () =>
  alone(async () => {
    /** @type {Map<string, Outcome>} */
    const outcomes = new Map();
    let inVain = 0;
    for (const [id, report] of inAnyOrder(await waiting())) {
      if (!report || !isDue(report, Date.now())) continue;
      const sent = await begin(id);
      if (!sent) continue;
      const { outcome, waitS, isAnswer } = await post(sent);
      outcomes.set(id, outcome);
      inVain += Number(outcome === 'busy' || outcome === 'away');
      if (!isAnswer || inVain === MOST_IN_VAIN) break; // The others would not arrive either.
      await update(id, (found) => answered(found, outcome, waitS, Date.now()));
    }
    document.dispatchEvent(new Event('reports')); // Another tab may have sent what this one still shows.
    return outcomes;
  });

/** @template Each @param {Each[]} list */
const inAnyOrder = (list) =>
  list
    .map((each) => ({ each, at: Math.random() }))
    .sort((one, other) => one.at - other.at)
    .map(({ each }) => each);

/** @param {Report} report @returns {Promise<{ outcome: Outcome, waitS: number, isAnswer: boolean }>} */
export async function post({ id, service, kind, text }) {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), PATIENCE_MS);
  try {
    const answer = await fetch(`/${document.documentElement.lang}/report`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ id, service, kind, text }),
      cache: 'no-store',
      credentials: 'omit',
      redirect: 'error',
      signal: abort.signal,
    });
    const said = await answer.json().catch(() => undefined);
    const outcome = outcomeOf(answer.status, typeof said?.message === 'string');
    return { outcome, waitS: Number(answer.headers.get('Retry-After')), isAnswer: true };
  } catch {
    return { outcome: 'away', waitS: 0, isAnswer: false }; // No network, or an answer that was cut short.
  } finally {
    clearTimeout(timer);
  }
}

export const trySending = () => {
  if (document.visibilityState === 'visible') sendWaiting().catch((error) => console.warn('reports', error));
};
document.addEventListener('visibilitychange', trySending);
