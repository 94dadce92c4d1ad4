/**
 * The first screen, drawn once where nobody sees it while the page rests: a slow phone then has its code, styles and
 * letters at hand when Start is tapped. It is gone before the next frame, and nothing rests on it.
 */
import { begin } from '../lib/rescue.js';
import { createScreen } from './screen.js';

const REST_MS = 2000;

/** @param {RescueFlow} flow @param {() => boolean} isOpen - then there is nothing left to rehearse */
export function rehearseAtRest(flow, isOpen) {
  const work = () => {
    try {
      if (!isOpen()) rehearse(flow);
    } catch (error) {
      console.warn('guided rescue', error);
    }
  };
  // Safari has no idle callback.
  if ('requestIdleCallback' in window) requestIdleCallback(work, { timeout: REST_MS });
  else setTimeout(work, REST_MS);
}

/** @param {RescueFlow} flow */
function rehearse(flow) {
  const nothing = () => {};
  const screen = createScreen(flow, {
    send: nothing,
    back: nothing,
    leave: nothing,
    real: nothing,
    panel: nothing,
    list: () => document.createTextNode(''),
    practice: false,
    sound: /** @type {any} */ ({ muted: true }), // A real one would listen for taps from now on.
  });
  const [now, state] = [Date.now(), begin(flow, Date.now())];
  screen.draw(state, now, false);
  screen.clocks(state, now, 0);
  Object.assign(screen.element.style, { position: 'fixed', inset: '0', visibility: 'hidden', contain: 'strict' });
  document.body.append(screen.element);
  void screen.element.offsetHeight; // Lays it out, here and now.
  screen.element.remove();
}
