/** Shows the one entry of a long list that the reader picks: a pair of substances, a state. */
import { recall, remember } from '../lib/storage.js';

/** @param {HTMLElement} root - `data-remember` names what the phone keeps of the choice; without it nothing is kept */
export function enhance(root) {
  const choices = /** @type {HTMLElement} */ (root.querySelector('[data-pick]'));
  const list = /** @type {HTMLElement} */ (root.querySelector('[data-pick-list]'));
  const all = /** @type {HTMLElement} */ (root.querySelector('[data-pick-all]'));
  const unknown = root.querySelector('[data-pick-unknown]');
  const same = root.querySelector('[data-pick-same]');
  const selects = [...choices.querySelectorAll('select')];
  const entries = /** @type {HTMLElement[]} */ (
    [...list.children].filter((entry) => entry instanceof HTMLElement && entry.dataset.key)
  );
  const memory = root.dataset.remember;

  let everything = false;

  function show() {
    const picked = selects.map((select) => select.value);
    const whole = picked.every(Boolean);
    const key = [...picked].sort().join(' ');
    const twice = whole && new Set(picked).size < picked.length;
    let found = false;
    for (const entry of entries) {
      const mine = whole && entry.dataset.key === key;
      entry.hidden = !mine && !everything;
      if (mine && entry instanceof HTMLDetailsElement) entry.open = true;
      found ||= mine;
    }
    same?.toggleAttribute('hidden', !twice);
    unknown?.toggleAttribute('hidden', !whole || found || twice);
    const names = unknown?.querySelector('[data-pick-names]');
    if (names) names.textContent = selects.map((select) => select.selectedOptions[0]?.text).join(' + ');
    all.hidden = everything;
    if (memory) remember(memory, whole ? key : null);
  }

  function showAll() {
    everything = true;
    show();
  }

  /** A link from the chart leads to an entry that may be hidden. */
  function follow() {
    const target = location.hash && document.getElementById(location.hash.slice(1));
    if (!target || !list.contains(target)) return;
    const entry = entries.find((one) => one.contains(target));
    const keys = entry?.dataset.key?.split(' ') ?? [];
    selects.forEach((select, number) => {
      select.value = keys[number] ?? '';
    });
    show();
    target.scrollIntoView();
  }

  for (const select of selects) {
    select.addEventListener('change', () => {
      everything = false;
      show();
    });
  }
  all.addEventListener('click', showAll);
  addEventListener('hashchange', follow);
  choices.hidden = false;
  const [first] = selects;
  if (memory && first) {
    first.value = recall(memory) ?? '';
  }
  show();
  follow();
}
