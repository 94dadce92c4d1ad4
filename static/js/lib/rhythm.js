/** When to look again without being asked. */

const HOUR_MS = 3_600_000;
const FIRST_WAIT_MS = 5_000;
const LONGEST_WAIT_MS = 300_000;

/**
 * @param {number} lastMs - when a newer version was last looked for
 * @param {number} nowMs
 * @returns {boolean} whether an hour has passed; a clock set back counts as passed
 */
export function mayAsk(lastMs, nowMs) {
  return nowMs - lastMs >= HOUR_MS || nowMs < lastMs;
}

/**
 * @param {number} waitMs - the wait before the try that failed; 0 before the first
 * @returns {number} the wait before the next try: 5 s, then twice as long each time, at most 5 minutes
 */
export function nextWait(waitMs) {
  return waitMs === 0 ? FIRST_WAIT_MS : Math.min(waitMs * 2, LONGEST_WAIT_MS);
}
