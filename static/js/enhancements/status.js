/** The page "Saved for offline": the numbers behind the line, and what a reader can do about them. */
import { check, follow, isOff } from '../lib/saving.js';
import { inKilobytes } from '../lib/sentence.js';

/** @param {HTMLElement} root */
export async function enhance(root) {
  const language = document.documentElement.lang;
  /** @type {(name: string) => HTMLElement} */
  const part = (name) => /** @type {HTMLElement} */ (root.querySelector(`[data-status="${name}"]`));
  const progress = /** @type {HTMLProgressElement} */ (part('progress'));

  /** @type {(kept: boolean, otherwise: string | undefined) => void} */
  const showKept = (kept, otherwise) => {
    part('kept').textContent = (kept ? root.dataset.kept : otherwise) ?? '';
    part('keep').hidden = kept;
  };
  const { storage } = navigator;
  // Before it is seen: it is long. A browser that does not say holds up nothing.
  await storage?.persisted?.().then(
    (kept) => showKept(kept, root.dataset.unkept),
    () => {},
  );
  part('keep').hidden = !storage?.persist;
  part('keep').addEventListener('click', () => {
    storage.persist().then((kept) => showKept(kept, root.dataset.refused)); // Firefox asks; nothing waits for it.
    check();
  });

  follow((news) => {
    root.hidden = isOff(news) || news.type === 'unsupported';
    root.classList.toggle('status--none', root.hidden); // Its place is kept only for what comes.
    if (news.type === 'progress') {
      if (news.update) part('newer').textContent = root.dataset.newer ?? '';
      progress.max = news.of;
      progress.value = news.done;
      progress.hidden = false;
    }
    if (news.type !== 'status') return;
    progress.hidden = !news.saving;
    part('parts').textContent = `${news.saved} / ${news.total}`;
    part('size').textContent = inKilobytes(news.bytes, language);
    part('generation').textContent = news.generation.slice(0, 8);
    part('date').textContent = news.since
      ? new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(news.since))
      : '–';
  });

  part('check').addEventListener('click', () => check());
}
