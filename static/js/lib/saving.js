/**
 * What is known about saving, shared by the parts of a page that show it. The latest news reaches a part that
 * starts late.
 *
 * @typedef {SavedReport | SavedProgress | { type: 'off' } | { type: 'unsupported' } | { type: 'erasing' }
 *   | { type: 'erased' } | { type: 'waiting', online: boolean }} News
 */

/** @type {Set<(news: News) => void>} */
const listeners = new Set();

/** @type {News | undefined} */
let latest;

/** @type {() => unknown} */
let answer = () => {};

/** @param {(news: News) => void} listener */
export function follow(listener) {
  listeners.add(listener);
  if (latest) listener(latest);
}

/** @param {News} news */
export function publish(news) {
  latest = news;
  for (const listener of listeners) listener(news);
}

/** The reader asked that nothing be saved. @param {News} news */
export const isOff = ({ type }) => type === 'off' || type === 'erasing' || type === 'erased';

/** @param {() => unknown} asked - called when a part wants everything checked again */
export function serve(asked) {
  answer = asked;
}

/** Have everything checked again; the answer comes to every listener. */
export function check() {
  answer();
}
