/**
 * The days of the calendar that opening hours name. `pwa/model/holidays.py` is the twin, and names the law of US federal
 * holidays. A day is a number: days since 1 January 1970.
 *
 * @typedef {{ date: string, weekday: number, nth: string[], isHoliday: boolean }} Day - Monday is 0; `nth`: which of its weekday in the
 *   month, from the front and from the back, such as "3,4" and "3,-1" for a fourth and last Thursday
 */

const DAY_MS = 86_400_000;

/** Month-day of those that stay. */
const FIXED = ['1-1', '6-19', '7-4', '11-11', '12-25'];

/** Month/weekday,which one. */
const FLOATING = ['1/0,3', '2/0,3', '5/0,-1', '9/0,1', '10/0,2', '11/3,4'];

/** @type {Map<number, Day>} */
const known = new Map();

/** @param {number} number @returns {Day} */
export function dayOf(number) {
  let day = known.get(number);
  if (!day) {
    day = lookUp(number);
    known.set(number, day);
  }
  return day;
}

/** @param {number} number @returns {Day} */
function lookUp(number) {
  const date = new Date(number * DAY_MS);
  const weekday = (date.getUTCDay() + 6) % 7;
  const month = date.getUTCMonth() + 1;
  const length = new Date(Date.UTC(date.getUTCFullYear(), month, 0)).getUTCDate();
  const inMonth = date.getUTCDate();
  const nth = [`${weekday},${Math.ceil(inMonth / 7)}`, `${weekday},${-Math.ceil((length - inMonth + 1) / 7)}`];
  const observed = weekday === 0 ? -1 : weekday === 4 ? 1 : 0; // For Sunday, and for Saturday.
  const isHoliday =
    nth.some((one) => FLOATING.includes(`${month}/${one}`)) || isFixed(number) || isFixed(number + observed);
  return { date: date.toISOString().slice(0, 10), weekday, nth, isHoliday };
}

/** @param {number} number */
function isFixed(number) {
  const date = new Date(number * DAY_MS);
  return FIXED.includes(`${date.getUTCMonth() + 1}-${date.getUTCDate()}`);
}
