/**
 * Starts what the page asks for. The page is whole without it: if one enhancement fails, it is logged and
 * everything else stays.
 */
import './shared.js';
import { enhance as erase } from './enhancements/erase.js';
import { enhance as exit } from './enhancements/exit.js';
import { enhance as folds } from './enhancements/folds.js';
import { enhance as notice } from './enhancements/notice.js';
import { enhance as resume } from './enhancements/resume.js';
import { enhance as saved } from './enhancements/saved.js';
import { enhance as share } from './enhancements/share.js';
import { enhance as status } from './enhancements/status.js';
import { enhance as today } from './enhancements/today.js';
import { recall } from './lib/storage.js';
import { linkWorker } from './worker-link.js';

/** @typedef {(root: HTMLElement) => void | Promise<void>} Enhance */

/** What most pages need. @type {Record<string, Enhance>} */
const here = { erase, exit, folds, notice, resume, saved, share, status, today };

/** What only some need, fetched there. @type {Record<string, () => Promise<{ enhance: Enhance }>>} */
const elsewhere = {
  aged: () => import('./enhancements/aged.js'),
  aloud: () => import('./enhancements/aloud.js'),
  install: () => import('./enhancements/install.js'),
  packs: () => import('./enhancements/packs.js'),
  pick: () => import('./enhancements/pick.js'),
  report: () => import('./enhancements/report.js'),
  quiz: () => import('./enhancements/quiz.js'),
  search: () => import('./enhancements/search.js'),
  services: () => import('./enhancements/services.js'),
  rescue: () => import('./enhancements/rescue.js'),
  shift: () => import('./enhancements/shift.js'),
};

/** @param {HTMLElement} root */
async function start(root) {
  const name = root.dataset.enhance ?? '';
  const enhance = here[name] ?? (await elsewhere[name]?.())?.enhance;
  await enhance?.(root);
}

for (const root of document.querySelectorAll('[data-enhance]')) {
  if (!(root instanceof HTMLElement)) continue;
  start(root).catch((error) => console.warn(`enhancement ${root.dataset.enhance}`, error));
}

linkWorker(document.documentElement);

// What waits on this phone is sent, now or when there is a network. A page that was opened before may be the one that sees it.
const send = () =>
  recall('reports') &&
  !document.querySelector('.today') && // Who has left asks nobody anything.
  import('./reports/sender.js')
    .then(({ trySending }) => trySending())
    .catch((error) => console.warn('reports', error));
for (const type of ['online', 'pageshow']) addEventListener(type, send);
