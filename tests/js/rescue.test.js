import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KEPT, restore } from '../../static/js/lib/record.js';
import { AGAIN, begin, checkDue, checkStep, ENOUGH, LATE, offer, reduce } from '../../static/js/lib/rescue.js';
import { flow } from './flow.js';

const S = 1000;
const M = 60 * S;
const WHO = ['adult', 'child', 'baby'];

/** A rescue played in one line: a step's answer by its text, `+90` for seconds passing, `>vomit` for a change. */
function play(script, start = 0) {
  let at = start;
  let state = begin(flow, at);
  const pass = (seconds) => {
    for (const end = at + seconds * S; at < end; ) {
      at = Math.min(at + S, end);
      state = reduce(flow, state, { type: 'tick', at });
    }
  };
  for (const act of script.split(' | ').filter(Boolean)) {
    if (act.startsWith('+')) pass(Number(act.slice(1)));
    else if (act.startsWith('>')) state = reduce(flow, state, { type: 'open', step: act.slice(1), at });
    else if (act === '<') state = reduce(flow, state, { type: 'back', at });
    else if (act === 'call') state = reduce(flow, state, { type: 'call', at });
    else if (WHO.includes(act)) state = reduce(flow, state, { type: 'who', who: act, at });
    else {
      const index = flow.steps[state.step].answer.findIndex((answer) => answer.text === act);
      assert.ok(index >= 0, `"${act}" is not on ${state.step}`);
      state = reduce(flow, state, { type: 'answer', index, at });
    }
  }
  return { ...state, at, offer: offer(flow, state, at), due: checkDue(flow, state) };
}

const NO = 'No, they don’t wake up';
const NONE = 'Not breathing, gasping, not sure';
const WEAK = 'Slow, weak, snoring';

const TO_CPR = `${NO} | Spray | Spray given | ${NONE}`;
const TO_BREATHS = `${NO} | Spray | Spray given | ${WEAK}`;

/** Every state a helper can come to, minute by minute, with everything that can be tapped. */
function everywhere() {
  const seen = new Set();
  const places = [];
  const visit = (state, at, from, via) => {
    const dose = state.doses.at(-1);
    const { step, doing, person, breathing, naloxone, handsOnly, who, doses, checkedAt } = state;
    const sinceDose = dose && [Math.min(Math.floor((at - dose.at) / M), 3), checkedAt > dose.at];
    const sinceCheck = Math.min(Math.floor((at - checkedAt) / M), 2);
    const key = [
      step,
      doing,
      person,
      breathing,
      naloxone,
      handsOnly,
      who,
      doses.length,
      sinceDose,
      sinceCheck,
    ].join();
    if (doses.length > ENOUGH || (who !== 'adult' && doses.length > 1) || seen.has(key)) return;
    seen.add(key);
    // What lies far behind decides nothing: without it the states stay few.
    places.push({ state: { ...state, log: [], back: state.back.slice(-1) }, at, from, via, step: flow.steps[step] });
  };
  for (const who of WHO) visit({ ...begin(flow, 0), who }, 0, null, who);
  for (const place of places) {
    const { state, at } = place;
    const events = [
      ...flow.steps[state.step].answer.map((_, index) => ({ type: 'answer', index, at })),
      ...[
        ...(place.step.person ? flow.changes.map(({ to }) => to) : []),
        offer(flow, state, at)?.step,
        'spray-again',
        'watch',
      ]
        .filter(Boolean)
        .map((to) => ({ type: 'open', step: to, at })),
      { type: 'back', at },
      { type: 'tick', at: at + M },
    ];
    for (const event of events) visit(reduce(flow, state, event), event.at, place, event);
  }
  return places;
}

const all = everywhere();

/** The way to a place, for a test that failed there. */
function where(place) {
  const path = [];
  for (let step = place; step; step = step.from) path.unshift(`${JSON.stringify(step.via)} ${step.state.step}`);
  return path.join(' -> ');
}

test('no screen is a dead end: an answer leads away from each, for everyone', () => {
  for (const place of all) {
    const open = place.step.answer.filter(({ only }) => !only || only.includes(place.state.who));
    assert.ok(
      open.some(({ to }) => to !== place.state.step),
      where(place),
    );
  }
  assert.ok(all.length > 5000, `only ${all.length} states were seen`);
});

test('every screen can be reached', () => {
  const reached = new Set(all.map(({ state }) => state.step));
  assert.deepEqual(
    Object.keys(flow.steps).filter((id) => !reached.has(id)),
    [],
  );
});

