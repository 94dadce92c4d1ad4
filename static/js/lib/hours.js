/**
 * Opening hours as they are written, and the table of a week. The subset of OpenStreetMap's `opening_hours`, and what
 * is refused and why, stands in `pwa/model/hours.py`, the twin; `tests/hours_cases.json` holds both to the same.
 *
 * @typedef {'open' | 'closed' | 'unknown'} State
 * @typedef {{ weekdays: Set<number>, nth: Set<string>, holidays: boolean, state: State,
 *   periods: [number, number][], comment: string | null }} Rule - Monday is 0; `nth` such as "3,-1", the last Thursday;
 *   periods in minutes from midnight
 * @typedef {{ state: State, periods: [string, string][], comment: string | null }} Day - local times
 * @typedef {Day & { nth: [number, number][], holidays: boolean }} Special
 */
import { dayOf } from './holidays.js';

export const DAY_MINUTES = 1_440;

const WEEKDAYS = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'];

const RULE = (() => {
  const weekday = `(?:${WEEKDAYS.join('|')})`;
  const day = `(?:PH|${weekday}(?:-${weekday}|\\[-?[1-5](?:,-?[1-5])*\\])?)`;
  const starts = '(?:[01][0-9]|2[0-3]):[0-5][0-9]';
  const period = `${starts}-(?:${starts}|24:00)`;
  const state = [
    '(?<off>off|closed)',
    '"(?<comment>[^"]+)"',
    `(?<times>${period}(?:,${period})*)(?: +(?<perhaps>unknown)(?: +"(?<why>[^"]+)")?)?`,
    'unknown(?: +"(?<because>[^"]+)")?',
  ].join('|');
  return new RegExp(`(?:(?<always>24/7)|(?:(?<days>${day}(?:,${day})*) +)?(?:${state}))(?<more> *; *|$)`, 'y');
})();

/** @type {Map<string, Rule[] | null>} */
const parsed = new Map();

/**
 * The rules, the last one first: it wins.
 *
 * @param {string} text
 * @returns {Rule[] | null} null if it is not in the subset: then nobody may guess
 */
export function parse(text) {
  let rules = parsed.get(text);
  if (rules === undefined) {
    rules = read(text);
    parsed.set(text, rules);
  }
  return rules;
}

/** @param {string} text */
function read(text) {
  /** @type {Rule[]} */
  const rules = [];
  RULE.lastIndex = 0;
  for (let more = true; more; ) {
    const found = RULE.exec(text)?.groups;
    const rule = found && ruleOf(found);
    if (!rule) return null;
    rules.unshift(rule);
    more = found.more !== '';
  }
  const opens = rules.some(({ state, weekdays }) => state !== 'closed' || weekdays.size === 7);
  return opens && !rules.some((rule, index) => isSilenced(rule, rules.slice(0, index))) ? rules : null;
}

/**
 * Whether later rules take its days away: whoever wrote it meant something else.
 *
 * @param {Rule} rule
 * @param {Rule[]} later
 */
function isSilenced({ weekdays, nth, holidays }, later) {
  const isNamed = (/** @type {number} */ day) => later.some((rule) => rule.weekdays.has(day));
  return (
    (holidays && later.some((rule) => !rule.holidays)) ||
    ([...weekdays].every(isNamed) &&
      [...nth].every((one) => isNamed(Number(one[0])) || later.some((rule) => rule.nth.has(one))) &&
      (!holidays || later.length > 0))
  );
}

/** @param {Record<string, string | undefined>} found @returns {Rule | null} */
function ruleOf({ always, off, times, perhaps, days = 'Mo-Su', comment, why, because }) {
  const periods = times ? periodsOf(times) : [/** @type {[number, number]} */ ([0, DAY_MINUTES])];
  const named = daysOf(days);
  if (!periods || !named) return null;
  const state = off ? 'closed' : always || (times && !perhaps) ? 'open' : 'unknown';
  return { ...named, state, periods: off ? [] : periods, comment: comment ?? why ?? because ?? null };
}

/** @param {string} days @returns null if a range begins where it ends */
function daysOf(days) {
  /** @type {Pick<Rule, 'weekdays' | 'nth' | 'holidays'>} */
  const named = { weekdays: new Set(), nth: new Set(), holidays: false };
  for (const day of days.split(/,(?=[A-Z])/)) {
    const [first, last] = [day.slice(0, 2), day.slice(3)];
    const from = WEEKDAYS.indexOf(first);
    if (first === last) return null;
    if (first === 'PH') named.holidays = true;
    else if (day[2] === '[') for (const number of day.slice(3, -1).split(',')) named.nth.add(`${from},${number}`);
    else {
      const count = last ? (WEEKDAYS.indexOf(last) - from + 7) % 7 : 0;
      for (let further = 0; further <= count; further++) named.weekdays.add((from + further) % 7);
    }
  }
  return named;
}

/** @param {string} times @returns null if two are equal, overlap, or are out of order */
function periodsOf(times) {
  /** @type {[number, number][]} */
  const periods = [];
  let free = 0;
  for (const period of times.split(',')) {
    const [start = 0, end = 0] = period.split('-').map((time) => {
      const [hours, minutes] = time.split(':');
      return Number(hours) * 60 + Number(minutes);
    });
    if (start === end || start < free) return null;
    free = end > start ? end : end + DAY_MINUTES;
    periods.push([start, free]);
  }
  return periods;
}

/**
 * The rule that holds on a day. None: closed.
 *
 * @param {Rule[]} rules - the last one first
 * @param {number} number - days since 1 January 1970
 */
export function ruleOn(rules, number) {
  const day = dayOf(number);
  return rules.find(
    ({ weekdays, nth, holidays }) =>
      weekdays.has(day.weekday) || day.nth.some((one) => nth.has(one)) || (holidays && day.isHoliday),
  );
}

/**
 * The table of a week: Monday to Sunday, and the rules it cannot show, in their order.
 *
 * @param {string} text
 * @returns {{ days: Day[], special: Special[] } | null} null if it is not in the subset
 */
export function week(text) {
  const rules = parse(text);
  return (
    rules && {
      days: WEEKDAYS.map((_, day) => shown(rules.find(({ weekdays }) => weekdays.has(day)))),
      special: rules
        .filter(({ nth, holidays }) => nth.size > 0 || holidays)
        .map((rule) => ({ ...shown(rule), nth: inOrder(rule.nth), holidays: rule.holidays }))
        .reverse(),
    }
  );
}

/** @param {Rule | undefined} rule @returns {Day} */
const shown = (rule) => ({
  state: rule?.state ?? 'closed',
  periods: (rule?.periods ?? []).map(([start, end]) => [clockTime(start), clockTime(end)]),
  comment: rule?.comment ?? null,
});

/** 24:00 stays 24:00: it is the end of this day. @param {number} minutes */
export function clockTime(minutes) {
  const shown = minutes > DAY_MINUTES ? minutes - DAY_MINUTES : minutes;
  return [Math.floor(shown / 60), shown % 60].map((number) => String(number).padStart(2, '0')).join(':');
}

/** @param {Set<string>} nth */
const inOrder = (nth) =>
  [...nth]
    .map((one) => /** @type {[number, number]} */ (one.split(',').map(Number)))
    .sort((a, b) => a[0] - b[0] || a[1] - b[1]);
