/** A local notice goes on the day after its last, offline too. Without scripts it still names that day. */

/** @param {HTMLElement} root - `data-expires` is its last day, as 2026-11-22 */
export function enhance(root) {
  if (new Date() > new Date(`${root.dataset.expires}T23:59:59.999`)) root.hidden = true; // As this phone counts the hours.
}
