/** The two clocks of a screen: until the next breathing check, and since the last dose or the start. */
import { make, plain, stopwatch } from '../dom.js';

/**
 * @param {RescueFlow['words']} words
 * @param {{ check: () => void, dose: () => void }} tap - what a tap on each does
 */
export function createClocks(words, tap) {
  const check = make('button', { type: 'button', className: 'rescue-check', onclick: tap.check });
  const dose = make('button', { type: 'button', className: 'rescue-dose', onclick: tap.dose });

  /** Words and time on a clock. Its parts stay: a slow press on it is not lost when the second changes.
   * @type {(button: HTMLElement, words: string, time: string) => void} */
  function set(button, text, time) {
    if (!button.firstChild) button.append(make('span'), make('strong'));
    for (const [index, shown] of [text, time].entries()) {
      const part = /** @type {Element} */ (button.children[index]);
      if (part.textContent !== shown) part.textContent = shown;
    }
  }

  return {
    buttons: [check, dose],
    /** @type {(state: RescueState, at: number, left: number | null) => void} left - ms until the check; null: none */
    show(state, at, left) {
      const isDue = left !== null && left <= 0;
      check.hidden = left === null;
      check.classList.toggle('rescue-check--now', isDue);
      set(
        check,
        plain(words[isDue ? 'check-now' : 'next-check']),
        isDue || left === null ? '' : stopwatch(left + 999),
      );
      const last = state.doses.at(-1);
      const isNear = left !== null && left > 0 && left < 30_000 && state.naloxone !== 'none';
      const word = last ? (isNear ? 'dose-ready' : 'since-dose') : 'since-start';
      dose.toggleAttribute('disabled', !last);
      set(dose, plain(words[word], { n: state.doses.length }), stopwatch(at - (last ? last.at : state.startedAt)));
    },
  };
}
