import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearly } from '../../static/js/lib/names.js';
import { decode, decodePrefixes } from '../../static/js/lib/place-table.js';
import { find } from '../../static/js/lib/places.js';
import { packed } from './tables.js';

const near = decode(packed.near);
const all = decode(packed.all);
const prefixes = decodePrefixes(packed.prefixes);
const NORTHAMPTON = { latitude: 42.32, longitude: -72.63 };

/** What the first visit brings to the phone. */
const first = { tables: [near], prefixes, home: NORTHAMPTON };
/** And with the whole country. */
const whole = { tables: [near, all], prefixes, home: NORTHAMPTON };

/**
 * @param {string} query
 * @param {import('../../static/js/lib/places.js').Known} known
 */
const shown = (query, known = first) =>
  find(query, known).matches.map(({ kind, zip, name, state }) =>
    [kind === 'town' ? '' : kind, zip ?? '', name ?? '', state].filter(Boolean).join(' '),
  );

test('a ZIP is understood however it is written', () => {
  const ways = ['01060', ' 01060 ', '01 060', '01060-1234', '01060 1234', '010601234', '01060-', '01060-12', 'O1060'];
  for (const way of [...ways, 'Northampton, MA 01060', 'MA 01060-1234']) {
    assert.deepEqual(shown(way), ['zip 01060 Northampton MA'], way);
  }
});

test('a ZIP that lost its 0 is offered with it, marked as a guess, after what it may also begin', () => {
  const [best] = find('1060', first).matches;
  assert.deepEqual([best?.zip, best?.guess], ['01060', true]);
  assert.deepEqual(shown('2139', whole).slice(0, 1), ['zip 02139 Cambridge MA']);
  const elsewhere = find('9021', whole).matches;
  assert.deepEqual([elsewhere[0]?.zip?.slice(0, 4), elsewhere[0]?.guess], ['9021', undefined]);
});

test('the beginning of a ZIP offers what it may become, near ones first', () => {
  assert.deepEqual(shown('010').slice(0, 2), ['zip 01060 Northampton MA', 'zip 01061 Northampton MA']);
  assert.equal(find('010', first).matches.length, 8);
  assert.ok(shown('0106').every((each) => each.startsWith('zip 0106')));
  assert.deepEqual(shown('902'), ['prefix 902 CA']);
});

test('a ZIP beyond the region is placed coarsely, and says how coarsely', () => {
  const [coarse] = find('90210', first).matches;
  assert.deepEqual([coarse?.kind, coarse?.zip, coarse?.state], ['prefix', '90210', 'CA']);
  assert.ok(coarse && coarse.withinM > 10_000 && coarse.withinM < 100_000, String(coarse?.withinM));
  assert.deepEqual(shown('90210', whole), ['zip 90210 Beverly Hills CA']);
});

test('a ZIP nobody has yet, of a known beginning, is placed coarsely too', () => {
  assert.deepEqual(shown('01065'), ['prefix 01065 MA']);
});

test('American Samoa is not in Hawaii, even where only the first digits are known', () => {
  const [samoa] = find('96799', first).matches;
  assert.deepEqual([samoa?.state, Math.round(samoa?.latitude ?? 0)], ['AS', -14]);
  assert.deepEqual(shown('96701'), ['prefix 96701 HI']);
});

test('a box of the post office is where its town is, no more exactly', () => {
  const [box] = find('01061', first).matches;
  const town = find('Northampton', first).matches[0];
  assert.deepEqual([box?.latitude, box?.longitude, box?.withinM], [town?.latitude, town?.longitude, town?.withinM]);
});

test('every ZIP of the country answers with its town', () => {
  for (const code of all.zips.keys()) {
    const [match] = find(code, whole).matches;
    assert.ok(match?.kind === 'zip' && match.name && match.state && match.withinM >= 5000, code);
    assert.ok(Number.isFinite(match.latitude) && Number.isFinite(match.longitude), code);
  }
});

test('every town of the region is found by its name and state', () => {
  for (const { name, state } of near.towns) {
    const matches = find(`${name}, ${state}`, first).matches;
    assert.ok(
      matches.some((match) => match.name === name && match.state === state),
      `${name}, ${state}`,
    );
  }
});

test('accents, capitals, dots, apostrophes and hyphens make no difference', () => {
  for (const typed of ['northampton', 'NORTHAMPTON', 'Nórthámpton', 'north-ampton', ' northampton. ']) {
    assert.equal(shown(typed)[0], 'Northampton MA', typed);
  }
  for (const typed of ['lees summit', "Lee's Summit", 'lee’s summit', 'LEES-SUMMIT']) {
    assert.equal(shown(typed, whole)[0], 'Lees Summit MO', typed);
  }
  assert.deepEqual(shown("St. Mary's, PA", whole)[0], 'Saint Marys PA');
});

test('short forms are the long ones', () => {
  assert.equal(shown('St. Albans')[0], 'Saint Albans VT');
  assert.equal(shown('n. adams')[0], 'North Adams MA');
  assert.equal(shown('Mt Holly')[0], shown('Mount Holly')[0]);
  assert.equal(shown('E Longmeadow')[0], 'East Longmeadow MA');
  assert.ok(
    shown('st').some((each) => each.startsWith('St')),
    'and "st" may also be the beginning of a name',
  );
});

