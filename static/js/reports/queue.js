/** The reports that wait on this phone, and the only place that changes them: one transaction for each change. */
import { entries } from 'idb-keyval';
import { isReport, reportOf } from '../lib/report.js';
import { remember } from '../lib/storage.js';
import { storeOf } from '../store.js';

/** @typedef {import('../lib/report.js').Report} Report @typedef {import('../lib/report.js').Told} Told */

const store = storeOf('respira.reports', 'waiting', 'strict');

/** @returns {Promise<[string, Report | undefined][]>} by id; undefined: damaged */
export const waiting = async () =>
  (await entries(store)).map(([id, found]) => [
    /** @type {string} */ (id),
    isReport(found) && found.id === id ? found : undefined,
  ]);

/**
 * Keep what the reader tells. Nothing but this report is replaced.
 *
 * @param {Told} told
 * @param {string} id - of a new report
 * @param {string} [before] - the id of the report that it corrects, if that is still here
 */
export async function keep(told, id, before) {
  let report = reportOf(undefined, told, id);
  await change(before ?? id, (found) => {
    report = reportOf(found, told, id);
    return report;
  });
  return report;
}

/** @param {string} id @returns {Promise<Report | undefined>} what was there */
export async function remove(id) {
  /** @type {Report | undefined} */
  let there;
  await change(id, (found) => {
    there = found;
    return null;
  });
  return there;
}

/** From here on it may have arrived, where there is a network. @param {string} id @returns {Promise<Report | undefined>} what to send; undefined: it is gone */
export async function begin(id) {
  /** @type {Report | undefined} */
  let report;
  await change(id, (found) => {
    report = found && { ...found, tried: found.tried || navigator.onLine };
    return report ?? null;
  });
  return report;
}

/** @param {string} id @param {(found: Report) => Report | null} next */
export const update = (id, next) => change(id, (found) => (found ? next(found) : null));

/**
 * Put what `next` makes of a report in its place, under its own id; null takes it away.
 *
 * @param {string} id
 * @param {(found: Report | undefined) => Report | null} next
 */
async function change(id, next) {
  remember('reports', '1'); // First: where all was erased, a page without this mark drops the table.
  await store('readwrite', (table) => changed(table, id, next));
  document.dispatchEvent(new Event('reports'));
}

/**
 * The mark spares a page that has nothing to send a database. What is true of it is said before the transaction is over:
 * one of another tab begins after that, and what it says of its own change stands.
 *
 * @param {IDBObjectStore} table
 * @param {string} id
 * @param {(found: Report | undefined) => Report | null} next
 * @returns {Promise<void>}
 */
const changed = (table, id, next) =>
  new Promise((done, fail) => {
    const { transaction } = table;
    transaction.oncomplete = () => done();
    transaction.onabort = () => {
      remember('reports', '1'); // What was to go may still be here.
      fail(transaction.error);
    };
    const request = table.get(id);
    request.onsuccess = () => {
      const report = next(isReport(request.result) ? request.result : undefined);
      if (report?.id !== id) table.delete(id);
      if (report) table.put(report, report.id);
      const count = table.count();
      count.onsuccess = () => remember('reports', count.result ? '1' : null);
    };
  });
