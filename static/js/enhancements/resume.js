/** On every page: a rescue that is still running stands first. */
import { isKept } from '../rescue/store.js';

/** @param {HTMLElement} root */
export function enhance(root) {
  const look = () => {
    root.hidden = Boolean(document.querySelector('.rescue')) || !isKept(Date.now());
  };
  look();
  addEventListener('pageshow', look);
  addEventListener('storage', look);
  document.addEventListener('rescue', look);
}
