/**
 * Is it open now, and until when? `pwa/model/opening.py` is the twin and says what happens when clocks jump.
 *
 * @typedef {import('./hours.js').State} State
 * @typedef {{ state: State, until: number | null, becomes: State | null,
 *   reason: 'none' | 'unparsed' | 'old' | 'comment' | null, comment: string | null }} Opening - `until` in ms since
 *   1970: when it changes, null if not within 40 days, or not said; `becomes`: to what; `reason`: only for unknown
 * @typedef {{ start: number, end: number, state: State, comment: string | null }} Span - minutes on the wall since 1970
 */
import { dayOf } from './holidays.js';
import { clockTime, DAY_MINUTES, parse, ruleOn } from './hours.js';
import { clockOf, momentOf } from './zones.js';

const HORIZON_DAYS = 40;
const MINUTE_MS = 60_000;
const DAY_MS = DAY_MINUTES * MINUTE_MS;

/** @type {Opening} */
const NOTHING = { state: 'closed', until: null, becomes: null, reason: null, comment: null };

/**
 * Whether hours are open.
 *
 * @param {string | null | undefined} text
 * @param {number} instant - ms since 1970
 * @param {string} zone - the service's, such as America/New_York
 * @param {string | null} [goodUntil] - the last day on which they are believed, such as 2026-12-31
 * @returns {Opening}
 */
export function at(text, instant, zone, goodUntil) {
  if (!text) return unknown('none');
  const rules = parse(text);
  const clock = clockOf(zone);
  if (!rules || !clock) return unknown('unparsed');
  const today = Math.floor((instant + clock(instant)) / DAY_MS);
  const isBelieved = (/** @type {number} */ day) => !goodUntil || dayOf(day).date <= goodUntil;
  if (!isBelieved(today)) return unknown('old');

  const spans = spansOf(rules, today);
  for (const { start, end, state, comment } of spans) {
    const closes = momentOf(end * MINUTE_MS, clock);
    const opens = momentOf(start * MINUTE_MS, clock);
    if (opens > instant) {
      if (!isBelieved(Math.floor(start / DAY_MINUTES))) break;
      return { ...NOTHING, until: opens, becomes: state };
    }
    if (closes > instant) {
      const next = spans.next().value;
      const current = state === 'open' ? { ...NOTHING, state } : unknown(comment ? 'comment' : 'none', comment);
      if (end >= (today + HORIZON_DAYS) * DAY_MINUTES) return current;
      return { ...current, until: closes, becomes: next?.start === end ? next.state : 'closed' };
    }
  }
  return NOTHING;
}

/**
 * The times written down for the day it is there, whether they are still believed or not.
 *
 * @param {string} text
 * @param {number} instant - ms since 1970
 * @param {string} zone
 * @returns {string[][] | null} such as [["09:00", "17:00"]]; none: closed; null: nobody can tell
 */
export function listedOn(text, instant, zone) {
  const rules = parse(text);
  const clock = clockOf(zone);
  if (!rules || !clock) return null;
  const rule = ruleOn(rules, Math.floor((instant + clock(instant)) / DAY_MS));
  if (rule?.state === 'unknown') return null;
  return (rule?.periods ?? []).map((period) => period.map(clockTime));
}

/** @param {Opening['reason']} reason @param {string | null} [comment] @returns {Opening} */
const unknown = (reason, comment = null) => ({ ...NOTHING, state: 'unknown', reason, comment });

/**
 * What is open or unknown from the day before on, in order, periods that meet as one. One that began goes on to its end.
 *
 * @param {import('./hours.js').Rule[]} rules
 * @param {number} today
 * @returns {Generator<Span, undefined>}
 */
function* spansOf(rules, today) {
  /** @type {Span | undefined} */
  let last;
  for (let day = today - 1; day < today + HORIZON_DAYS; day++) {
    const rule = ruleOn(rules, day);
    if (!rule) continue;
    const { state, comment } = rule;
    for (const period of rule.periods) {
      const start = Math.max(day * DAY_MINUTES + period[0], last?.end ?? 0);
      const end = day * DAY_MINUTES + period[1];
      if (start >= end) continue;
      if (last?.end === start && last.state === state && last.comment === comment) {
        last.end = end;
        continue;
      }
      if (last) yield last;
      last = { start, end, state, comment };
    }
  }
  if (last) yield last;
}

/**
 * What to say of it: a key and what its sentence needs, listed in `pwa/model/opening.py`.
 *
 * @param {Opening} opening
 * @param {number} now
 * @param {string} zone - the service's
 * @returns {{ key: string, minutes?: number, time?: string, weekday?: number, date?: string, reason?: string,
 *   comment?: string }}
 */
export function describe({ state, until, becomes, reason, comment }, now, zone) {
  if (state === 'unknown') return { key: state, ...(reason && { reason }), ...(comment && { comment }) };
  const isOpen = state === 'open';
  if (until === null || !(isOpen || becomes === 'open')) return { key: isOpen ? 'always' : 'closed' };
  const verb = isOpen ? 'closes' : 'opens';
  const minutes = (until - now) / MINUTE_MS;
  // Never longer to the closing, never shorter to the opening, than it is.
  if (minutes <= 60)
    return { key: `${verb}-in`, minutes: isOpen ? Math.max(1, Math.floor(minutes)) : Math.ceil(minutes) };
  const clock = /** @type {import('./zones.js').Clock} */ (clockOf(zone)); // It has a time, so there is a zone.
  const wall = until + clock(until);
  const day = Math.floor(wall / DAY_MS);
  const days = day - Math.floor((now + clock(now)) / DAY_MS);
  const time = clockTime((wall % DAY_MS) / MINUTE_MS);
  if (days === 0 || (isOpen && minutes < DAY_MINUTES)) return { key: `${verb}-at`, time };
  if (days === 1 && !isOpen) return { key: 'opens-tomorrow', time };
  const { weekday, date } = dayOf(day);
  return { key: `${verb}-on`, weekday, date, time };
}
