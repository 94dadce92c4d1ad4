/** A rescue as the phone keeps it: for how long, and whether what is read back can be trusted. */
import { enter, MINUTE } from './rescue.js';

/** How long an unfinished rescue is offered again. Then it is erased. */
export const KEPT = 6 * 60 * MINUTE;

/**
 * A rescue read back from the phone, or null where it is broken, of another version, or too old.
 * @param {RescueFlow} flow
 * @param {unknown} stored
 * @param {number} now
 * @returns {RescueState | null}
 */
export function restore(flow, stored, now) {
  const state = /** @type {RescueState} */ (stored);
  if (!isRescue(state) || now - state.lastAt >= KEPT || state.lastAt > now + MINUTE) return null;
  const { step, doing } = state;
  const known = flow.steps[step] ? state : enter(flow, state, 'airway', state.since);
  return doing && !flow.steps[doing] ? { ...known, doing: null } : known;
}

/** @type {(state: any) => boolean} */
function isRescue(state) {
  const time = (/** @type {unknown} */ value) => typeof value === 'number' && Number.isFinite(value);
  return (
    state?.version === 1 &&
    [state.startedAt, state.lastAt, state.since, state.checkedAt, state.notBefore].every(time) &&
    typeof state.step === 'string' &&
    (state.doing === null || typeof state.doing === 'string') &&
    [state.handsOnly, state.redo, state.erased].every((value) => typeof value === 'boolean') &&
    [null, true, false].includes(state.heard) &&
    ['adult', 'child', 'baby'].includes(state.who) &&
    ['unresponsive', 'awake', 'medics'].includes(state.person) &&
    [null, 'well', 'weak', 'none'].includes(state.breathing) &&
    [null, 'spray', 'injection', 'none'].includes(state.naloxone) &&
    [state.doses, state.calls, state.log, state.back].every(Array.isArray) &&
    state.doses.every((/** @type {any} */ dose) => time(dose?.at)) &&
    state.calls.every(time) &&
    state.log.every((/** @type {any} */ entry) => time(entry?.at) && typeof entry.note === 'string') &&
    state.back.every((/** @type {any} */ entry) => typeof entry?.step === 'string' && time(entry.checkedAt))
  );
}

/** Whether a rescue is still running: neither handed over nor ended. @param {RescueState} state */
export const isRunning = (state) => state.person !== 'medics';
