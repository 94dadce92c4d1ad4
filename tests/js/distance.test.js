import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { band, direction, distance, roundPosition, tell } from '../../static/js/lib/distance.js';

const MILE_M = 1609.344;
const CASES = JSON.parse(readFileSync(new URL('../distances.json', import.meta.url), 'utf-8'));

/** @param {[number, number]} pair */
const point = ([latitude, longitude]) => ({ latitude, longitude });

/**
 * Two spots so many miles apart, of which so many are not known. The second lies to the north.
 *
 * @param {number} miles
 * @param {number} unknownMiles
 * @returns {[import('../../static/js/lib/distance.js').Spot, import('../../static/js/lib/distance.js').Spot]}
 */
const apart = (miles, unknownMiles) => [
  { latitude: 42, longitude: -72, withinM: unknownMiles * MILE_M },
  { latitude: 42 + miles / 69.0934, longitude: -72, withinM: 0 },
];

for (const { from, to, metres, direction: way } of CASES) {
  test(`from ${from} to ${to} it is as far as the server finds, and ${way ?? 'nowhere'}`, () => {
    const found = distance(point(from), point(to));
    assert.ok(Math.abs(found - metres) <= Math.max(1, metres / 1000), String(found));
    if (way) assert.equal(direction(point(from), point(to)), way);
  });
}

test('every point of the compass has its word', () => {
  const ways = [0, 45, 90, 135, 180, 225, 270, 315].map((turn) => {
    const angle = (turn * Math.PI) / 180;
    return direction(point([0, 0]), point([Math.cos(angle) / 10, Math.sin(angle) / 10]));
  });
  assert.deepEqual(ways, ['north', 'north-east', 'east', 'south-east', 'south', 'south-west', 'west', 'north-west']);
});

test('the phone’s own position allows whole miles and a direction', () => {
  assert.deepEqual(tell(...apart(4.2, 0.62)), { key: 'about', miles: 4, direction: 'north' });
  assert.deepEqual(tell(...apart(1.2, 0.62)), { key: 'about', miles: 1, direction: 'north' });
});

test('a ZIP allows every second mile, and a direction only farther away', () => {
  assert.deepEqual(tell(...apart(4.2, 3.2)), { key: 'about', miles: 4 });
  assert.deepEqual(tell(...apart(7.2, 3.2)), { key: 'about', miles: 8, direction: 'north' });
});

test('what is not known on either side adds up', () => {
  const [from, to] = apart(12, 3.2);
  assert.deepEqual(tell(from, { ...to, withinM: 3.2 * MILE_M }), { key: 'about', miles: 10, direction: 'north' });
});

test('nearer than what is not known, only a limit is named', () => {
  assert.deepEqual(tell(...apart(0.3, 0.62)), { key: 'within', miles: 1 });
  assert.deepEqual(tell(...apart(2, 3.2)), { key: 'within', miles: 6 });
  assert.deepEqual(tell(...apart(9, 20)), { key: 'within', miles: 30 });
});

test('no more is ever printed than is known: a number is a multiple of half the doubt or more', () => {
  for (const unknown of [0, 0.6, 1, 2, 3.2, 6, 9, 20, 45, 150, 600]) {
    for (let miles = 0.1; miles < 3000; miles *= 1.3) {
      const told = tell(...apart(Math.min(miles, 3000), unknown));
      assert.ok(told.key !== 'same-town');
      assert.ok(Number.isInteger(told.miles) && told.miles >= 1, `${miles} ± ${unknown}`);
      if (unknown >= 4)
        assert.equal(told.miles % 2 === 0 || told.miles % 5 === 0, true, `${told.miles} ± ${unknown}`);
      if (told.key === 'within') assert.ok(told.miles >= miles, `${told.miles} for ${miles}`);
      else assert.ok(Math.abs(told.miles - miles) <= Math.max(1, unknown), `${told.miles} for ${miles} ± ${unknown}`);
    }
  }
});

test('in the same town no distance is named, and a town of the same name elsewhere is another one', () => {
  const [from, to] = apart(3, 3);
  assert.deepEqual(tell({ ...from, town: 'Amherst', state: 'MA' }, { ...to, town: 'Amherst', state: 'MA' }), {
    key: 'same-town',
  });
  assert.notEqual(
    tell({ ...from, town: 'Amherst', state: 'MA' }, { ...to, town: 'Amherst', state: 'NH' }).key,
    'same-town',
  );
  assert.notEqual(tell(from, to).key, 'same-town');
});

test('a list has bands, and none that is narrower than what is not known', () => {
  const bands = (/** @type {number} */ unknown) =>
    [0.5, 1.9, 4.9, 14.9, 15.1].map((miles) => band(...apart(miles, unknown)));
  assert.deepEqual(bands(0.62), [2, 2, 5, 15, undefined]);
  assert.deepEqual(bands(3.2), [5, 5, 5, 15, undefined]);
  assert.deepEqual(bands(20), [undefined, undefined, undefined, undefined, undefined]);
});

test('the phone’s position is made coarse to about 1 km, and says so', () => {
  assert.deepEqual(roundPosition({ latitude: 42.32514, longitude: -72.64123, accuracy: 12 }), {
    latitude: 42.33,
    longitude: -72.64,
    withinM: 1000,
  });
  assert.equal(roundPosition({ latitude: 42.3, longitude: -72.6, accuracy: 2500.4 }).withinM, 2500);
  const exact = { latitude: 42.325, longitude: -72.645 };
  assert.ok(distance(exact, roundPosition(exact)) < 1000);
});
