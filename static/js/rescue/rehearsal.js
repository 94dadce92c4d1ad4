/**
 * The first screen, drawn once where nobody sees it while the page rests: a slow phone then has its code, styles and
 * letters at hand when Start is tapped. It is gone before the next frame, and nothing rests on it.
 */
import { begin } from '../lib/rescue.js';
import { createScreen } from './screen.js';

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
  (window.requestIdleCallback ?? setTimeout)(work);
}

/** @param {RescueFlow} flow */
function rehearse(flow) {
  // Nobody can tap it, so it needs to do nothing. A real sound would listen for taps from now on.
  const { element, draw, clocks } = createScreen(flow, /** @type {any} */ ({ sound: { muted: true } }));
  const [now, state] = [Date.now(), begin(flow, Date.now())];
  draw(state, now, false);
  clocks(state, now, 0);
  Object.assign(element.style, { position: 'fixed', inset: '0', visibility: 'hidden', contain: 'strict' });
  document.body.append(element);
  void element.offsetHeight; // Lays it out, here and now.
  element.remove();
}