test('nobody is rolled on the side before breathing well is found, but for vomit and for having to leave', () => {
  for (const place of all) {
    if (place.step.needs === 'well') assert.equal(place.state.breathing, 'well', where(place));
  }
  const onTheSide = Object.values(flow.steps).filter(({ lines, title }) =>
    /on (their|the) side/i.test([title, ...lines]),
  );
  const allowed = ['side', 'watch', 'vomit', 'leave', 'cannot-call', 'pregnant', 'second']; // The helper runs for help.
  assert.deepEqual(
    onTheSide.map(({ id }) => id).filter((id) => !allowed.includes(id)),
    [],
  );
});

test('while the person is unresponsive, a next breathing check is never further than 2 minutes away', () => {
  for (const place of all) {
    const due = checkDue(flow, place.state);
    if (place.state.person !== 'unresponsive') assert.equal(due, null, where(place));
    else assert.ok(due !== null && due - place.at <= 2 * M, where(place));
  }
});

test('another dose is offered only 2 minutes after the last, and after a check that found trouble', () => {
  let offered = 0;
  for (const place of all) {
    const { state, at } = place;
    const now = offer(flow, state, at);
    const dose = state.doses.at(-1);
    if (!now || !dose) continue;
    offered += 1;
    assert.ok(at - dose.at >= AGAIN, where(place));
    assert.match(state.breathing ?? '', /weak|none/);
    assert.ok(state.checkedAt > dose.at, where(place));
    assert.ok(state.doses.length < ENOUGH, where(place));
    assert.equal(now.firm, at - dose.at >= LATE);
  }
  assert.ok(offered > 50);
  for (const place of all.filter(({ step }) => step.id === 'spray-again')) {
    const { doses } = place.state;
    const again = doses.length === 0 || place.state.redo || place.at - doses.at(-1).at >= AGAIN;
    assert.ok(again, where(place));
  }
});

test('the first breath or push is 4 taps after Start', () => {
  assert.equal(play(TO_CPR).step, 'cpr');
  assert.equal(play(`${NO} | Injection | ${WEAK}`).step, 'breaths');
  assert.equal(play(`${NO} | No | ${NONE}`).step, 'cpr');
});

test('a check comes at 2:00, with or without a dose', () => {
  assert.equal(play(`${NO} | No | ${WEAK} | +119`).step, 'breaths');
  assert.equal(play(`${NO} | No | ${WEAK} | +120`).step, 'look-again');
  assert.equal(play(`${TO_CPR} | +120`).step, 'cpr-check');
});

test('on the side the check comes every minute and the screen stays', () => {
  const side = play(`${NO} | No | Breathing well | They are on their side | +10`);
  assert.equal(side.step, 'watch');
  assert.equal(side.due, 60 * S);
  assert.equal(play(`${NO} | No | Breathing well | They are on their side | +90`).step, 'watch');
});

test('a dose between two checks brings its own check 2 minutes after it', () => {
  const late = play(`${NO} | No | ${WEAK} | +90 | >found | Spray | >spray | Spray given | +31`);
  assert.equal(late.step, 'look-again', 'the regular check, 30 seconds after the dose');
  const again = `${NO} | No | ${WEAK} | +90 | >found | Spray | >spray | Spray given | +31 | ${WEAK}`;
  assert.equal(play(`${again} | +88`).step, 'breaths');
  assert.equal(play(`${again} | +89`).step, 'look-again', '2 minutes after the dose');
});

test('2:00 asks for a check, never for a dose; 3:00 is firm only after the check', () => {
  assert.equal(play(`${TO_BREATHS} | +180`).offer, null);
  const asked = play(`${TO_BREATHS} | +120 | ${WEAK}`);
  assert.deepEqual(asked.offer, { step: 'spray-again', word: 'offer-again', firm: false });
  assert.equal(play(`${TO_BREATHS} | +120 | ${WEAK} | +60`).offer?.firm, true);
  assert.equal(play(`${TO_BREATHS} | +120 | Breathing well | They are on their side`).offer, null);
});

test('after the third dose no other is offered', () => {
  const dose = (answer) => `+120 | ${answer} | >spray-again | Spray given`;
  const three = play(`${TO_BREATHS} | ${dose(WEAK)} | ${dose(WEAK)} | +120 | ${WEAK} | +90`);
  assert.equal(three.doses.length, 3);
  assert.equal(three.offer, null);
});

