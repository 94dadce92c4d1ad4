/**
 * How far and which way, told no more exactly than it is known. `pwa/model/geo.py` measures the same way.
 *
 * @typedef {{ latitude: number, longitude: number }} Point - in degrees
 * @typedef {Point & { withinM: number, town?: string, state?: string }} Spot - `withinM`: how far, in metres, the true
 *   place may be from the point
 * @typedef {'north' | 'north-east' | 'east' | 'south-east' | 'south' | 'south-west' | 'west' | 'north-west'} Direction
 * @typedef {{ key: 'same-town' } | { key: 'within', miles: number }
 *   | { key: 'about', miles: number, direction?: Direction }} Told
 */

const EARTH_RADIUS_M = 6_371_009;
const MILE_M = 1609.344;

/** @type {Direction[]} */
const DIRECTIONS = ['north', 'north-east', 'east', 'south-east', 'south', 'south-west', 'west', 'north-west'];

const STEPS_MILES = [1, 2, 5, 10, 20, 50, 100, 200, 500];
const BANDS_MILES = [2, 5, 15];

/** A degree of latitude is 111 km: a position rounded to a hundredth is at most 0.8 km off. */
const HUNDREDTHS = 100;
const ROUNDED_M = 1_000;

const radians = (/** @type {number} */ degrees) => (degrees * Math.PI) / 180;

/**
 * @param {Point} from
 * @param {Point} to
 * @returns {number} metres along the surface
 */
export function distance(from, to) {
  const [start, end] = [radians(from.latitude), radians(to.latitude)];
  const across = Math.sin(radians(to.longitude - from.longitude) / 2) ** 2;
  const part = Math.sin((end - start) / 2) ** 2 + Math.cos(start) * Math.cos(end) * across;
  return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(part)));
}

/**
 * @param {Point} from
 * @param {Point} to
 * @returns {Direction} where to set out to
 */
export function direction(from, to) {
  const [start, end] = [radians(from.latitude), radians(to.latitude)];
  const turn = radians(to.longitude - from.longitude);
  const east = Math.sin(turn) * Math.cos(end);
  const north = Math.cos(start) * Math.sin(end) - Math.sin(start) * Math.cos(end) * Math.cos(turn);
  const eighth = Math.round(Math.atan2(east, north) / (Math.PI / 4));
  return /** @type {Direction} */ (DIRECTIONS[(eighth + 8) % 8]);
}

/**
 * What may be said of the way from one spot to another. Steps are at least half of what is not known; a direction is
 * named only where the true one is at most one point of the compass away.
 *
 * @param {Spot} from
 * @param {Spot} to
 * @returns {Told}
 */
export function tell(from, to) {
  if (from.town && from.town === to.town && from.state === to.state) return { key: 'same-town' };
  const miles = distance(from, to) / MILE_M;
  const unknown = (from.withinM + to.withinM) / MILE_M;
  const step = STEPS_MILES.find((each) => each >= unknown / 2) ?? 1_000;
  if (miles <= unknown) return { key: 'within', miles: Math.ceil((miles + unknown) / step) * step };
  const about = Math.max(step, Math.round(miles / step) * step);
  return miles < 1.5 * unknown
    ? { key: 'about', miles: about }
    : { key: 'about', miles: about, direction: direction(from, to) };
}

/**
 * The band of the list a spot stands in. A band narrower than what is not known is not used.
 *
 * @param {Spot} from
 * @param {Spot} to
 * @param {number} [meters] - between them, where it is known
 * @returns {2 | 5 | 15 | undefined} closer than so many miles; nothing: farther
 */
export function band(from, to, meters = distance(from, to)) {
  const miles = meters / MILE_M;
  const unknown = (from.withinM + to.withinM) / MILE_M;
  return /** @type {2 | 5 | 15 | undefined} */ (BANDS_MILES.find((limit) => limit >= unknown && miles < limit));
}

/**
 * The phone's own position made coarse, before anything else sees it.
 *
 * @param {{ latitude: number, longitude: number, accuracy?: number }} coords - as the browser gives them, accuracy in metres
 * @returns {Spot}
 */
export function roundPosition({ latitude, longitude, accuracy = 0 }) {
  const coarse = (/** @type {number} */ degrees) => Math.round(degrees * HUNDREDTHS) / HUNDREDTHS;
  return {
    latitude: coarse(latitude),
    longitude: coarse(longitude),
    withinM: Math.max(ROUNDED_M, Math.round(accuracy)),
  };
}
