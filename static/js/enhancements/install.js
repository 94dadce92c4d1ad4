/** The offer to install: shown only where it can be done, never again once closed, never inside the installed app. */
import { platformOf } from '../lib/platform.js';
import { recall, remember } from '../lib/storage.js';

/** @param {HTMLElement} root */
export function enhance(root) {
  const installed =
    matchMedia('(display-mode: standalone)').matches || ('standalone' in navigator && navigator.standalone);
  if (installed || recall('install') === 'no') return;
  /** @type {(name: string) => HTMLElement} */
  const part = (name) => /** @type {HTMLElement} */ (root.querySelector(`[data-install="${name}"]`));
  /** @param {string} name */
  const offer = (name) => {
    part(name).hidden = false;
    root.hidden = false;
  };

  const platform = platformOf(navigator.userAgent, navigator.maxTouchPoints);
  if (platform) offer(platform);
  else if (window.installPrompt) offer('prompt');
  else addEventListener('beforeinstallprompt', () => offer('prompt'), { once: true });

  part('prompt').addEventListener('click', async () => {
    await window.installPrompt?.prompt();
    root.hidden = true;
  });
  part('close').addEventListener('click', () => {
    remember('install', 'no');
    root.hidden = true;
  });
  addEventListener('appinstalled', () => {
    root.hidden = true;
  });
}
