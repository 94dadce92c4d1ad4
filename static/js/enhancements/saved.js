/** One line on every page: what is saved on this phone, as the worker verified it. */
import { follow } from '../lib/saving.js';
import { fillIn, sentenceFor } from '../lib/sentence.js';

/** @param {HTMLElement} root - the line, with a sentence for each state in `data-*` */
export function enhance(root) {
  /** @type {SavedReport | undefined} */
  let report;
  follow((news) => {
    if (news.type === 'status') report = news;
    const sentence = sentenceFor(news, report);
    if (!sentence) return;
    root.textContent = fillIn(root.dataset[sentence.key] ?? '', {
      saved: sentence.saved,
      total: sentence.total,
    });
    root.dataset.state = sentence.key;
    root.hidden = false;
  });
}
