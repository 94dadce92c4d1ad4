/**
 * US federal holidays: what `PH` means in opening hours. `pwa/model/holidays.py` is the twin and names the law.
 * A day is a number here: days since 1 January 1970, on whichever calendar the caller reads.
 */

const DAY_MS = 86_400_000;

/** Month-day of those that stay. */
const FIXED = ['1-1', '6-19', '7-4', '11-11', '12-25'];

/** Month/weekday/which one, Monday is 0. */
const FLOATING = ['1/0/3', '2/0/3', '5/0/-1', '9/0/1', '10/0/2', '11/3/4'];

/** Monday is 0. @param {number} day */
export const weekdayOf = (day) => (((day + 3) % 7) + 7) % 7;

/** Which of its weekday in the month, from the front (1 to 5) and from the back (-1 to -5). @param {number} day */
export function ordinals(day) {
  const date = new Date(day * DAY_MS);
  const length = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  return [Math.ceil(date.getUTCDate() / 7), -Math.ceil((length - date.getUTCDate() + 1) / 7)];
}

/** Whether it is one, as itself or in place of a day of the weekend. @param {number} day */
export function isHoliday(day) {
  const weekday = weekdayOf(day);
  const month = new Date(day * DAY_MS).getUTCMonth() + 1;
  const observed = weekday === 0 ? -1 : weekday === 4 ? 1 : 0;
  return (
    ordinals(day).some((nth) => FLOATING.includes(`${month}/${weekday}/${nth}`)) ||
    isFixed(day) ||
    isFixed(day + observed)
  );
}

/** @param {number} day */
function isFixed(day) {
  const date = new Date(day * DAY_MS);
  return FIXED.includes(`${date.getUTCMonth() + 1}-${date.getUTCDate()}`);
}
