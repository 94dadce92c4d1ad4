import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answered, isDue, isReport, outcomeOf, reportOf } from '../../static/js/lib/report.js';

const ID = '0b4d1b52-262e-4f31-bb71-54cab5129577';
const OTHER = '1b4d1b52-262e-4f31-8b71-54cab5129577';
const TOLD = { service: 'nbox-pulaski', name: 'NaloxBox', kind: 'closed', text: '' };
const NOW = Date.UTC(2026, 10, 29, 12);
const HOUR_MS = 3_600_000;

const report = reportOf(undefined, TOLD, ID);

test('a report as it is made is one that can be sent', () => {
  assert.ok(isReport(report));
  assert.ok(isDue(report, NOW));
});

test('what a phone kept and nobody can send is no report', () => {
  for (const broken of [
    null,
    'report',
    [],
    {},
    { ...report, version: 2 },
    { ...report, id: 'x' },
    { ...report, id: ID.replace('4f31', '1f31') },
    { ...report, text: 5 },
    { ...report, after: Number.NaN },
    { ...report, tried: 'yes' },
  ])
    assert.equal(isReport(broken), false);
});

test('it is forgotten only when the server has it', () => {
  assert.equal(answered(report, outcomeOf(201, true), 0, NOW), null);
  assert.equal(answered(report, outcomeOf(409, true), 0, NOW), null);
  for (const status of [200, 204, 301, 400, 403, 404, 405, 413, 415, 429, 500, 502, 503, 511])
    assert.ok(answered(report, outcomeOf(status, true), 0, NOW), `${status}`);
});

test('the page of somebody else changes nothing, whatever its status says', () => {
  for (const status of [200, 201, 302, 400, 409, 413, 429, 511]) {
    const outcome = outcomeOf(status, false);
    assert.deepEqual(answered(report, outcome, 0, NOW), report, `${status}`);
  }
});

test('a server that cannot take it now is told from a network that is away', () => {
  for (const status of [404, 405, 500, 502, 503]) assert.equal(outcomeOf(status, false), 'busy');
  assert.equal(outcomeOf(200, false), 'away');
});

test('what the server refuses is not sent again by itself', () => {
  for (const status of [400, 413, 415])
    assert.equal(
      isDue(/** @type {any} */ (answered(report, outcomeOf(status, true), 0, NOW)), NOW + 99 * HOUR_MS),
      false,
    );
});

test('what is one too many for today waits as long as the server says', () => {
  const later = /** @type {any} */ (answered(report, outcomeOf(429, true), 12 * 3600, NOW));
  assert.equal(isDue(later, NOW + 11 * HOUR_MS), false);
  assert.equal(isDue(later, NOW + 12 * HOUR_MS), true);
});

test('without a word about when, it waits a day, and never longer', () => {
  for (const wait of [0, Number.NaN, 1e12]) {
    const later = /** @type {any} */ (answered(report, 'later', wait, NOW));
    assert.equal(isDue(later, NOW + 23 * HOUR_MS), false);
    assert.equal(isDue(later, NOW + 24 * HOUR_MS), true);
  }
});

test('a clock that was set back holds nothing', () => {
  const later = /** @type {any} */ (answered(report, 'later', 3600, NOW));
  assert.equal(isDue(later, NOW - 72 * HOUR_MS), true);
});

test('a change keeps its number until it may have arrived; then it is another report', () => {
  const words = { ...TOLD, text: 'Since May.' };
  assert.equal(reportOf(report, words, OTHER).id, ID);
  assert.equal(reportOf({ ...report, tried: true }, words, OTHER).id, OTHER);
  assert.equal(reportOf(undefined, words, OTHER).id, OTHER);
});

test('a change makes a refused report one that is sent again', () => {
  const refused = { ...report, tried: true, refused: true };
  assert.ok(isDue(reportOf(refused, TOLD, OTHER), NOW));
});
