/**
 * The guided rescue as a pure function: state + event + time -> state. The screens are data (rescue.toml files);
 * here is what they mean. All times are milliseconds since 1970. Nothing here touches the page.
 *
 * Three rules hold whatever is tapped:
 * - A clock never orders a dose. It asks for a breathing check; a dose is offered after one that found trouble.
 * - While the person is unresponsive there is always a next breathing check.
 * - A step back takes back an answer, never a dose or a call: those happened.
 */

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;

/** A dose may be repeated from here on, and firmly from LATE. Source: docs/decisions/0007-the-overdose-order.md */
export const AGAIN = 2 * MINUTE;
export const LATE = 3 * MINUTE;

/** After this many doses more may not help. */
export const ENOUGH = 3;

/** A check made this shortly before a dose may be repeated still counts: nobody is asked twice in a breath. */
const FRESH = 20 * SECOND;

/** How far back the helper can step. */
const DEPTH = 40;

/** Where a screen names no other time, a breathing check is due after this. */
const CHECK = 2 * MINUTE;

/** A step back from a check that is due is not taken away at once. */
const PAUSE = 30 * SECOND;

/**
 * A new rescue.
 * @param {RescueFlow} flow
 * @param {number} at
 * @param {string} [step] - where to begin, from a link to a step
 * @returns {RescueState}
 */
export function begin(flow, at, step = flow.first) {
  const asked = flow.steps[step]?.needs ? 'airway' : step;
  const found = flow.steps[asked]?.person === 'unresponsive' ? asked : flow.first;
  const state = {
    version: 1,
    startedAt: at,
    lastAt: at,
    step: found,
    since: at,
    doing: null,
    who: /** @type {RescueWho} */ ('adult'),
    person: /** @type {RescuePerson} */ ('unresponsive'),
    breathing: null,
    checkedAt: at,
    notBefore: at,
    naloxone: null,
    handsOnly: false,
    redo: false,
    doses: [],
    calls: [],
    heard: null,
    log: [{ at, note: 'start' }],
    back: [],
    erased: false,
  };
  return enter(flow, state, found, at);
}

/**
 * The state after an event. An event that makes no sense here changes nothing.
 * @param {RescueFlow} flow
 * @param {RescueState} before - at any earlier time
 * @param {RescueEvent} event
 * @returns {RescueState}
 */
export function reduce(flow, before, event) {
  const { at } = event;
  const state = at < before.lastAt ? shifted(before, at - before.lastAt) : before;
  switch (event.type) {
    case 'answer': {
      const answer = flow.steps[state.step]?.answer[event.index];
      if (!answer || !isOffered(answer, state)) return state;
      return act(anew(flow, answered(flow, remembered(state), answer, at), at), at);
    }
    case 'open': {
      if (event.step === state.step) return state;
      const id = permitted(flow, state, event.step, at);
      return flow.steps[id] && id !== state.step ? act(enter(flow, remembered(state), id, at), at) : state;
    }
    case 'who':
      return act({ ...state, who: event.who, handsOnly: state.handsOnly && event.who === 'adult' }, at);
    case 'call':
      return act({ ...noted(state, { at, note: 'call' }), calls: [...state.calls, at], heard: null }, at);
    case 'heard':
      return act({ ...state, heard: event.yes }, at);
    case 'redose':
      return state.doses.length ? act(redosed(state, event.given), at) : state;
    case 'back':
      return { ...steppedBack(state, at), lastAt: at };
    case 'tick':
      return mustCheck(flow, state, at) ? enter(flow, remembered(state), checkStep(flow, state), at) : state;
    default:
      return state;
  }
}

/** The phone's clock was set back: all that happened moves with it, else the next check could be an hour away.
 * @type {(state: RescueState, by: number) => RescueState} */
function shifted(state, by) {
  const moved = JSON.parse(JSON.stringify(state), (name, value) =>
    /^at$|At$|since|notBefore/.test(name) ? value + by : value,
  );
  return { ...moved, calls: state.calls.map((at) => at + by) };
}

/** @type {(state: RescueState, at: number) => RescueState} */
const act = (state, at) => ({ ...state, lastAt: at });

