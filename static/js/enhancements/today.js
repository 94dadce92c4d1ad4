/** The neutral page: today's date, and a way back that leads to the rescue where one is running. */
import { isKept } from '../rescue/store.js';

/** @param {HTMLElement} root */
export function enhance(root) {
  const [day, back] = root.querySelectorAll('time, a');
  const { lang } = document.documentElement;
  if (day) day.textContent = new Intl.DateTimeFormat(lang, { dateStyle: 'full' }).format();
  if (back instanceof HTMLAnchorElement && isKept(Date.now())) back.href = root.dataset.rescue ?? back.href;
}
