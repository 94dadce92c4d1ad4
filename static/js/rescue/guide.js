/**
 * The guided rescue while it is open: what was tapped goes into the state, the state onto the screen, and the
 * clocks, the sound and the phone follow it.
 */

import { make, plain, stopwatch } from '../dom.js';
import { RHYTHMS } from '../lib/beats.js';
import { isRunning } from '../lib/record.js';
import { begin, checkDue, MINUTE, offer, reduce, SECOND } from '../lib/rescue.js';
import { keepAwake, letSleep } from './awake.js';
import { panels } from './panels.js';
import { createScreen } from './screen.js';
import { createSound } from './sound.js';
import { erase, load, save } from './store.js';
import { createVoice } from './voice.js';

/** Start, tapped again within this time, is the same emergency. */
const JUST_NOW = 30 * MINUTE;

/** A practice left alone for longer is over: nobody should find it and take it for real. */
const PRACTICE_KEPT = 5 * MINUTE;

/**
 * @param {RescueFlow} flow
 * @param {{ step?: string, start?: boolean, practice?: number, closed: () => void }} wish - `start` is a new emergency
 *   unless one is just running; `practice` is its speed
 */
export function openRescue(flow, { step, start, practice, closed }) {
  const openedAt = Date.now();
  const now = () => (practice ? openedAt + (Date.now() - openedAt) * practice : Date.now());
  const kept = practice ? null : load(flow, openedAt);
  const goesOn =
    kept &&
    (start ? isRunning(kept) && openedAt - kept.lastAt < JUST_NOW : isRunning(kept) || !step || kept.step === step);
  let state = goesOn ? kept : begin(flow, openedAt, step);
  if (goesOn && step) state = reduce(flow, state, { type: 'open', step, at: now() });

  const hidden = /** @type {HTMLElement[]} */ ([...document.body.children]).filter(
    (part) => !part.matches('[hidden], [role=status]'),
  );
  const sound = createSound(() => screen.tools());
  const voice = createVoice(flow.language, sound);
  /** @type {{ key: string, at: number } | null} */
  let pace = null;
  let timer = 0;
  let cue = '';
  let pushed = 0;
  let touchedAt = openedAt;
  let over = false;
  const gone = new AbortController();
  const { signal } = gone;

  /** Whatever goes wrong here, the plain page is under it. @template T @param {() => T} work */
  const guarded = (work) => {
    try {
      return work();
    } catch (error) {
      console.warn('guided rescue', error);
      close(true);
      return undefined;
    }
  };

  /** @param {RescueEvent} event */
  const dispatch = (event) =>
    guarded(() => {
      const before = state;
      state = reduce(flow, state, event);
      if (state === before) return;
      if (!practice) save(state, event.type !== 'tick');
      if (event.type === 'call') hushed();
      document.dispatchEvent(new Event('rescue'));
      keepAddress(event.type !== 'back' && state.back.length > before.back.length);
      show(state.step !== before.step);
    });
  /** The address names the screen, so that a reload and the phone's own Back find it. A practice leaves no address.
   * @param {boolean} further */
  function keepAddress(further) {
    if (practice) return;
    if (further) pushed += 1;
    const [entry, address] = [{ rescue: state.back.length, pushed }, `#rescue/${state.step}`];
    if (further) history.pushState(entry, '', address);
    else history.replaceState(entry, '', address);
  }
  /** Nothing of ours may cover the dispatcher's voice: the helper turns it on again. */
  function hushed() {
    sound.mute(true);
    voice.hush();
    screen.tools();
  }
  /** @param {any} event - without its time: that is now */
  const send = (event) => {
    if (event.type !== 'tick') touchedAt = Date.now();
    dispatch({ ...event, at: now() });
  };

  const back = () => {
    if (pushed > 0) {
      pushed -= 1; // At once: a second tap before the first has arrived must not leave the page.
      history.back();
    } else send({ type: 'back' });
  };
  /** @param {PopStateEvent} event */
  const popped = ({ state: entry }) => {
    if (!location.hash.startsWith('#rescue') && location.hash !== '#start') return;
    const { rescue: depth = 0, pushed: further = 0 } = entry ?? {};
    pushed = further;
    if (state.back.length > depth) send({ type: 'back' });
  };

  const screen = createScreen(flow, {
    send,
    back,
    leave: () => close(),
    sound,
    practice: Boolean(practice),
    real: () => {
      close();
      location.hash = '#start';
    },
    panel: (name) => panel.open(name),
    list: (now) => panel.log(now),
  });
  const panel = panels(flow, {
    send,
    state: () => state,
    now,
    leave: () => close(),
    anew: () => {
      erase();
      state = begin(flow, now());
      save(state);
      show(true);
    },
    voice,
    read: () => read(),
  });

  const read = () => {
    const { title, lines } = screen.shown();
    const clip = state.who === 'adult' ? flow.steps[state.step]?.audio : undefined; // Recorded for an adult.
    voice.speak([title, ...lines], clip);
  };

  /** @param {boolean} moved - to another screen */
  function show(moved) {
    const at = now();
    const current = /** @type {RescueStep} */ (flow.steps[state.step]);
    screen.draw(state, at, moved);
    if (moved) voice.hush();
    setPace(current);
    tick();
    if (moved && !over) screen.enter();
  }

  /** @param {RescueStep} current */
  function setPace(current) {
    const child = state.who !== 'adult';
    const key =
      current.tool === 'breaths'
        ? child
          ? 'childBreaths'
          : 'adultBreaths'
        : current.tool === 'compressions'
          ? state.handsOnly
            ? 'pushesOnly'
            : 'pushesAndBreaths'
          : '';
    const rhythm = RHYTHMS[key];
    if (!rhythm) {
      pace = null;
      sound.stop();
    } else if (pace?.key !== key) {
      pace = { key, at: practice ? Date.now() : state.since };
      sound.start(rhythm, pace.at);
    }
    screen.pace(rhythm, pace?.at ?? 0, key);
  }

  /** @param {string} text */
  function alertTo(text) {
    screen.announce(text);
    sound.alert();
  }

  /** Once a second: the clocks, the check that is due, the dose that may be given. */
  function tick() {
    clearTimeout(timer);
    if (practice && Date.now() - touchedAt > PRACTICE_KEPT) close();
    if (over) return;
    const at = now();
    const before = state.step;
    send({ type: 'tick' });
    if (over || state.step !== before) return; // Gone, or drawn anew with a clock of its own.
    guarded(() => {
      const may = offer(flow, state, at);
      const due = checkDue(flow, state);
      const next = [may?.word, due !== null && at >= due ? 'check' : ''].join();
      if (next !== cue) {
        const called = cue !== '' || next !== ',';
        cue = next;
        screen.draw(state, at, false);
        if (called && next.endsWith('check')) alertTo(plain(flow.words['check-now']));
        else if (called && may?.word.match(/again|firm/)) alertTo(plain(flow.words[may.word]));
      }
      screen.clocks(state, at, due === null ? null : due - at);
    });
    if (over) return;
    const step = SECOND / (practice ?? 1);
    timer = window.setTimeout(tick, Math.max(100, step - (Date.now() % step)));
  }

  /** Another tab, or this page kept by the browser, may have gone further: what was done last holds. */
  const elsewhere = () => {
    const found = practice ? null : load(flow, Date.now());
    if (!found || found.lastAt <= state.lastAt) return;
    state = found;
    guarded(() => show(true));
  };
  const visible = () => document.visibilityState === 'visible' && tick();

  /** Nothing sounds, shakes, shines or ticks any more. What was done stays in the store. */
  function silence() {
    over = true;
    clearTimeout(timer);
    hushed();
    sound.stop();
    letSleep();
    gone.abort();
  }

  /** @param {boolean} [failed] */
  function close(failed = false) {
    if (over) return;
    silence();
    screen.element.remove();
    panel.element.remove();
    for (const part of hidden) part.hidden = false;
    document.dispatchEvent(new Event('rescue'));
    if (location.hash.startsWith('#rescue') || location.hash === '#start') {
      history.pushState(null, '', location.pathname);
    }
    if (practice) review();
    if (failed)
      document.querySelector('main')?.prepend(make('p', { className: 'warning', role: 'alert' }, flow.words.failed));
    closed();
  }

  /** What the practice showed, at the top of the page. */
  function review() {
    const first = /** @param {number | undefined} at */ (at) =>
      at === undefined ? plain(flow.words['practice-never']) : stopwatch(at - state.startedAt);
    const pushedAt = state.log.find(({ note }) => /breathing-(none|weak)/.test(note))?.at;
    const rows = [
      ['practice-call', state.calls[0]],
      ['practice-dose', state.doses[0]?.at],
      ['practice-breath', pushedAt],
    ];
    const list = make('dl', {});
    for (const [word, at] of rows) {
      const name = flow.words[/** @type {string} */ (word)];
      list.append(make('dt', {}, name), make('dd', {}, first(/** @type {number | undefined} */ (at))));
    }
    const box = make(
      'section',
      { className: 'saved', tabIndex: -1 },
      make('h2', {}, flow.words['practice-review']),
      list,
    );
    document.querySelector('main')?.prepend(box);
    box.focus();
  }

  for (const part of hidden) part.hidden = true;
  document.body.append(screen.element, panel.element);
  if (!practice) save(state);
  keepAddress(false);
  document.addEventListener('visibilitychange', visible, { signal });
  document.addEventListener('leave', silence, { signal });
  addEventListener('popstate', popped, { signal });
  addEventListener('storage', elsewhere, { signal });
  addEventListener('pageshow', elsewhere, { signal });
  keepAwake();
  guarded(() => show(true));
  return over ? undefined : { close };
}