test('an injection waits for the first breaths, and is offered at once with them', () => {
  assert.deepEqual(play(`${NO} | Injection | ${WEAK}`).offer, { step: 'inject', word: 'offer-inject', firm: false });
  const given = play(`${NO} | Injection | ${WEAK} | >inject | Injection given`);
  assert.equal(given.step, 'breaths');
  assert.equal(given.offer, null);
  assert.equal(play(`${NO} | No | ${WEAK}`).offer, null);
});

test('a dose given before the app was opened counts from then', () => {
  const earlier = play(`${NO} | A dose was already given | 3 minutes ago | ${NONE}`, 10 * M);
  assert.equal(earlier.doses[0].at, 7 * M);
  assert.deepEqual(
    earlier.offer,
    { step: 'found', word: 'offer-firm', firm: true },
    'it asks which naloxone there is',
  );
  const more = play(`${NO} | A dose was already given | 3 minutes ago | ${NONE} | >found | Spray`, 10 * M);
  assert.deepEqual(more.offer, { step: 'spray-again', word: 'offer-firm', firm: true });
  const none = play(`${NO} | A dose was already given | 3 minutes ago | ${NONE} | >found | None left`, 10 * M);
  assert.equal(none.offer, null);
  assert.equal(play(`${NO} | A dose was already given | Don’t know | ${NONE}`, 10 * M).doses[0].known, false);
});

test('the check leads in every direction', () => {
  assert.equal(play(`${TO_BREATHS} | +120 | ${NONE}`).step, 'cpr');
  assert.equal(play(`${TO_CPR} | +120 | ${WEAK}`).step, 'breaths');
  assert.equal(play(`${TO_CPR} | +120 | Breathing well`).step, 'side');
  assert.equal(play(`${TO_CPR} | +120 | No, or not sure`).step, 'cpr');
  assert.equal(play(`${TO_CPR} | Slow or weak`).step, 'breaths');
});

test('a wrong tap is taken back, a dose and a call are not', () => {
  const wrong = play(`call | ${TO_CPR} | <`);
  assert.equal(wrong.step, 'airway');
  assert.equal(wrong.breathing, null);
  assert.deepEqual(
    wrong.log.map(({ note }) => note),
    ['start', 'call', 'no-response', 'dose'],
  );
  const start = play(`call | ${TO_CPR} | < | < | < | <`);
  assert.equal(start.step, 'respond');
  assert.equal(start.doses.length, 1);
  assert.equal(start.calls.length, 1);
  assert.equal(play(`${TO_CPR} | < | < | < | < | < | <`).step, 'respond');
});

test('a dose tapped again after a step back is the same dose', () => {
  const twice = play(`${NO} | Spray | Spray given | +5 | < | +5 | Spray given`);
  assert.deepEqual(twice.doses, [{ at: 10 * S, known: true }]);
  assert.equal(twice.log.filter(({ dose }) => dose).length, 1);
  assert.equal(play(`${TO_BREATHS} | +120 | ${WEAK} | >spray-again | Spray given`).doses.length, 2);
});

test('a dose corrected to a time nobody knows is not written down as certain', () => {
  const unsure = play(`${NO} | A dose was already given | 1 minute ago | < | Don’t know`);
  assert.deepEqual(unsure.doses, [{ at: 0, known: false }]);
  assert.equal(unsure.log.find(({ dose }) => dose === 1).note, 'dose-earlier');
});

test('a screen that gives another dose cannot be opened before its time, not by a link either', () => {
  assert.equal(play(`${TO_BREATHS} | +60 | >spray-again`).step, 'look-again');
  assert.equal(play(`${TO_BREATHS} | +120 | ${WEAK} | >spray-again`).step, 'spray-again');
});

test('a step back from a due check holds for half a minute', () => {
  assert.equal(play(`${TO_BREATHS} | +121 | < | +29`).step, 'breaths');
  assert.equal(play(`${TO_BREATHS} | +121 | < | +30`).step, 'look-again');
});

test('the last dose can be moved and undone', () => {
  const state = play(TO_CPR);
  const moved = reduce(flow, state, { type: 'redose', given: -2 * M, at: 0 });
  assert.equal(moved.doses[0].at, -2 * M);
  assert.equal(moved.log.find(({ dose }) => dose === 1).at, -2 * M);
  const undone = reduce(flow, state, { type: 'redose', given: null, at: 0 });
  assert.deepEqual([undone.doses, undone.log.some(({ dose }) => dose)], [[], false]);
});

test('a change leads back to what the helper was doing, its clock untouched', () => {
  const before = play(`${TO_CPR} | +50`);
  for (const change of [
    'vomit',
    'cannot-call',
    'helper',
    'aed',
    'jaw',
    'stuck',
    'patch',
    'pregnant',
    'second',
    'self',
    'no-more',
  ]) {
    const text = flow.steps[change].answer.find(({ to }) => to === 'resume').text;
    const after = play(`${TO_CPR} | +50 | >${change} | ${text}`);
    assert.deepEqual([after.step, after.due], ['cpr', before.due], change);
  }
});

