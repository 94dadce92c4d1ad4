import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { dayOf } from '../../static/js/lib/holidays.js';
import { parse, week } from '../../static/js/lib/hours.js';
import { at, describe, listedOn } from '../../static/js/lib/opening.js';

const DAY_MS = 86_400_000;

/** The table that Python is held to as well: tests/model/test_hours.py. */
const CASES = JSON.parse(readFileSync(new URL('../hours_cases.json', import.meta.url), 'utf-8'));

for (const { name, hours, now, zone, good_until, state, until = null, becomes = null, say } of CASES.at) {
  test(name, () => {
    const instant = Date.parse(now);
    const opening = at(hours, instant, zone, good_until);
    assert.deepEqual([opening.state, opening.until, opening.becomes], [state, until && Date.parse(until), becomes]);
    assert.deepEqual(describe(opening, instant, zone), say);
  });
}

for (const { name, hours } of CASES.refused) {
  test(`${name}: refused`, () => {
    assert.equal(parse(hours), null);
    assert.equal(at(hours, Date.parse('2026-12-02T10:00-05:00'), 'America/New_York').reason, 'unparsed');
  });
}

for (const { name, hours, days, special } of CASES.week) {
  test(`The table of a week: ${name}`, () => assert.deepEqual(week(hours), days && { days, special }));
}

test('the federal holidays of 3 years', () => {
  const first = Date.UTC(2026, 0, 1) / DAY_MS;
  const days = Array.from({ length: 3 * 365 + 1 }, (_, number) => first + number);
  const found = days
    .filter((day) => dayOf(day).isHoliday)
    .map((day) => new Date(day * DAY_MS).toISOString().slice(0, 10));
  assert.deepEqual(found, CASES.holidays_2026_to_2028);
});

test('hours missing from a list are unknown, like those that are null', () => {
  assert.deepEqual(at(undefined, 0, 'America/New_York'), at(null, 0, 'America/New_York'));
});

test('what is listed for a day is told on the clock of the place, old or not', () => {
  const hours = 'Mo-Fr 09:00-17:00; Sa[3] 09:00-12:00; PH unknown';
  const on = (/** @type {string} */ moment) => listedOn(hours, Date.parse(moment), 'America/New_York');
  assert.deepEqual(on('2026-11-23T23:00-05:00'), [['09:00', '17:00']]);
  assert.deepEqual(on('2026-11-24T04:59Z'), [['09:00', '17:00']], 'still Monday there');
  assert.deepEqual(on('2026-11-21T10:00-05:00'), [['09:00', '12:00']]);
  assert.deepEqual(on('2026-11-14T10:00-05:00'), []);
  assert.equal(on('2026-11-26T10:00-05:00'), null, 'a holiday nobody knows about');
  assert.equal(listedOn('9 to 5', 0, 'America/New_York'), null);
  assert.equal(listedOn(hours, 0, 'America/Nowhere'), null);
});

test('a list of 15,000 services is told in one go', (t) => {
  const zones = ['America/New_York', 'America/Chicago', 'America/Denver', 'America/Los_Angeles'];
  const now = Date.parse('2026-12-02T15:07:00Z');
  const tell = (/** @type {number} */ index) => {
    const zone = zones[index % 4] ?? '';
    return describe(at(CASES.at[index % CASES.at.length].hours, now, zone, '2027-01-01'), now, zone);
  };
  for (const round of ['first', 'second', 'third']) {
    const before = process.cpuUsage();
    const told = Array.from({ length: 15_000 }, (_, index) => tell(index));
    t.diagnostic(`${round} time: ${Math.round(process.cpuUsage(before).user / 1_000)} ms of processor time`);
    assert.ok(told.every(({ key }) => key));
  }
});
