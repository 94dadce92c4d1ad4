/** Searches all pages on the phone. Neither the words nor the results leave it. */
import '../shared.js';
import MiniSearch from 'minisearch';
import { find, INDEX } from '../lib/search.js';
import { fillIn } from '../lib/sentence.js';

/** @param {HTMLElement} root - the form, with the address of the index */
export function enhance(root) {
  const input = /** @type {HTMLInputElement} */ (root.querySelector('input'));
  const found = /** @type {HTMLElement} */ (root.querySelector('.search-found'));
  const count = /** @type {HTMLElement} */ (root.querySelector('.search-count'));

  /** @type {Promise<MiniSearch> | undefined} */
  let loading;
  const index = () => {
    loading ??= fetch(root.dataset.index ?? '')
      .then((answer) => answer.text())
      .then((text) => MiniSearch.loadJSONAsync(text, INDEX)); // In pieces, so that keys are not held up.
    loading.catch(() => {
      loading = undefined; // The next key tries again.
    });
    return loading;
  };

  async function look() {
    const asked = input.value.trim();
    const shown = asked ? find(await index(), asked) : [];
    if (asked !== input.value.trim()) return; // Somebody typed on meanwhile.
    found.replaceChildren(...shown.map(row));
    count.textContent = !asked
      ? ''
      : shown.length > 0
        ? fillIn(root.dataset.found ?? '', { n: shown.length })
        : (root.dataset.none ?? '');
    history.replaceState(history.state, '', asked ? `#${encodeURIComponent(asked)}` : location.pathname);
  }

  /** @param {import('../lib/search.js').Hit} hit */
  function row(hit) {
    const link = document.createElement('a');
    link.href = hit.url;
    const title = document.createElement('strong');
    title.textContent = hit.section || hit.title;
    link.append(title);
    if (hit.section) link.append(Object.assign(document.createElement('small'), { textContent: hit.title }));
    const item = document.createElement('li');
    item.append(link);
    return item;
  }

  root.addEventListener('submit', (event) => event.preventDefault());
  input.addEventListener('input', () => look().catch((error) => console.warn('search', error)));
  /** Before the first key; that one tries again. Not before the field is touched: it holds up a slow phone. */
  const prepare = () => index().catch(() => {});
  input.addEventListener('pointerdown', prepare, { once: true });
  input.addEventListener('focus', prepare, { once: true });
  root.hidden = false;
  input.value = decodeURIComponent(location.hash.slice(1)); // Back from a result: the same list.
  if (input.value) look().catch((error) => console.warn('search', error));
}
