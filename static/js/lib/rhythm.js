/** When to look for a newer version without being asked. */

const HOUR_MS = 3_600_000;

/**
 * @param {number} lastMs - when it was last asked
 * @param {number} nowMs
 * @returns {boolean} whether an hour has passed; a clock set back counts as passed
 */
export function mayAsk(lastMs, nowMs) {
  return nowMs - lastMs >= HOUR_MS || nowMs < lastMs;
}
