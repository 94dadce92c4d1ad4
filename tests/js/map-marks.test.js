/** What stands where on the map: marks that would lie over one another, names, the scale bar, the signs. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { cluster } from '../../static/js/lib/clusters.js';
import { along, Board } from '../../static/js/lib/labels.js';
import { KILOMETERS, MILES, scaleBar } from '../../static/js/lib/scale.js';
import { SHAPES, signOf } from '../../static/js/lib/signs.js';

const APART = 46;

test('no two marks are nearer than they need, and no place is lost', () => {
  const places = Array.from({ length: 500 }, (_, n) => ({ x: (n * 7919) % 1000, y: (n * 104729) % 1000 }));
  const marks = cluster(places, APART);
  for (const [at, one] of marks.entries()) {
    for (const other of marks.slice(at + 1)) assert.ok(Math.hypot(one.x - other.x, one.y - other.y) >= APART);
  }
  assert.equal(marks.flatMap((mark) => mark.places).length, places.length);
});

test('places far apart stand alone, at the edge of a cell too', () => {
  assert.equal(
    cluster(
      [
        { x: 0, y: 0 },
        { x: APART, y: 0 },
      ],
      APART,
    ).length,
    2,
  );
  assert.equal(
    cluster(
      [
        { x: APART - 1, y: 0 },
        { x: APART + 1, y: 0 },
      ],
      APART,
    ).length,
    1,
  );
  assert.equal(
    cluster(
      [
        { x: -1, y: -1 },
        { x: 1, y: 1 },
      ],
      APART,
    ).length,
    1,
  );
});

test('a name takes its place once, and one beside it may stand', () => {
  const board = new Board();
  assert.ok(board.take(0, 0, 50, 12));
  assert.ok(!board.take(40, 6, 90, 18));
  assert.ok(board.take(0, 20, 50, 32));
  assert.ok(board.take(1000, 1000, 1100, 1012));
});

test('no name is cut by the edge of what is seen, and none lies under a mark', () => {
  const board = new Board([0, 0, 300, 200]);
  assert.ok(!board.take(-10, 50, 40, 62), 'cut on the left');
  assert.ok(!board.take(280, 50, 310, 62), 'cut on the right');
  assert.ok(board.take(0, 50, 50, 62), 'up to the edge');
  assert.ok(board.take(-90, 50, -40, 62), 'not seen: the map may be moved there');
  board.block([-20, 100, 20, 140]);
  assert.ok(!board.take(10, 110, 60, 122));
  assert.ok(board.take(30, 110, 80, 122));
});

test('a name lies along a straight street, and never upside down', () => {
  const east = along([0, 0, 200, 0], 100);
  assert.deepEqual([east?.x, east?.y, east?.angle], [100, 0, 0]);
  const west = along([200, 10, 0, 0], 100);
  assert.ok(west && Math.abs(west.angle) < Math.PI / 2);
  assert.equal(along([0, 0, 50, 0], 100), undefined, 'too short');
  assert.equal(along([0, 0, 90, 80, 0, 90, 90, 160, 0, 240], 200), undefined, 'too crooked');
});

test('a scale bar is round and fits', () => {
  for (const mostM of [3, 40, 160, 999, 1700, 8000, 250_000, 3_000_000]) {
    for (const units of [MILES, KILOMETERS]) {
      const { amount, meters } = scaleBar(mostM, units);
      assert.ok(meters <= mostM * 1.0001 && meters > mostM / 4, `${mostM}: ${meters}`);
      assert.match(String(amount), /^[1235]0*$/);
    }
  }
  assert.equal(scaleBar(2000, MILES).unit, 'mile');
  assert.equal(scaleBar(1000, MILES).unit, 'foot');
});

test('every kind of place has a sign, and every sign a shape of its own', () => {
  const toml = readFileSync(new URL('../../pwa/content/categories.toml', import.meta.url), 'utf-8');
  const kinds = [...toml.matchAll(/^\[([a-z-]+)\]/gm)].map(([, kind]) => kind ?? '');
  assert.ok(kinds.length > 20);
  for (const kind of kinds) assert.ok(SHAPES[signOf([kind])], kind);
  assert.equal(new Set(Object.values(SHAPES)).size, Object.keys(SHAPES).length);
  assert.equal(signOf(['emergency-room']), 'emergency');
  assert.equal(signOf([]), 'daily');
});
