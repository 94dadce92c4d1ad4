/**
 * Leaving quickly: one tap, or Shift three times, and nothing of ours is on the screen, nor comes back by Back. Before
 * this file is there, `inline/head.js` keeps a page hidden. Everything that sounds or shines stops by itself when
 * the document says `leave`.
 */
import { make } from '../dom.js';
import { attempt } from '../lib/attempt.js';
import { recall } from '../lib/storage.js';
import { isKept } from '../rescue/store.js';

const MARK = 'respira.left';
const PRESSES = 3;
const WITHIN_MS = 5_000;
/** Another site that has not answered by then will not hide anything. */
const PATIENCE_MS = 2_000;
const FIELDS = 'input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]';

/** Whether this tab was left and has not come back. */
const isLeft = () => {
  try {
    return Boolean(sessionStorage.getItem(MARK));
  } catch {
    return false;
  }
};

function blank() {
  document.documentElement.style.visibility = 'hidden';
  document.title = new Date().toLocaleDateString();
  for (const icon of document.querySelectorAll('[rel=icon]')) icon.setAttribute('href', 'data:,');
}

function show() {
  if (!isLeft()) document.documentElement.style.visibility = '';
  // In a rescue a white page is no place to end up: the other one has a way back.
  else if (isKept(Date.now())) leaveQuietly();
  else blank();
}

/** Somewhere of ours that says nothing, and needs no network. */
function leaveQuietly() {
  blank();
  location.replace(`/${document.documentElement.lang}/today`);
}

/** What the browser keeps whole is kept hidden, and looks again when it is shown. */
function guardHistory() {
  const [navigation] = performance.getEntriesByType('navigation');
  const comesBack = isLeft() && navigation?.toJSON().type === 'navigate';
  addEventListener('pageshow', show);
  addEventListener('visibilitychange', show);
  addEventListener('pagehide', () => {
    document.documentElement.style.visibility = 'hidden';
    setTimeout(show, 500); // It may not have gone after all.
  });
  // Chromium shows a page it keeps whole the old mark, unless there is news for it: then it loads the page again.
  const channel = openChannel();
  if (channel) channel.onmessage = show;
  if (!comesBack) return channel;
  sessionStorage.removeItem(MARK);
  channel?.postMessage('');
  return channel;
}

/** A browser that refuses storage may refuse this too. */
function openChannel() {
  try {
    return new BroadcastChannel(MARK);
  } catch {
    return undefined;
  }
}

/** @param {HTMLElement} root - the link to somewhere else */
export function enhance(root) {
  const channel = guardHistory();
  const said = make('p', { className: 'unseen', role: 'status' });
  document.body.append(said);
  /** Beneath an open panel nothing is read aloud. @param {string} words */
  const tell = (words) => {
    const place = document.querySelector('dialog[open]') ?? document.body;
    if (said.parentElement !== place) place.append(said);
    said.textContent = words;
  };

  const leave = () => {
    attempt(() => sessionStorage.setItem(MARK, 'yes'));
    channel?.postMessage('');
    blank();
    said.style.visibility = 'visible';
    tell(root.textContent);
    document.dispatchEvent(new Event('leave'));
    globalThis.speechSynthesis?.cancel();
    if (isInstalled() || !navigator.onLine || isKept(Date.now())) return leaveQuietly();
    setTimeout(leaveQuietly, PATIENCE_MS);
    location.replace(/** @type {HTMLAnchorElement} */ (root).href);
  };

  document.addEventListener('click', (event) => {
    if (!(event.target instanceof Element) || !event.target.closest('.exit')) return;
    event.preventDefault();
    leave();
  });

  /** @type {number[]} */
  let presses = [];
  const forget = () => {
    presses = [];
  };
  document.addEventListener(
    'keydown',
    ({ key, repeat, ctrlKey, altKey, metaKey, isComposing, target, timeStamp }) => {
      if (repeat && key === 'Shift') return;
      const typing = isComposing || (target instanceof Element && target.closest(FIELDS));
      if (key !== 'Shift' || ctrlKey || altKey || metaKey || typing || recall('shift') === 'off') return forget();
      presses = [...presses.filter((at) => timeStamp - at < WITHIN_MS), timeStamp];
      if (presses.length === PRESSES) leave();
      else tell(`${root.textContent}: ${presses.length}/${PRESSES}`);
    },
  );
  // Some hold Shift to pick many, or to turn the wheel sideways.
  for (const type of ['pointerdown', 'wheel']) document.addEventListener(type, forget, { passive: true });
}

/** Another site would open over the app there, and show its address. */
function isInstalled() {
  return matchMedia('(display-mode: standalone)').matches || /** @type {any} */ (navigator).standalone === true;
}