/** After the list was erased, what starts again is a new rescue. @type {(flow: RescueFlow, state: RescueState, at: number) => RescueState} */
const anew = (flow, state, at) =>
  state.erased && state.person === 'unresponsive' ? begin(flow, at, state.step) : state;

/** @type {(flow: RescueFlow, state: RescueState, answer: RescueAnswer, at: number) => RescueState} */
function answered(flow, state, answer, at) {
  let next = state;
  if (answer.note) next = noted(next, { at, note: answer.note });
  if (answer.naloxone) next = { ...next, naloxone: answer.naloxone };
  if (answer.dose) next = { ...dosed(next, answer.dose, at), redo: false };
  if (answer.breathing) next = { ...next, breathing: answer.breathing, checkedAt: at, redo: false };
  if (answer.hands_only) next = { ...next, handsOnly: answer.hands_only === 'on' };
  if (answer.erase) next = { ...next, log: [], doses: [], calls: [], back: [], erased: true };
  return enter(flow, next, answer.to === 'resume' ? resumed(flow, next) : answer.to, at);
}

/** Where an answer that only goes on leads: out of a change to where it was opened, else to what is being done.
 * @type {(flow: RescueFlow, state: RescueState) => string} */
function resumed(flow, state) {
  const isMain = (/** @type {string} */ id) => Boolean(flow.steps[id]?.person);
  const before = isMain(state.step) ? undefined : [...state.back].reverse().find(({ step }) => isMain(step));
  return before?.step ?? state.doing ?? 'airway';
}

/**
 * Whether a button is on the screen: not all are for everyone, and none is there that changes nothing.
 * @param {RescueAnswer} answer
 * @param {RescueState} state
 */
export const isOffered = (answer, state) =>
  (!answer.only || answer.only.includes(state.who)) &&
  (answer.to !== state.step || !answer.hands_only || (answer.hands_only === 'on') !== state.handsOnly);

/** The state on another screen.
 * @type {(flow: RescueFlow, state: RescueState, id: string, at: number) => RescueState} */
export function enter(flow, state, id, at) {
  const step = /** @type {RescueStep} */ (flow.steps[id]);
  const person = step.person ?? state.person;
  const again = state.person !== 'unresponsive' && person === 'unresponsive';
  return {
    ...state,
    step: id,
    since: at,
    person,
    doing: step.kind === 'do' ? id : person === 'unresponsive' ? state.doing : null,
    checkedAt: again ? at : state.checkedAt,
    breathing: again && state.checkedAt !== at ? null : state.breathing,
  };
}

/**
 * The screen asked for by a link or a change, or the breathing check that must come before it.
 * @type {(flow: RescueFlow, state: RescueState, id: string, at: number) => string}
 */
function permitted(flow, state, id, at) {
  const step = flow.steps[id];
  if (step?.needs === 'well' && (state.breathing !== 'well' || state.person !== 'unresponsive')) return 'airway';
  if (step?.gives && state.doses.length > 0 && !mayRepeat(state, at)) return checkStep(flow, state);
  return id;
}

/** @type {(state: RescueState, entry: RescueNote) => RescueState} */
const noted = (state, entry) => ({ ...state, log: [...state.log, entry] });

/** @type {(state: RescueState, dose: string, at: number) => RescueState} */
function dosed(state, dose, at) {
  const known = dose !== 'unknown' && dose !== '5';
  const given = dose === 'unknown' ? at : at - Number(dose) * MINUTE;
  return withDose(state.redo ? withoutLastDose(state) : state, given, known);
}

/** @type {(state: RescueState, given: number, known: boolean) => RescueState} */
const withDose = (state, given, known) => ({
  ...noted(state, { at: given, note: known ? 'dose' : 'dose-earlier', dose: state.doses.length + 1 }),
  doses: [...state.doses, { at: given, known }],
});

/** @type {(state: RescueState) => RescueState} */
const withoutLastDose = (state) => ({
  ...state,
  doses: state.doses.slice(0, -1),
  log: state.log.filter(({ dose }) => dose !== state.doses.length),
});

