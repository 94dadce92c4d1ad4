/** One line on every page: what is saved on this phone, as the worker verified it. */
import { follow } from '../lib/saving.js';
import { fillIn, sentenceFor } from '../lib/sentence.js';

/** @param {HTMLElement} root - the line; `data-words` is the address of a sentence for each state */
export async function enhance(root) {
  const answer = await fetch(root.dataset.words ?? '');
  const words = await answer.json();
  /** @type {SavedReport | undefined} */
  let report;
  follow((news) => {
    if (news.type === 'status') report = news;
    const sentence = sentenceFor(news, report);
    if (!sentence) return;
    root.textContent = fillIn(words[sentence.key] ?? '', {
      saved: sentence.saved,
      total: sentence.total,
    });
    root.dataset.state = sentence.key;
    root.hidden = false;
  });
}
