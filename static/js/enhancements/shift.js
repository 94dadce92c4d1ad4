/** Whether Shift three times leaves: on, until somebody who needs the key turns it off. */
import '../shared.js';
import { recall, remember } from '../lib/storage.js';

/** @param {HTMLElement} root */
export function enhance(root) {
  const box = /** @type {HTMLInputElement} */ (root.querySelector('input'));
  box.checked = recall('shift') !== 'off';
  box.addEventListener('change', () => remember('shift', box.checked ? null : 'off'));
  root.hidden = false;
}