test('the dispatcher wins: breaths only, pushes only, from wherever one is', () => {
  assert.equal(play(`${TO_CPR} | >dispatcher | Breaths only`).step, 'breaths');
  const pushes = play(`${TO_BREATHS} | >dispatcher | Pushes only`);
  assert.deepEqual([pushes.step, pushes.handsOnly], ['cpr', true]);
});

test('a clock set back moves what happened with it: the next check is not an hour away', () => {
  const before = play(`${TO_CPR} | +50 | call`);
  const at = before.at - 60 * M;
  const after = reduce(flow, before, { type: 'tick', at });
  assert.ok(checkDue(flow, after) - at <= 2 * M);
  assert.equal(after.lastAt, at);
  assert.equal(after.startedAt, before.startedAt - 60 * M);
  assert.equal(after.doses[0].at, before.doses[0].at - 60 * M);
  assert.equal(after.calls[0], at);
  assert.equal(after.log.at(-1).at, at);
  assert.equal(after.back.at(-1).checkedAt, before.back.at(-1).checkedAt - 60 * M);
});

test('pushes alone are for adults', () => {
  const child = play(`child | ${TO_CPR}`);
  const index = flow.steps.cpr.answer.findIndex(({ hands_only }) => hands_only === 'on');
  assert.equal(
    reduce(flow, child, { type: 'answer', index, at: 0 }),
    reduce(flow, child, { type: 'nothing', at: 0 }),
  );
  assert.equal(play(`${TO_CPR} | I can’t give breaths | child`).handsOnly, false);
});

test('a change leads an awake person back to where they are, not onto their back', () => {
  assert.equal(play(`${TO_CPR} | >awake | >pregnant | Go on`).step, 'awake');
  assert.equal(play(`${TO_CPR} | >awake | >jaw | >patch | Go on`).step, 'awake');
});

test('pushes without breaths end when breaths are possible, and not at a check', () => {
  assert.equal(play(`${TO_CPR} | I can’t give breaths | +120 | No, or not sure`).handsOnly, true);
  assert.equal(play(`${TO_CPR} | I can’t give breaths | I can give breaths`).handsOnly, false);
  assert.equal(play(`${TO_CPR} | I can’t give breaths | >dispatcher | Pushes and breaths`).handsOnly, false);
});

test('someone who woke up and falls asleep again is looked at afresh', () => {
  const again = play(`${TO_CPR} | +30 | >awake | +600 | Sleepy again, or breathing badly`);
  assert.deepEqual([again.step, again.person, again.breathing], ['airway', 'unresponsive', null]);
  assert.equal(again.due, again.at + 2 * M);
});

test('a link to the side position asks for breathing first; an unknown one starts at the beginning', () => {
  assert.equal(begin(flow, 0, 'side').step, 'airway');
  assert.equal(begin(flow, 0, 'cpr').step, 'cpr');
  assert.equal(begin(flow, 0, 'no-such-step').step, flow.first);
  assert.equal(play('>watch').step, 'airway');
});

test('what the phone kept is read back whole, or not at all', () => {
  const { at, offer: _, due: __, ...state } = play(`${TO_CPR} | +50 | call`);
  const kept = JSON.parse(JSON.stringify(state));
  assert.deepEqual(restore(flow, kept, at + M), kept);
  assert.equal(restore(flow, kept, at + KEPT), null, 'too old');
  assert.equal(restore(flow, kept, at - 5 * M), null, 'from the future');
  for (const broken of [
    null,
    7,
    'x',
    [],
    {},
    { ...kept, version: 0 },
    { ...kept, log: [{}] },
    { ...kept, since: '1' },
  ]) {
    assert.equal(restore(flow, broken, at), null, JSON.stringify(broken));
  }
  for (const key of Object.keys(kept)) {
    assert.equal(restore(flow, { ...kept, [key]: { wrong: true } }, at), null, key);
  }
  assert.equal(restore(flow, { ...kept, step: 'gone' }, at)?.step, 'airway', 'a screen that is no more');
});

test('the screen of a check belongs to what is being done', () => {
  assert.equal(checkStep(flow, play(TO_CPR)), 'cpr-check');
  assert.equal(checkStep(flow, play(TO_BREATHS)), 'look-again');
  assert.equal(checkStep(flow, play('')), 'airway');
});
