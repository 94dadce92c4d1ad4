/** "My reports": what waits on this phone, to be read, changed, deleted and sent. */
import { make } from '../dom.js';
import { isDue } from '../lib/report.js';
import { SAID } from './giving.js';
import { remove, waiting } from './queue.js';
import { sendWaiting } from './sender.js';

/** @typedef {import('../lib/report.js').Report} Report */

/**
 * @param {object} page
 * @param {HTMLElement} page.root
 * @param {HTMLElement} page.said - where `tell` speaks
 * @param {import('../services/words.js').Say} page.say
 * @param {(kind: string) => string} page.kindWords
 * @param {(key: string) => void} page.tell
 * @param {(report: Report | undefined) => void} page.change
 * @param {(id: string) => boolean} page.isChanging
 */
export function showMine({ root, said, say, kindWords, tell, change, isChanging }) {
  const title = /** @type {HTMLElement} */ (root.querySelector('h2'));
  const list = /** @type {HTMLElement} */ (root.querySelector('.report-list'));
  const send = /** @type {HTMLButtonElement} */ (root.querySelector('[data-report="send"]'));
  const warn = (/** @type {unknown} */ error) => console.warn('reports', error);

  async function show() {
    const found = await waiting();
    const { tap } = /** @type {HTMLElement | null} */ (document.activeElement)?.dataset ?? {};
    list.replaceChildren(...found.map(([id, report]) => row(id, report)));
    root.hidden = found.length === 0;
    send.hidden = !found.some(([, report]) => report && !report.refused);
    const same = [...list.querySelectorAll('button')].find(({ dataset }) => tap && dataset.tap === tap);
    if (same) same.focus();
    else if (tap) (root.hidden ? said : title).focus();
    return found;
  }

  /** @param {string} id @param {Report | undefined} report */
  function row(id, report) {
    const about = report ? say('about', { what: kindWords(report.kind), place: report.name }) : say('damaged');
    const button = (/** @type {string} */ key, /** @type {() => void} */ onclick) => {
      const names = { 'aria-label': `${say(key)}: ${about}`, 'data-tap': `${key} ${id}` };
      return make('button', { type: 'button', className: 'plain', onclick, ...names }, say(key));
    };
    return make(
      'li',
      {},
      make('strong', {}, about),
      report?.text && make('span', {}, report.text),
      report && make('span', { className: 'note' }, say(stateOf(report))),
      make(
        'div',
        {},
        report && button('change', () => change(report)),
        button('delete', () => drop(id)),
      ),
    );
  }

  /** @param {string} id */
  async function drop(id) {
    try {
      const there = await remove(id);
      if (isChanging(id)) change(undefined);
      tell(there && !there.tried ? 'deleted' : 'maybe-sent');
    } catch (error) {
      warn(error);
      tell('not-deleted');
    }
  }

  async function sendAll() {
    const outcomes = [...(await sendWaiting()).values()];
    const worst = /** @type {const} */ (['away', 'busy', 'refused', 'later']).find((each) => outcomes.includes(each));
    const waits = (await waiting()).some(([, report]) => report && !report.refused);
    tell(worst ? SAID[worst] : waits ? 'later' : 'all-sent');
  }

  send.addEventListener('click', async () => {
    tell('sending');
    await sendAll().catch((error) => {
      warn(error);
      tell('kept');
    });
  });
  /** Never while the page is left: a question to the database that stays open then was seen to hold up the next page (WebKit). */
  const tryShowing = () => document.visibilityState === 'visible' && show().catch(warn);
  document.addEventListener('reports', tryShowing);
  document.addEventListener('visibilitychange', tryShowing); // Another tab may have sent them.
  addEventListener('storage', tryShowing);
  addEventListener('pageshow', ({ persisted }) => persisted && tryShowing());
  const begin = async () => {
    if ((await show()).length) await sendWaiting();
  };
  begin().catch(warn);
}

/** @param {Report} report */
const stateOf = (report) => (report.refused ? 'not-taken' : isDue(report, Date.now()) ? 'waits' : 'waits-day');
