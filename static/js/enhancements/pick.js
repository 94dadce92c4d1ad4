/** Repeats at the top the one entry of a long list that the reader picks: a pair of substances, a state. */
import '../shared.js';
import { isErased, recall, remember } from '../lib/storage.js';

/** @param {HTMLElement} root - `data-remember` names what the phone keeps of the choice; without it nothing is kept */
export function enhance(root) {
  const choices = /** @type {HTMLElement} */ (root.querySelector('[data-pick]'));
  const shown = /** @type {HTMLElement} */ (root.querySelector('[data-pick-shown]'));
  const unknown = root.querySelector('[data-pick-unknown]');
  const same = root.querySelector('[data-pick-same]');
  const selects = [...choices.querySelectorAll('select')];
  const memory = root.dataset.remember;

  function show() {
    const picked = selects.map((select) => select.value);
    const whole = picked.every(Boolean);
    const key = [...picked].sort().join(' ');
    const twice = whole && new Set(picked).size < picked.length;
    const entry = whole && document.querySelector(`[data-key="${key}"]`);
    shown.replaceChildren(...(entry ? [copyOf(entry)] : []));
    same?.toggleAttribute('hidden', !twice);
    unknown?.toggleAttribute('hidden', !whole || Boolean(entry) || twice);
    const names = unknown?.querySelector('[data-pick-names]');
    if (names) names.textContent = selects.map((select) => select.selectedOptions[0]?.text).join(' + ');
    if (memory && !isErased()) remember(memory, whole ? key : null);
  }

  for (const select of selects) select.addEventListener('change', show);
  choices.hidden = false;
  const [first] = selects;
  if (memory && first) first.value = recall(memory) ?? '';
  show();
}

/** @param {Element} entry @returns {Node} the same, open, without the ids that links lead to */
function copyOf(entry) {
  const copy = /** @type {Element} */ (entry.cloneNode(true));
  for (const each of [copy, ...copy.querySelectorAll('[id]')]) each.removeAttribute('id');
  if (copy instanceof HTMLDetailsElement) copy.open = true;
  return copy;
}
