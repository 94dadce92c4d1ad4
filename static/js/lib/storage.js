/** What the page itself keeps on the phone, in one place. Storage refused or full loses comfort, never a step. */

const PREFIX = 'respira.';

/** @param {string} name */
export function recall(name) {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    return null;
  }
}

/** Whether the reader erased everything, and has not asked for it since: nothing is to be written. */
export const isErased = () => recall('saving') === 'off';

/** @type {(name: string, value: string | null) => void} A null value forgets the name. */
export function remember(name, value) {
  try {
    if (value === null) localStorage.removeItem(PREFIX + name);
    else localStorage.setItem(PREFIX + name, value);
  } catch {
    // Private windows and full disks may refuse.
  }
}