/** The last dose at another time, or not given at all. @type {(state: RescueState, given: number | null) => RescueState} */
const redosed = (state, given) =>
  given === null ? withoutLastDose(state) : withDose(withoutLastDose(state), given, true);

/** What a step back restores. Doses and calls are not among it. @type {(state: RescueState) => RescueState} */
function remembered(state) {
  const { step, since, doing, person, breathing, checkedAt, naloxone, handsOnly } = state;
  const then = { step, since, doing, person, breathing, checkedAt, naloxone, handsOnly };
  const entry = { ...then, log: state.log.length, doses: state.doses.length };
  return { ...state, back: [...state.back, entry].slice(-DEPTH) };
}

/** @type {(state: RescueState, at: number) => RescueState} */
function steppedBack(state, at) {
  const last = state.back.at(-1);
  if (!last) return state;
  const { log: length, doses, ...before } = last;
  const redo = state.redo || state.doses.length > doses; // The same answer once more is the same dose.
  const log = state.log.filter((entry, index) => index < length || entry.dose || entry.note === 'call');
  return { ...state, ...before, since: at, notBefore: at + PAUSE, redo, log, back: state.back.slice(0, -1) };
}

/**
 * When the next breathing check is due, or null for someone awake or with the medics.
 * @param {RescueFlow} flow
 * @param {RescueState} state
 */
export function checkDue(flow, state) {
  if (state.person !== 'unresponsive') return null;
  const every = flow.steps[state.doing ?? '']?.every;
  const regular = state.checkedAt + (every ? every * SECOND : CHECK);
  const dose = state.doses.at(-1);
  const asked = !dose || state.checkedAt >= dose.at + AGAIN - FRESH;
  const due = asked ? regular : Math.min(regular, Math.max(dose.at + AGAIN, state.checkedAt));
  return Math.max(due, state.notBefore);
}

/** The screen of the check that fits what is being done.
 * @param {RescueFlow} flow
 * @param {RescueState} state
 */
export const checkStep = (flow, state) => flow.steps[state.doing ?? '']?.check ?? 'airway';

/** Whether the screen must become the check: only what one goes on doing gives way, never a screen being read.
 * @param {RescueFlow} flow
 * @param {RescueState} state
 * @param {number} at
 */
function mustCheck(flow, state, at) {
  const due = checkDue(flow, state);
  return due !== null && at >= due && flow.steps[state.step]?.kind === 'do' && checkStep(flow, state) !== state.step;
}

/**
 * Which naloxone may be offered now, if any. The first dose of an injection comes after the first breaths; any
 * later dose only after a check that found trouble, 2 minutes or more after the last one.
 * @param {RescueFlow} flow
 * @param {RescueState} state
 * @param {number} at
 * @returns {{ step: string, word: string, firm: boolean } | null}
 */
export function offer(flow, state, at) {
  if (flow.steps[state.step]?.kind !== 'do' || state.person !== 'unresponsive') return null;
  if (state.breathing !== 'weak' && state.breathing !== 'none') return null;
  if (state.naloxone === 'none') return null;
  if (!state.doses.length) {
    if (state.naloxone === 'spray') return { step: 'spray', word: 'offer-spray', firm: true };
    return state.naloxone === 'injection' ? { step: 'inject', word: 'offer-inject', firm: false } : null;
  }
  if (!mayRepeat(state, at)) return null;
  const firm = at - lastDose(state) >= LATE;
  const step = { spray: 'spray-again', injection: 'inject', unknown: 'found' }[state.naloxone ?? 'unknown'];
  return { step, word: firm ? 'offer-firm' : 'offer-again', firm };
}

/** @param {RescueState} state */
const lastDose = (state) => state.doses.at(-1)?.at ?? Number.POSITIVE_INFINITY;

/** Whether another dose may be given: long enough after the last, trouble found since, and not too many.
 * @param {RescueState} state
 * @param {number} at
 */
const mayRepeat = (state, at) =>
  (state.breathing === 'weak' || state.breathing === 'none') &&
  state.doses.length < ENOUGH &&
  at >= lastDose(state) + AGAIN &&
  state.checkedAt >= lastDose(state) + AGAIN - FRESH;
