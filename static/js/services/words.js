/** The sentences of the page, which stand in its template: a script has none of its own. */
import { fillIn } from '../lib/sentence.js';

/** @typedef {(key: string, values?: Record<string, string | number>) => string} Say */

/** @param {HTMLTemplateElement} template @returns {Say} */
export function wordsOf(template) {
  const found = new Map(
    [.../** @type {NodeListOf<HTMLElement>} */ (template.content.querySelectorAll('[data-key]'))].map((each) => [
      each.dataset.key,
      each.textContent ?? '',
    ]),
  );
  return (key, values = {}) => fillIn(found.get(key) ?? '', values);
}

/** Making one costs as much as 50 uses. @type {Map<string, Intl.DateTimeFormat>} */
const formats = new Map();

/** @param {string} language @param {Intl.DateTimeFormatOptions} options */
function formatOf(language, options) {
  const key = JSON.stringify([language, options]);
  const format = formats.get(key) ?? new Intl.DateTimeFormat(language, { ...options, timeZone: 'UTC' });
  formats.set(key, format);
  return format;
}

/** A time of day such as "09:00" as the language writes it. @param {string} time @param {string} language */
export function clockWords(time, language) {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return formatOf(language, { hour: 'numeric', minute: '2-digit' }).format(Date.UTC(2000, 0, 1, hours, minutes));
}

/** @param {string} date - such as 2026-11-28 @param {Intl.DateTimeFormatOptions} options @param {string} language */
export const dayWords = (date, options, language) => formatOf(language, options).format(new Date(`${date}T00:00Z`));
