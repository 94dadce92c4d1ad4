/** Which listing a report is about, and where else its reader can go. */
import { make } from '../dom.js';
import { listsKept } from '../services/more.js';

/** Choose a listing; it is added where the page does not have it. @param {HTMLSelectElement} select @param {string} id @param {string} name */
export function choices(select, id, name) {
  if (!has(select, id)) select.append(make('option', { value: id }, name));
  select.value = id;
}

/** @param {HTMLSelectElement} select @param {string} id */
const has = (select, id) => [...select.options].some(({ value }) => value === id);

/** Choose the listing that the address names. Of an area kept on this phone it is not in the page yet.
 * @param {HTMLSelectElement} select @param {string} id */
export async function choose(select, id) {
  if (!id) return;
  if (has(select, id)) {
    select.value = id;
    return;
  }
  for (const { entries, card } of await listsKept(document.documentElement.lang)) {
    if (entries.some((entry) => entry.id === id))
      choices(select, id, card(id).querySelector('h3, h4')?.textContent ?? id);
  }
}

/** Places of the same kind, from the town of the listing. @param {HTMLAnchorElement} link @param {HTMLOptionElement | undefined} place */
export function leadElsewhere(link, place) {
  const town = /** @type {HTMLElement | null | undefined} */ (place?.closest('[data-town]'));
  link.hash = town ? `place=${encodeURIComponent(town.dataset.town ?? '')}&is=${place?.dataset.kind}` : ''; // As `lib/finder.js` reads it.
}
