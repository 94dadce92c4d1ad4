/**
 * Reads the pack of a map: the form of docs/decisions/0019-map.md, written by `pwa/areas/encode.py`. Pure.
 *
 * @typedef {Float64Array} Run - x, y, x, y, … on the square of Web Mercator: 0 to 1 from west to east and from north to south
 * @typedef {{ name: string, runs: Run[], rings?: number[], weight: number }} Drawn - `rings`: how many runs belong to each
 *   polygon, the outer ring first
 * @typedef {{ bounds: [number, number, number, number], layers: Record<string, Drawn[]>,
 *   sources: { name: string, date: string, licence: string, attribution: string, address: string }[] }} MapPack
 */

const VERSION = 1;
const POINTS = ['town', 'zip'];
const POLYGONS = ['water'];
const CIRCLE = 360;

/** @param {number} longitude - degrees */
export const mercatorX = (longitude) => longitude / CIRCLE + 0.5;

/** @param {number} latitude - degrees */
export function mercatorY(latitude) {
  const sine = Math.sin((latitude * Math.PI) / 180);
  return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
}

/**
 * @param {any} pack
 * @param {string} language - of names, where the source has them
 * @returns {MapPack} a `TypeError` where it is not one
 */
export function readMap(pack, language) {
  if (pack?.version !== VERSION || pack.kind !== 'map') throw new TypeError(`map: version ${pack?.version}`);
  const [south, west] = pack.bounds;
  const names = pack.names.map((/** @type {any} */ name) =>
    typeof name === 'string' ? name : (name[language] ?? name['']),
  );
  /** @type {Record<string, Drawn[]>} */
  const layers = {};
  for (const [layer, features] of Object.entries(pack.layers)) {
    const pen = penAt(Math.round(south * pack.unit), Math.round(west * pack.unit), pack.unit);
    layers[layer] = /** @type {any[][]} */ (features).map(([number, ...parts]) => {
      const name = names[number];
      if (typeof name !== 'string') throw new TypeError(`map: ${layer} has no name ${number}`);
      if (POINTS.includes(layer)) return { name, runs: [pen(parts[0])], weight: Number(parts[1]) };
      if (!POLYGONS.includes(layer)) return { name, runs: parts.map(pen), weight: 0 };
      return { name, runs: parts.flat().map(pen), rings: parts.map((rings) => rings.length), weight: 0 };
    });
  }
  return { bounds: pack.bounds, layers, sources: pack.sources };
}

/**
 * Each run begins with the step from where the last one ended.
 *
 * @param {number} latitude @param {number} longitude - in parts of a degree @param {number} unit - parts in a degree
 * @returns {(text: string) => Run}
 */
function penAt(latitude, longitude, unit) {
  return (text) => {
    if (typeof text !== 'string') throw new TypeError('map: a run is no text');
    /** @type {number[]} */
    const found = [];
    let value = 0;
    let shift = 0;
    let isLatitude = true;
    for (let at = 0; at < text.length; at++) {
      const letter = text.charCodeAt(at) - 63;
      if (letter < 0 || letter > 63 || shift > 30) throw new TypeError(`map: a letter that is none, at ${at}`);
      value |= (letter & 31) << shift;
      shift += 5;
      if (letter > 31) continue;
      const step = value & 1 ? ~(value >> 1) : value >> 1;
      if (isLatitude) latitude += step;
      else {
        longitude += step;
        found.push(mercatorX(longitude / unit), mercatorY(latitude / unit));
      }
      isLatitude = !isLatitude;
      value = shift = 0;
    }
    if (!isLatitude || shift || !found.length) throw new TypeError('map: a run that is cut short');
    return Float64Array.from(found);
  };
}
