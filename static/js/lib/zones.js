/** The clock on the wall in a time zone: what JavaScript's own dates show only for the phone's zone. */

const DAY_MS = 86_400_000;
const QUARTER_MS = 900_000; // Zones change at whole quarters of an hour.
const MOST_KNOWN = 20_000;

/** Making one costs as much as 50 uses. @type {Map<string, Intl.DateTimeFormat>} */
const formats = new Map();

/** Zone and quarter of an hour to ms. @type {Map<string, Map<number, number>>} */
const known = new Map();

/**
 * How far the wall is ahead of UTC.
 *
 * @param {number} instant - ms since 1970
 * @param {string} zone - such as America/New_York; a RangeError if this phone does not know it
 */
export function offsetOf(instant, zone) {
  const quarter = Math.floor(instant / QUARTER_MS);
  let offsets = known.get(zone);
  if (!offsets || offsets.size > MOST_KNOWN) {
    offsets = new Map();
    known.set(zone, offsets);
  }
  let offset = offsets.get(quarter);
  if (offset === undefined) {
    offset = measure(quarter * QUARTER_MS, zone);
    offsets.set(quarter, offset);
  }
  return offset;
}

/** @param {number} instant @param {string} zone */
function measure(instant, zone) {
  let format = formats.get(zone);
  if (!format) {
    const number = 'numeric';
    format = new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', {
      ...{ timeZone: zone, hourCycle: 'h23' },
      ...{ year: number, month: number, day: number, hour: number, minute: number },
    });
    formats.set(zone, format);
  }
  /** @type {Record<string, number>} */
  const wall = {};
  for (const { type, value } of format.formatToParts(instant)) wall[type] = Number(value);
  const { year = 0, month = 0, day, hour, minute } = wall;
  return Date.UTC(year, month - 1, day, hour, minute) - instant;
}

/**
 * The moment a wall shows a time: the first of two, and as long after midnight as on other nights where it is skipped.
 *
 * @param {number} wall - ms since 1970 on that wall, as if it were UTC
 * @param {string} zone
 * @returns {number} ms since 1970
 */
export function momentOf(wall, zone) {
  const before = wall - offsetOf(wall - DAY_MS, zone);
  const after = wall - offsetOf(wall + DAY_MS, zone);
  const shows = (/** @type {number} */ moment) => moment + offsetOf(moment, zone) === wall;
  return shows(before) || !shows(after) ? before : after;
}
