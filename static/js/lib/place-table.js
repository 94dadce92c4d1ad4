/**
 * The tables of ZIPs and towns, as `pwa/places.py` makes them, made whole again.
 *
 * A table has one line for each ZIP, in order, by columns. Numbers are steps from the one before; a town is named where
 * it first comes (0), and later by how many towns ago it first came. `km` 0: a ZIP without an area of its own (boxes of a
 * post office), which takes the point of its town and has none in `latitude` and `longitude`, in hundredths of a degree.
 *
 * @typedef {{ version: number, states: Record<string, string>, counties: string[], towns: string[], county: number[],
 *   zip: number[], town: number[], km: number[], latitude: number[], longitude: number[],
 *   also: [string, number][] }} PackedTable
 * @typedef {{ version: number, states: Record<string, string>, prefix: string[], state: string[], km: number[],
 *   latitude: number[], longitude: number[] }} PackedPrefixes
 *
 * @typedef {import('./distance.js').Point & { withinM: number }} Circle - 9 of 10 addresses lie within it
 * @typedef {Circle & { name: string, county: string, state: string, zips: string[], keys: string[][],
 *   also: string[] }} Town - `keys`: what its name and its other names are found by
 * @typedef {Circle & { code: string, town: Town }} Zip
 * @typedef {Circle & { name: string, state: string, keys: string[][] }} County
 * @typedef {Circle & { prefix: string, state: string }} Prefix - 3 digits; 5 for a ZIP that lies elsewhere than these
 * @typedef {{ states: Record<string, string>, towns: Town[], counties: County[], zips: Map<string, Zip> }} Table
 * @typedef {{ states: Record<string, string>, prefixes: Map<string, Prefix> }} Prefixes
 */

import { distance } from './distance.js';
import { keyOf } from './names.js';

/** The form this script reads. A table of another is of another version of the site. */
const VERSION = 1;
const HUNDREDTHS = 100;

/** @param {number[]} steps */
function sums(steps) {
  let sum = 0;
  return steps.map((step) => (sum += step));
}

/** @param {{ version: number }} packed */
function check({ version }) {
  if (version !== VERSION) throw new TypeError(`Table of places: found version ${version}, expected ${VERSION}.`);
}

/** The circle alone. @param {Circle} of @returns {Circle} */
export const circle = ({ latitude, longitude, withinM }) => ({ latitude, longitude, withinM });

/**
 * The circle around several: its middle is the median, so that one far away does not pull it.
 *
 * @param {Circle[]} circles - at least one
 * @returns {Circle}
 */
export function around(circles) {
  const [only] = circles;
  if (only && circles.length === 1) return only;
  const middle = {
    latitude: median(circles.map((each) => each.latitude)),
    longitude: median(circles.map((each) => each.longitude)),
  };
  const away = circles.map((each) => distance(middle, each)).sort((a, b) => a - b);
  const own = circles.reduce((sum, each) => sum + each.withinM, 0) / circles.length;
  const most = away[Math.ceil(0.9 * away.length) - 1] ?? 0;
  return { ...middle, withinM: Math.ceil(Math.hypot(most, own)) };
}

/** @param {number[]} values */
function median(values) {
  const sorted = values.sort((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1] ?? 0, sorted[sorted.length >> 1] ?? 0];
  return (low + high) / 2;
}

/**
 * @param {PackedTable} packed
 * @returns {Table}
 */
export function decode(packed) {
  check(packed);
  const counties = packed.counties.map((text) => ({ state: text.slice(0, 2), name: text.slice(3) }));
  const towns = packed.towns.map((name, number) => {
    const { state, name: county } = /** @type {{ state: string, name: string }} */ (
      counties[packed.county[number] ?? 0]
    );
    /** @type {Town} */
    const town = {
      name,
      county,
      state,
      zips: [],
      keys: [keyOf(name)],
      also: [],
      latitude: 0,
      longitude: 0,
      withinM: 0,
    };
    return town;
  });
  for (const [alias, number] of packed.also) {
    towns[number]?.also.push(alias);
    towns[number]?.keys.push(keyOf(alias));
  }
  return {
    states: packed.states,
    towns,
    zips: placed(packed, towns),
    counties: withMiddle(counties, packed.county, towns),
  };
}

/**
 * Each ZIP with its point, and each town with the middle of its ZIPs.
 *
 * @param {PackedTable} packed
 * @param {Town[]} towns
 */
function placed(packed, towns) {
  const [latitudes, longitudes] = [sums(packed.latitude), sums(packed.longitude)];
  /** @type {Zip[]} */
  const zips = [];
  /** @type {Zip[][]} */
  const own = towns.map(() => []);
  let named = 0;
  let points = 0;
  sums(packed.zip).forEach((code, line) => {
    const ago = packed.town[line] ?? 0;
    const number = ago ? named - ago : named++;
    const withinM = (packed.km[line] ?? 0) * 1000;
    const at = withinM ? points++ : -1;
    const zip = {
      code: String(code).padStart(5, '0'),
      town: /** @type {Town} */ (towns[number]),
      latitude: (latitudes[at] ?? 0) / HUNDREDTHS,
      longitude: (longitudes[at] ?? 0) / HUNDREDTHS,
      withinM,
    };
    zip.town.zips.push(zip.code);
    if (withinM) own[number]?.push(zip);
    zips.push(zip);
  });
  for (const [number, circles] of own.entries()) put(around(circles), towns[number]);
  for (const zip of zips) if (!zip.withinM) put(zip.town, zip);
  return new Map(zips.map((zip) => [zip.code, zip]));
}

/**
 * @param {Circle} from
 * @param {Circle} [to] - gets the same place
 */
function put({ latitude, longitude, withinM }, to) {
  if (to) [to.latitude, to.longitude, to.withinM] = [latitude, longitude, withinM];
}

/**
 * Each county with the middle of its towns.
 *
 * @param {{ state: string, name: string }[]} counties
 * @param {number[]} countyOfTown
 * @param {Town[]} towns
 * @returns {County[]}
 */
function withMiddle(counties, countyOfTown, towns) {
  /** @type {Town[][]} */
  const inside = counties.map(() => []);
  for (const [number, town] of towns.entries()) inside[countyOfTown[number] ?? 0]?.push(town);
  return counties.flatMap(({ name, state }, number) =>
    name ? [{ name, state, keys: [keyOf(name)], ...circle(around(inside[number] ?? [])) }] : [],
  );
}

/**
 * @param {PackedPrefixes} packed
 * @returns {Prefixes}
 */
export function decodePrefixes(packed) {
  check(packed);
  const [latitudes, longitudes] = [sums(packed.latitude), sums(packed.longitude)];
  const prefixes = new Map();
  packed.prefix.forEach((prefix, line) => {
    prefixes.set(prefix, {
      prefix,
      state: packed.state[line] ?? '',
      latitude: (latitudes[line] ?? 0) / HUNDREDTHS,
      longitude: (longitudes[line] ?? 0) / HUNDREDTHS,
      withinM: (packed.km[line] ?? 0) * 1000,
    });
  });
  return { states: packed.states, prefixes };
}
