/** Keeps the screen on. Where that is missing or refused, as on low power, it goes off as ever. */

let wanted = false;
let asking = false;
/** @type {WakeLockSentinel | undefined} */
let lock;

/** Until told otherwise: a hidden page loses the lock, and asks again when it is back. */
export function keepAwake() {
  wanted = true;
  document.addEventListener('visibilitychange', ask);
  ask();
}

export function letSleep() {
  wanted = false;
  lock?.release().catch(() => {});
  lock = undefined;
}

async function ask() {
  if (!wanted || asking || document.visibilityState === 'hidden' || lock?.released === false) return;
  asking = true;
  try {
    lock = await navigator.wakeLock.request('screen');
  } catch {
    // Someone in a hurry need not know.
  }
  asking = false;
  if (!wanted) letSleep(); // The answer came too late.
}
