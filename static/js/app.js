/**
 * Starts what the page asks for. The page is whole without it: if one enhancement fails, it is logged and
 * everything else stays.
 */
import * as erase from './enhancements/erase.js';
import * as exit from './enhancements/exit.js';
import * as folds from './enhancements/folds.js';
import * as notice from './enhancements/notice.js';
import * as resume from './enhancements/resume.js';
import * as saved from './enhancements/saved.js';
import * as share from './enhancements/share.js';
import * as status from './enhancements/status.js';
import * as today from './enhancements/today.js';
import { linkWorker } from './worker-link.js';

/** @typedef {{ enhance: (root: HTMLElement) => void | Promise<void> }} Enhancement */

/** What most pages need comes with this file; what only some need is fetched there.
 * @type {Record<string, Enhancement | (() => Promise<Enhancement>)>} */
const enhancements = {
  erase,
  exit,
  folds,
  notice,
  resume,
  saved,
  share,
  status,
  today,
  aged: () => import('./enhancements/aged.js'),
  aloud: () => import('./enhancements/aloud.js'),
  install: () => import('./enhancements/install.js'),
  packs: () => import('./enhancements/packs.js'),
  pick: () => import('./enhancements/pick.js'),
  quiz: () => import('./enhancements/quiz.js'),
  search: () => import('./enhancements/search.js'),
  services: () => import('./enhancements/services.js'),
  rescue: () => import('./enhancements/rescue.js'),
  shift: () => import('./enhancements/shift.js'),
};

/** @param {HTMLElement} root */
async function start(root) {
  const found = enhancements[root.dataset.enhance ?? ''];
  const enhancement = typeof found === 'function' ? await found() : found;
  await enhancement?.enhance(root);
}

for (const root of document.querySelectorAll('[data-enhance]')) {
  if (!(root instanceof HTMLElement)) continue;
  start(root).catch((error) => console.warn(`enhancement ${root.dataset.enhance}`, error));
}

linkWorker(document.documentElement);
