/** A local notice goes on the day after its last, offline too. Without scripts it still names that day. */

/** @param {HTMLElement} root - `data-expires` is its last day, as 2026-11-22 */
export function enhance(root) {
  const now = new Date();
  const today = [now.getFullYear(), now.getMonth() + 1, now.getDate()]
    .map((part) => String(part).padStart(2, '0'))
    .join('-');
  if (today > (root.dataset.expires ?? '')) root.hidden = true;
}
