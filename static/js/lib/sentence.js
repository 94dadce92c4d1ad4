/**
 * Which sentence is true. Pages carry the sentences in `data-*`; scripts carry no words.
 *
 * @typedef {import('./saving.js').News} News
 * @typedef {{ key: 'none' | 'saving' | 'core' | 'ready' | 'partly' | 'network' | 'off' | 'erasing' |
 *   'unsupported', saved: number, total: number }} Sentence
 */

/**
 * @param {News} news - the latest the worker said
 * @param {SavedReport | undefined} report - the last report of the version in use
 * @returns {Sentence | undefined} the sentence to show, or undefined where the one shown stays true
 */
export function sentenceFor(news, report) {
  if (news.type === 'off' || news.type === 'erased') return { key: 'off', saved: 0, total: 0 };
  if (news.type === 'unsupported' || news.type === 'erasing') return { key: news.type, saved: 0, total: 0 };
  if (news.type === 'waiting') return { key: news.online ? 'none' : 'network', saved: 0, total: 0 };
  if (news.type === 'progress') {
    if (news.update) return undefined;
    if (!report || report.state === 'none') return { key: 'saving', saved: news.done, total: news.of };
    return { key: 'core', saved: news.saved, total: report.total };
  }
  const { state, saved, total, saving } = news;
  if (state === 'ready') return { key: 'ready', saved, total };
  if (state === 'core') return { key: saving ? 'core' : 'partly', saved, total };
  return { key: saving ? 'saving' : 'network', saved, total };
}

/**
 * @param {string} text - with `{name}` where values go
 * @param {Record<string, string | number>} values
 */
export function fillIn(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/**
 * @param {number} bytes
 * @param {string} language - of the page, for the form of the number
 */
export function inKilobytes(bytes, language) {
  const amount = Math.max(bytes > 0 ? 1 : 0, Math.round(bytes / 1000));
  return new Intl.NumberFormat(language, { style: 'unit', unit: 'kilobyte' }).format(amount);
}
