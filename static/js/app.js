/**
 * Starts what the page asks for. The page is whole without it: if one enhancement fails, it is logged and
 * everything else stays.
 */
import { linkWorker } from './worker-link.js';

/** @type {Record<string, () => Promise<{ enhance: (root: HTMLElement) => void }>>} */
const enhancements = {
  saved: () => import('./enhancements/saved.js'),
  status: () => import('./enhancements/status.js'),
  erase: () => import('./enhancements/erase.js'),
  install: () => import('./enhancements/install.js'),
  rescue: () => import('./enhancements/rescue.js'),
  resume: () => import('./enhancements/resume.js'),
};

for (const root of document.querySelectorAll('[data-enhance]')) {
  if (!(root instanceof HTMLElement)) continue;
  const load = enhancements[root.dataset.enhance ?? ''];
  load?.()
    .then(({ enhance }) => enhance(root))
    .catch((error) => console.warn(`enhancement ${root.dataset.enhance}`, error));
}

linkWorker(document.documentElement);