test('one word or two makes no difference', () => {
  assert.equal(shown('east hampton ma')[0], 'Easthampton MA');
  assert.ok(shown('easthampton', whole).includes('East Hampton NY'));
});

test('a state may stand behind, as its letters, its name, or the beginning of it', () => {
  for (const typed of ['Amherst, NH', 'amherst nh', 'amherst new hampshire', 'Amherst, New Ham']) {
    assert.deepEqual(shown(typed), ['Amherst NH'], typed);
  }
  assert.equal(shown('Amherst, MA')[0], 'Amherst MA');
});

test('towns of one name in several states stay apart, the near one first', () => {
  assert.deepEqual(shown('amherst').slice(0, 2), ['Amherst MA', 'Amherst NH']);
  const springfields = find('springfield', whole).matches;
  assert.equal(springfields[0]?.state, 'MA');
  assert.equal(new Set(springfields.map(({ name, state }) => `${name} ${state}`)).size, springfields.length);
});

test('a town of a state that is not on the phone is not mistaken for one that is', () => {
  assert.deepEqual(shown('Hadley, NY'), []);
  assert.equal(shown('Hadley, NY', whole)[0], 'Hadley NY');
});

test('a name that is also a state is a name', () => {
  assert.equal(shown('new york', whole)[0], 'New York NY');
  assert.ok(shown('washington', whole).length > 1);
});

test('a slip of the finger finds the town, after those that are written so', () => {
  for (const typed of ['northamton', 'nrothampton', 'northanpton', 'northamtpon ma']) {
    assert.equal(shown(typed)[0], 'Northampton MA', typed);
  }
  assert.deepEqual(shown('northhampton').slice(0, 2), ['North Hampton NH', 'Northampton MA']);
  assert.deepEqual(shown('lees'), [], 'a short name must be right');
});

test('the whole name comes before its beginning, and that before a later word', () => {
  const hadley = shown('hadley');
  assert.equal(hadley[0], 'Hadley MA');
  assert.ok(hadley.indexOf('South Hadley MA') > 0);
});

test('a county comes after the towns of its name', () => {
  assert.deepEqual(shown('worcester'), ['Worcester MA', 'Worcester VT', 'county Worcester MA']);
});

test('a county is found, and alone where it is called one', () => {
  for (const typed of ['Hampshire County', 'condado de Hampshire', 'hampshire county ma']) {
    assert.equal(shown(typed)[0], 'county Hampshire MA', typed);
  }
  const [county] = find('Hampshire County', first).matches;
  assert.ok(county && county.withinM > 10_000, String(county?.withinM));
  assert.ok(shown('hampshire').includes('county Hampshire MA'));
});

test('another name of a town leads to it, and says so', () => {
  const [match] = find('noho', first).matches;
  assert.deepEqual([match?.name, match?.state, match?.as], ['Northampton', 'MA', 'Noho']);
  assert.equal(find('northampton', first).matches[0]?.as, undefined);
});

test('nothing found says why', () => {
  /** @type {Record<string, string>} */
  const reasons = {
    '': 'short',
    '   ': 'short',
    '.': 'short',
    a: 'short',
    '01': 'short',
    '010601': 'not-a-zip',
    '01060123456': 'not-a-zip',
    '00000': 'unknown-zip',
    '09001': 'unknown-zip',
    '099': 'unknown-zip',
    qqqqq: 'unknown-name',
    texas: 'only-state',
    condado: 'unknown-name',
    'condado de': 'unknown-name',
    county: 'unknown-name',
    '<script>': 'unknown-name',
    '🙂🙂': 'short',
  };
  for (const [typed, reason] of Object.entries(reasons)) {
    assert.deepEqual(find(typed, first), { matches: [], reason }, typed);
  }
});

test('without the coarse table or a home there are answers all the same', () => {
  assert.deepEqual(shown('01060', { tables: [near] }), ['zip 01060 Northampton MA']);
  assert.equal(find('90210', { tables: [near] }).reason, 'unknown-zip');
  assert.equal(shown('springfield', { tables: [near] })[0], 'Springfield MA');
  assert.equal(find('01060', { tables: [] }).reason, 'unknown-zip');
});

test('a circle holds at least 9 of 10 of its ZIPs', () => {
  const { name, state, zips, withinM } =
    all.towns.find((town) => town.name === 'Boston' && town.state === 'MA') ?? {};
  assert.deepEqual([name, state], ['Boston', 'MA']);
  assert.ok(zips && zips.length > 20 && withinM && withinM > 5000 && withinM < 15_000, String(withinM));
});

test('a table of another version is refused', () => {
  assert.throws(() => decode({ ...packed.near, version: 2 }), /found version 2, expected 1/);
  assert.throws(() => decodePrefixes({ ...packed.prefixes, version: 2 }), TypeError);
});

test('one slip is a letter wrong, missing, too many or swapped; two are none', () => {
  for (const typed of ['amhurst', 'amhrst', 'amhersst', 'ahmerst', 'xamherst'])
    assert.ok(nearly(typed, 'amherst'), typed);
  for (const typed of ['amhursd', 'mherts', 'hadley']) assert.ok(!nearly(typed, 'amherst'), typed);
});
