/** Erase from this phone: caches, worker and storage go; the wish not to be saved again is all that stays. */
import { forget } from '../lib/erasing.js';
import { follow, isOff, publish } from '../lib/saving.js';
import { remember } from '../lib/storage.js';

/** @param {HTMLElement} root */
export function enhance(root) {
  /** @type {(name: string) => HTMLElement} */
  const part = (name) => /** @type {HTMLElement} */ (root.querySelector(`[data-erase="${name}"]`));

  follow((news) => {
    part('ask').hidden = isOff(news);
    part('again').hidden = !part('ask').hidden || news.type === 'erasing';
  });
  root.hidden = false; // Without a worker too: favorites, a rescue and reports are kept there all the same.

  part('ask').addEventListener('click', () => {
    part('sure').hidden = false;
    part('ask').hidden = true;
    part('no').focus();
  });
  part('no').addEventListener('click', () => {
    part('sure').hidden = true;
    part('ask').hidden = false;
    part('ask').focus();
  });
  part('yes').addEventListener('click', async () => {
    part('sure').hidden = true;
    remember('saving', 'off'); // First, so that no page of ours starts saving again meanwhile.
    document.documentElement.dataset.offline = 'none';
    publish({ type: 'erasing' });
    const erased = await eraseAll().catch(() => false);
    part('done').textContent = (erased ? part('done').dataset.done : part('done').dataset.failed) ?? '';
    publish({ type: 'erased' });
  });
  part('again').addEventListener('click', () => {
    remember('saving', null);
    location.reload(); // The reader asked; nothing else reloads a page.
  });
}

/** @returns {Promise<boolean>} whether nothing is left */
async function eraseAll() {
  sessionStorage.clear();
  for (const name of Object.keys(localStorage)) if (name !== 'respira.saving') localStorage.removeItem(name);
  await forget();
  const tables = (await globalThis.indexedDB?.databases?.()) ?? [];
  return ((await globalThis.caches?.keys()) ?? []).length === 0 && tables.length === 0;
}
