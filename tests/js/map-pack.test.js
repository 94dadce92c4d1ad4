/** The pack of a map is read as it was written, and what is damaged is refused whole. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { mercatorX, mercatorY, readMap } from '../../static/js/lib/map-pack.js';

const written = () => JSON.parse(readFileSync(new URL('../data/map-pack.json', import.meta.url), 'utf-8'));

/** @param {Float64Array} run @returns {number[][]} latitudes and longitudes in parts of a degree */
const degrees = (run) =>
  Array.from({ length: run.length / 2 }, (_, at) => {
    const [x = 0, y = 0] = [run[2 * at], run[2 * at + 1]];
    const latitude = (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI;
    return [Math.round(latitude * 1e5), Math.round((x - 0.5) * 360 * 1e5)];
  });

test('lines, polygons with holes and points are where they were', () => {
  const { layers, bounds, sources } = readMap(written(), 'en');
  const { main = [], water = [], town = [] } = layers;
  assert.deepEqual(
    main.map(({ name }) => name),
    ['Main Street', ''],
  );
  assert.deepEqual((main[0]?.runs ?? []).map(degrees), [
    [
      [4232000, -7259000],
      [4233000, -7255000],
    ],
    [
      [4231000, -7260000],
      [4230999, -7260001],
    ],
  ]);
  assert.deepEqual((main[1]?.runs ?? []).map(degrees), [
    [
      [4232000, -7259000],
      [4233000, -7255000],
    ],
  ]);
  assert.deepEqual(water[0]?.rings, [2, 1]);
  assert.deepEqual(degrees(/** @type {Float64Array} */ (water[0]?.runs[1]))[1], [4230200, -7259550]);
  assert.deepEqual(town, [{ name: 'Amherst', runs: town[0]?.runs, weight: 39000 }]);
  assert.deepEqual(bounds, [42.3, -72.6, 42.4, -72.5]);
  assert.equal(sources[0]?.attribution, 'A test');
});

test('a name is in the language of the page, where the source has it', () => {
  const named = (/** @type {string} */ language) => readMap(written(), language).layers.water?.[0]?.name;
  assert.deepEqual(['es', 'en', 'fr'].map(named), ['Laguna', 'Pond', 'Pond']);
});

test('the square of Web Mercator', () => {
  assert.equal(mercatorX(-180), 0);
  assert.equal(mercatorX(0), 0.5);
  assert.ok(Math.abs(mercatorY(0) - 0.5) < 1e-12);
  assert.ok(mercatorY(85.0511287798) < 1e-9);
});

/** @type {Record<string, (pack: any) => void>} */
const damages = {
  'another version': (pack) => Object.assign(pack, { version: 2 }),
  'another kind': (pack) => Object.assign(pack, { kind: 'services' }),
  'a run cut short': (pack) => pack.layers.main[0].splice(1, 1, '_ibE_'),
  'a letter that is none': (pack) => pack.layers.main[0].splice(1, 1, '_ib E!!'),
  'a run that does not end': (pack) => pack.layers.main[0].splice(1, 1, '~~~~~~~~~~~~'),
  'no run': (pack) => pack.layers.main[0].splice(1, 1, 5),
  'an empty run': (pack) => pack.layers.main[0].splice(1, 1, ''),
  'a name that is not there': (pack) => pack.layers.main[0].splice(0, 1, 99),
};
for (const [what, damage] of Object.entries(damages)) {
  test(`${what} is refused`, () => {
    const pack = written();
    damage(pack);
    assert.throws(() => readMap(pack, 'en'), TypeError);
  });
}

test('nothing at all is refused', () => {
  assert.throws(() => readMap(undefined, 'en'), TypeError);
});
