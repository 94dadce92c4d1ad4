/** The running rescue on this phone. Storage refused or full loses the way back, never a step. */
import { isRunning, KEPT, restore } from '../lib/record.js';
import { recall, remember } from '../lib/storage.js';

const NAME = 'rescue';

/** @type {() => any} */
function stored() {
  try {
    return JSON.parse(recall(NAME) ?? 'null');
  } catch {
    return null;
  }
}

/** @param {RescueFlow} flow @param {number} now @returns {RescueState | null} what is broken or too old is erased */
export function load(flow, now) {
  const found = stored();
  const state = found && restore(flow, found, now);
  if (found && !state) erase();
  return state;
}

/** @param {RescueState} state @param {boolean} [asked] - what goes on by itself does not bring back what was erased */
export function save(state, asked = true) {
  if (asked || recall(NAME)) remember(NAME, state.erased ? null : JSON.stringify(state));
}

export const erase = () => remember(NAME, null);

/** Whether a rescue is plausibly running, known without its screens. What is too old is erased. @param {number} now */
export function isKept(now) {
  const found = stored();
  if (!found) return false;
  const fresh = typeof found.lastAt === 'number' && now - found.lastAt < KEPT;
  if (!fresh) erase();
  return fresh && isRunning(found);
}
