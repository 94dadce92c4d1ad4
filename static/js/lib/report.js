/**
 * A report that waits on this phone, and what an answer of the server makes of it. Pure. The answers: `pwa/views/report.py`.
 *
 * @typedef {{ version: 1, id: string, service: string, name: string, kind: string, text: string, tried: boolean,
 *   after: number, refused: boolean }} Report - `id`: a UUID made here, so that sending twice is harmless; `name`: of the listing;
 *   `tried`: it may have arrived already; `after`: not to be sent before (ms since 1970); `refused`: not to be sent again by itself
 * @typedef {{ service: string, name: string, kind: string, text: string }} Told
 * @typedef {'sent' | 'refused' | 'later' | 'busy' | 'away'} Outcome - `busy`: the server cannot take it now; `away`: no server of ours
 */

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const DAY_MS = 86_400_000;

/** What a phone kept may be broken. @param {any} report @returns {report is Report} */
export const isReport = (report) =>
  report?.version === 1 &&
  UUID.test(report.id) &&
  [report.service, report.name, report.kind, report.text].every((value) => typeof value === 'string') &&
  [report.tried, report.refused].every((value) => typeof value === 'boolean') &&
  Number.isFinite(report.after);

/** Whether it is to be sent now. A wait longer than a server asks for is a clock that was set. @type {(report: Report, now: number) => boolean} */
export const isDue = ({ refused, after }, now) => !refused && (after <= now || after > now + 2 * DAY_MS);

/**
 * @param {number} status
 * @param {boolean} isOurs - the answer has a sentence for us; the sign-in page of a network has none
 * @returns {Outcome}
 */
export function outcomeOf(status, isOurs) {
  if ([404, 405, 500, 502, 503, 504].includes(status)) return 'busy'; // Not 511: a network that wants a sign-in.
  if (!isOurs) return 'away';
  if (status === 201 || status === 409) return 'sent'; // 409: it is there already, an answer was lost on the way.
  if (status === 429) return 'later';
  return [400, 413, 415].includes(status) ? 'refused' : 'away';
}

/** @type {(report: Report, outcome: Outcome, waitS: number, now: number) => Report | null} What is kept of it; null: it arrived. */
export function answered(report, outcome, waitS, now) {
  if (outcome === 'sent') return null;
  if (outcome === 'refused') return { ...report, refused: true };
  if (outcome === 'later') {
    const waitMs = Math.min(Math.max(waitS * 1000 || DAY_MS, 0), DAY_MS);
    return { ...report, tried: false, after: now + waitMs }; // What is there already is answered 409.
  }
  return report;
}

/**
 * Another wording is another report, once the first may have arrived: the server would take it for the same, and drop the words.
 *
 * @type {(before: Report | undefined, told: Told, id: string) => Report} `id`: of a new report
 */
export const reportOf = (before, told, id) => ({
  version: 1,
  id: before && !before.tried ? before.id : id,
  ...told,
  tried: false,
  after: 0,
  refused: false,
});
