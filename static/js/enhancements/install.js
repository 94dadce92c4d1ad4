/** The offer to install: shown only where it can be done, never again once closed, never inside the installed app. */
import '../shared.js';
import { platformOf } from '../lib/platform.js';
import { recall, remember } from '../lib/storage.js';

/** @param {HTMLElement} root */
export function enhance(root) {
  const installed =
    matchMedia('(display-mode: standalone)').matches || ('standalone' in navigator && navigator.standalone);
  /** @type {(name: string) => HTMLElement | null} */
  const part = (name) => root.querySelector(`[data-install="${name}"]`);
  // Where it cannot be closed, the reader came for it.
  if (installed || (part('close') && recall('install') === 'no')) return;
  /** @param {string} name */
  const offer = (name) => {
    const way = part(name);
    if (!way) return; // The page has these steps already.
    way.hidden = false;
    root.hidden = false;
  };

  const platform = platformOf(navigator.userAgent, navigator.maxTouchPoints);
  if (platform) offer(platform);
  else if (window.installPrompt) offer('prompt');
  else addEventListener('beforeinstallprompt', () => offer('prompt'), { once: true });

  part('prompt')?.addEventListener('click', async () => {
    await window.installPrompt?.prompt();
    root.hidden = true;
  });
  part('close')?.addEventListener('click', () => {
    remember('install', 'no');
    root.hidden = true;
  });
  addEventListener('appinstalled', () => {
    root.hidden = true;
  });
}
