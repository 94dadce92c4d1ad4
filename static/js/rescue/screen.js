/** One screen of the guided rescue: the step, its answers, the clocks. It shows the state and reports taps. */

import { make, plain } from '../dom.js';
import { checkStep, ENOUGH, isOffered, offer } from '../lib/rescue.js';
import { createClocks } from './clocks.js';
import { createPacer } from './pacer.js';

/** A button with a sign on it and a name for who hears it. @type {(glyph: string, name: RescueText | undefined, onclick: () => void) => HTMLElement} */
const sign = (glyph, name, onclick) =>
  make('button', { type: 'button', className: 'rescue-sign', 'aria-label': plain(name), onclick }, glyph);

const WHO = /** @type {RescueWho[]} */ (['adult', 'child', 'baby']);
const LOOK_S = 10;

/**
 * @param {RescueFlow} flow
 * @param {{
 *   send: (event: any) => void, back: () => void, leave: () => void, real: () => void,
 *   panel: (name: string) => void, list: (state: RescueState) => Node, practice: boolean,
 *   sound: import('./sound.js').Sound,
 * }} act - what a tap does
 */
export function createScreen(flow, act) {
  const { words } = flow;
  const title = make('h1', { className: 'rescue-title', tabIndex: -1 });
  const body = make('div', { className: 'rescue-body' });
  const tool = make('div', { className: 'rescue-tool' });
  const answers = make('div', { className: 'rescue-answers' });
  const clocks = createClocks(words, {
    check: () => act.send({ type: 'open', step: due }),
    dose: () => act.panel('dose'),
  });
  const said = make('p', { className: 'unseen', role: 'status' });
  const back = sign('←', words.back, act.back);
  const sounds = make(
    'button',
    { type: 'button', className: 'pill', 'aria-pressed': 'false', onclick: () => toggle() },
    words.sound,
  );
  const leave = sign('×', words[act.practice ? 'practice-end' : 'leave'], act.leave);
  leave.className += ' rescue-leave';
  const who = make('fieldset', { className: 'rescue-who' }, make('legend', { className: 'unseen' }, words.who));
  const call = make('a', { className: 'act act--alarm rescue-call', href: act.practice ? '#' : 'tel:911' });
  const languages = [...document.querySelectorAll('.bar-languages a')].map((link) => {
    const other = /** @type {HTMLAnchorElement} */ (link.cloneNode(true));
    other.textContent = other.hreflang.toUpperCase();
    other.setAttribute('aria-label', `${other.textContent}, ${link.textContent}`);
    other.hash = '#rescue';
    return other;
  });
  const exit = /** @type {Element} */ (document.querySelector('.exit')).cloneNode(true);
  let due = 'airway';
  /** @type {ReturnType<typeof createPacer> | undefined} */
  let pacer;
  let pacing = '';
  let answering = '';
  let looking = 0;

  for (const name of WHO) {
    const choice = make('input', {
      type: 'radio',
      name: 'who',
      value: name,
      onchange: () => act.send({ type: 'who', who: name }),
    });
    who.append(
      make(
        'label',
        {},
        choice,
        make('span', {}, words[name], words[`${name}-age`] && make('small', {}, words[`${name}-age`])),
      ),
    );
  }
  call.addEventListener('click', (event) => {
    if (act.practice) event.preventDefault();
    act.send({ type: 'call' });
  });

  const main = make(
    'main',
    { className: 'rescue-main' },
    title,
    body,
    make('div', { className: 'rescue-pace' }, tool, sounds),
  );
  const element = make(
    'div',
    { className: 'rescue' },
    act.practice &&
      make(
        'p',
        { className: 'rescue-practice' },
        words['practice-banner'],
        make('button', { type: 'button', className: 'plain', onclick: act.real }, words['practice-real']),
      ),
    make('header', { className: 'rescue-bar' }, back, who, ...(act.practice ? [] : languages)),
    make('div', { className: 'rescue-clocks' }, ...clocks.buttons, make('nav', {}, exit), leave),
    main,
    make(
      'footer',
      { className: 'rescue-foot' },
      answers,
      make(
        'div',
        { className: 'rescue-row' },
        call,
        make(
          'button',
          { type: 'button', className: 'act act--quiet', onclick: () => act.panel('changes') },
          words.changed,
        ),
        sign('⋯', words.tools, () => act.panel('more')),
      ),
    ),
    said,
  );

  function toggle() {
    act.sound.mute(!act.sound.muted);
    tools();
  }

  /** Sound and voice: shown where there are any, and saying what they are. */
  function tools() {
    sounds.setAttribute('aria-pressed', String(!act.sound.muted));
    sounds.hidden = !pacer;
  }

  /** @param {RescueState} state @returns {RescueStep} the screen as it is for this person */
  function variant(state) {
    const step = /** @type {RescueStep} */ (flow.steps[state.step]);
    const own = state.who === 'adult' ? undefined : step[state.who];
    const found = { ...step, ...own };
    const pushes = state.handsOnly && step.hands_only_words?.lines;
    if (pushes) found.lines = own?.lines ? [...own.lines.slice(0, 1), ...pushes.slice(1)] : pushes; // Where to push differs.
    if (state.who !== 'baby') return found;
    return { ...found, pictogram: undefined, say: undefined }; // The drawings show a grown person; no words for a baby.
  }

  /** Whoever draws another screen (`moved`) also calls `enter`, once all on it stands.
   * @type {(state: RescueState, at: number, moved: boolean) => void} */
  function draw(state, at, moved) {
    const step = variant(state);
    const held = element.contains(document.activeElement);
    const may = offer(flow, state, at);
    title.replaceChildren(make('span', {}, step.title));
    const lines = step.lines.map((line) => make('p', {}, line));
    const drawing = step.tool === 'breaths' || step.tool === 'compressions' ? null : picture(step.pictogram);
    const hint = step.hint ? make('p', { className: 'rescue-hint' }, step.hint) : null;
    const first = step.kind === 'check'; // There it decides the answer.
    const children = [
      first ? hint : null,
      state.calls.length === 0 &&
        state.person === 'unresponsive' &&
        state.step === 'airway' &&
        make('p', { className: 'rescue-urge' }, words.speaker),
      drawing,
      make('div', { className: 'rescue-lines' }, ...lines),
      step.say &&
        make(
          'blockquote',
          { className: 'say' },
          ...step.say.map((line) => make('p', {}, line)),
          state.doses.length > 0 && step.say_dosed && make('p', {}, step.say_dosed),
        ),
      step.tool === 'log' && act.list(state),
      first ? null : hint,
      ...(step.link ?? []).map(({ to, text }) =>
        make('p', { className: 'onward' }, make('a', { href: `/${flow.language}/${to}` }, text)),
      ),
      may &&
        make(
          'button',
          {
            type: 'button',
            className: `act rescue-offer${may.firm ? ' act--alarm' : ''}`,
            onclick: () => act.send({ type: 'open', step: may.step }),
          },
          words[may.word],
        ),
      state.doses.length >= ENOUGH &&
        step.kind === 'do' &&
        state.breathing !== 'well' &&
        make('p', { className: 'rescue-hint' }, words.enough),
      state.calls.length > 0 && state.heard === null && state.person === 'unresponsive' && heard(),
      state.heard === false && make('p', { className: 'rescue-hint' }, words['no-answer']),
    ];
    body.replaceChildren(...children.filter((child) => child instanceof Node));
    const shown = [state.step, state.who, state.handsOnly].join();
    if (shown !== answering)
      answers.replaceChildren(
        ...step.answer.flatMap((answer, index) =>
          isOffered(answer, state) ? [button(answer, () => act.send({ type: 'answer', index }))] : [],
        ),
      );
    answering = shown;
    answers.dataset.count = String(answers.childElementCount);
    call.replaceChildren(make('span', {}, state.calls.length ? words['call-again'] : words.call));
    for (const choice of who.querySelectorAll('input')) choice.checked = choice.value === state.who;
    back.hidden = state.back.length === 0;
    element.dataset.step = state.step;
    due = checkStep(flow, state);
    tools();
    if (moved) look(step.tool === 'look');
    else if (held && !element.contains(document.activeElement)) title.focus({ preventScroll: true });
  }

  /** Another screen begins at its top, its title in focus. This makes the browser lay it out: once, so at the end. */
  function enter() {
    main.scrollTop = 0;
    scrollTo(0, 0);
    title.focus({ preventScroll: true });
  }

  /** @param {RescueAnswer} answer @param {() => void} onclick */
  const button = ({ text, detail, tone = 'plain' }, onclick) =>
    make(
      'button',
      { type: 'button', className: `answer answer--${tone}`, onclick },
      make('strong', {}, text),
      detail && make('span', { className: 'answer-detail' }, detail),
    );

  const heard = () =>
    make(
      'div',
      { className: 'rescue-heard' },
      make('span', {}, words.heard),
      make(
        'button',
        { type: 'button', className: 'pill', onclick: () => act.send({ type: 'heard', yes: true }) },
        words.yes,
      ),
      make(
        'button',
        { type: 'button', className: 'pill', onclick: () => act.send({ type: 'heard', yes: false }) },
        words.no,
      ),
    );

  /** The drawing as it stands in the guide under this screen. @param {string | undefined} name */
  function picture(name) {
    const drawn = name && document.querySelector(`svg[data-name="${name}"]`);
    return drawn ? drawn.cloneNode(true) : null;
  }

  /** Ten seconds to look, counted; nothing waits for them. @param {boolean} is */
  function look(is) {
    clearInterval(looking);
    if (!is) return;
    const began = Date.now();
    const count = make('span', { className: 'look-count', 'aria-hidden': 'true' });
    const bar = make('span', { className: 'look-bar', 'aria-hidden': 'true' });
    const step = () => {
      const passed = Math.min(LOOK_S, Math.floor((Date.now() - began) / 1000));
      count.textContent = plain(words.look, { n: passed });
    };
    step();
    looking = window.setInterval(step, 250);
    tool.replaceChildren(make('div', { className: 'look' }, bar, count));
  }

  /** @type {(rhythm: import('../lib/beats.js').Rhythm | undefined, startedAt: number, key: string) => void} */
  function pace(rhythm, startedAt, key) {
    if (!rhythm) {
      pacer?.stop();
      if (pacer) pacer.element.remove();
      pacer = undefined;
      pacing = '';
      tools();
      if (!element.querySelector('.look')) tool.replaceChildren();
      return;
    }
    if (pacing === key && pacer) return;
    pacer?.stop();
    pacing = key;
    const seconds = key === 'adultBreaths' ? 5 : 3;
    const name =
      /Breaths$/.test(key) && key !== 'pushesAndBreaths'
        ? plain(words['pacer-breaths'], { n: seconds })
        : plain(words[key === 'pushesOnly' ? 'pacer-hands-only' : 'pacer-pushes']);
    pacer = createPacer({
      name,
      blow: plain(words.blow),
      wait: plain(words.wait),
      push: plain(words.push),
      breaths: plain(words['two-breaths']),
    });
    tool.replaceChildren(pacer.element);
    pacer.show(rhythm, startedAt);
    tools();
  }

  return {
    element,
    draw,
    enter,
    pace,
    clocks: clocks.show,
    tools,
    /** @param {string} text */
    announce: (text) => {
      said.textContent = '';
      said.textContent = text;
    },
    /** The words of the screen, for reading aloud. */
    shown: () => ({
      title: title.textContent ?? '',
      lines: [...body.querySelectorAll('p')].map((line) => line.textContent ?? ''),
    }),
  };
}
