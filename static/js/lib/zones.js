/** The clock on the wall in a time zone: what JavaScript's own dates show only for the phone's zone. */

const DAY_MS = 86_400_000;
const QUARTER_MS = 900_000;

/** @typedef {(instant: number) => number} Clock - how far the wall is ahead of UTC at that moment, all in ms */

/** Making one costs as much as 50 uses. @type {Map<string, Clock | null>} */
const clocks = new Map();

/**
 * The clock of a zone.
 *
 * @param {string} zone - such as America/New_York
 * @returns {Clock | null} null if this phone does not know it
 */
export function clockOf(zone) {
  let clock = clocks.get(zone);
  if (clock === undefined) {
    clock = makeClock(zone);
    clocks.set(zone, clock);
  }
  return clock;
}

/** @param {string} timeZone @returns {Clock | null} */
function makeClock(timeZone) {
  /** @type {Intl.DateTimeFormat} */
  let format;
  try {
    format = new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    return null;
  }
  /** @type {Map<number, number>} */
  const measured = new Map();
  const measure = (/** @type {number} */ instant) => {
    let offset = measured.get(instant);
    if (offset === undefined) {
      /** @type {Record<string, number>} */
      const wall = {};
      for (const { type, value } of format.formatToParts(instant)) wall[type] = Number(value);
      const { year = 0, month = 0, day, hour, minute, second } = wall;
      offset = Date.UTC(year, month - 1, day, hour, minute, second) - instant;
      measured.set(instant, offset);
    }
    return offset;
  };
  return (instant) => {
    // A day that begins and ends alike has no jump in it. Where there is one, it is at a whole quarter of an hour.
    const day = Math.floor(instant / DAY_MS) * DAY_MS;
    const offset = measure(day);
    return offset === measure(day + DAY_MS) ? offset : measure(Math.floor(instant / QUARTER_MS) * QUARTER_MS);
  };
}

/**
 * The moment a wall shows a time: the first of two, and as long after midnight as on other nights where it is skipped.
 *
 * @param {number} wall - ms since 1970 on that wall, as if it were UTC
 * @param {Clock} clock
 * @returns {number} ms since 1970
 */
export function momentOf(wall, clock) {
  const before = wall - clock(wall - DAY_MS);
  const after = wall - clock(wall + DAY_MS);
  if (before === after || before + clock(before) === wall) return before;
  return after + clock(after) === wall ? after : before;
}
