/**
 * Reads the page aloud, in a voice that lives on this phone; where there is none the button stays away. It is silent
 * as soon as somebody calls, leaves, or opens the guided rescue, and pauses with the screen: nobody wants a pocket
 * that speaks, and a call that comes in is more important.
 */
import '../shared.js';
import { sentences } from '../lib/aloud.js';
import { findVoice, onVoices, silence, utter } from '../speech/voices.js';

/** What is not read: ways to other pages, what one fills in, lists of documents, the chart, whose pairs are read. */
const SKIPPED =
  'nav:not(.tiles), form, label, table, svg, button:not(.answer), .sources details, .pair-sources, [aria-hidden=true]';
const BLOCK = 'h1, h2, h3, p, li, dt, dd, summary, small, a.act, button';

/** @typedef {{ block: Element, words: string, lang: string }} Piece - one sentence and where it stands */

/** @param {Element} main @returns {Piece[]} all sentences of the page, folded and hidden ones too */
function collect(main) {
  const walker = document.createTreeWalker(main, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) =>
    node instanceof Element && node.matches(SKIPPED) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
  );
  /** @type {Piece[]} */
  const runs = [];
  while (walker.nextNode()) {
    const { currentNode } = walker;
    const parent = currentNode.parentElement;
    if (!parent || !(currentNode instanceof Text)) continue;
    const block = parent.closest(BLOCK) ?? parent;
    const lang = parent.closest('[lang]')?.getAttribute('lang') ?? '';
    const last = runs.at(-1);
    if (last?.block === block && last.lang === lang) last.words += currentNode.data;
    else runs.push({ block, lang, words: currentNode.data });
  }
  return runs.flatMap(({ words, ...where }) => sentences(words).map((sentence) => ({ words: sentence, ...where })));
}

/** Opens the folds around it. @param {Element} block @returns {boolean} whether it is to be seen */
function reveal(block) {
  if (block.closest('[hidden]')) return false;
  for (let fold = block.closest('details'); fold; fold = fold.parentElement?.closest('details') ?? null) {
    fold.open ||= block !== fold.firstElementChild && !fold.firstElementChild?.contains(block);
  }
  return block.getClientRects().length > 0;
}

/** @param {Element} block */
function isOnScreen(block) {
  const { top, bottom } = block.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}

/** @param {HTMLElement} root - two buttons, with the words of the first in `data-*` */
export function enhance(root) {
  const play = /** @type {HTMLElement} */ (root.firstElementChild);
  const end = /** @type {HTMLElement} */ (root.lastElementChild);
  const main = /** @type {HTMLElement} */ (document.querySelector('main'));
  const language = document.documentElement.lang;
  /** @type {Piece[]} */
  let pieces = [];
  let at = 0;
  let reading = false;
  let turn = 0;
  /** @type {Element | undefined} */
  let marked;

  /** @param {Element} [block] */
  function mark(block) {
    if (block === marked) return;
    const followed = !marked || isOnScreen(marked); // Who has scrolled away is not pulled back.
    marked?.classList.remove('is-read');
    marked = block;
    block?.classList.add('is-read');
    if (followed) block?.scrollIntoView({ block: 'nearest' });
  }

  function show() {
    const words = root.dataset[reading ? 'pause' : pieces.length > 0 ? 'on' : 'play'] ?? '';
    play.setAttribute('aria-label', words);
    /** @type {HTMLElement} */ (play.querySelector('span')).textContent = words;
    end.hidden = pieces.length === 0;
    root.parentElement?.classList.toggle('is-reading', pieces.length > 0);
  }

  /** @param {number} mine - of the turn that asked: a later one has taken over */
  function next(mine) {
    if (mine !== turn) return;
    while (pieces[at] && !reveal(/** @type {Piece} */ (pieces[at]).block)) at++;
    const piece = pieces[at];
    const voice = piece && (findVoice(piece.lang) ?? findVoice(language));
    if (!voice) return stop();
    mark(piece.block);
    utter(piece.words, voice, {
      onend() {
        if (mine === turn) at++;
        next(mine);
      },
      onerror() {
        if (mine === turn) stop();
      },
    });
  }

  async function start() {
    if (pieces.length === 0) [pieces, at] = [collect(main), 0];
    reading = true;
    const mine = ++turn;
    show();
    await silence();
    next(mine);
  }

  function pause() {
    if (!reading) return;
    turn++;
    reading = false;
    silence();
    show();
  }

  function stop() {
    if (pieces.length === 0) return;
    pause();
    pieces = [];
    mark();
    if (document.activeElement === end) play.focus();
    show();
  }

  play.addEventListener('click', () => (reading ? pause() : start()));
  end.addEventListener('click', stop);
  addEventListener('pagehide', stop);
  document.addEventListener('leave', stop);
  document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && pause());
  document.addEventListener(
    'click',
    ({ target }) => target instanceof Element && target.closest('[href^="tel:"]') && stop(),
  );
  // The guided rescue hides the page it opens over.
  new MutationObserver(() => document.querySelector('.rescue') && stop()).observe(document.body, { childList: true });

  const look = () => {
    root.hidden = !findVoice(language);
  };
  onVoices(look);
  show();
  look();
}
