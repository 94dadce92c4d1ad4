/** The detailed map below the marks, where it reaches: houses, parks and shops. Fetched only where one is kept. */
import { PMTiles } from 'pmtiles';
import { leafletLayer } from 'protomaps-leaflet';
import { lose } from '../packs/keeper.js';
import { sourceOf } from '../packs/pieces.js';

const DARK = matchMedia('(prefers-color-scheme: dark)');
const CONTRAST = matchMedia('(prefers-contrast: more)');
const FLAVORS = { light: ['light', 'white'], dark: ['dark', 'black'] };

/** Colours of the library, as the reader's phone asks for them. */
const flavor = () => FLAVORS[DARK.matches ? 'dark' : 'light'][Number(CONTRAST.matches)];

/**
 * @param {{ DomUtil: any, GridLayer: any, LatLngBounds: any }} leaflet - of the map, so that it is fetched once
 * @param {any} map
 * @param {{ cover: (ground: object, isThere: boolean) => void }} streets - which are drawn where the detailed map does not reach
 * @param {import('../packs/keeper.js').Pack} pack - that is kept
 * @param {() => void} failed - it is damaged, and was taken off the map
 * @returns {Promise<() => void>} takes it off the map; a rejection where it is damaged
 */
export async function showDetail(leaflet, map, streets, pack, failed) {
  Object.assign(globalThis, { L: leaflet }); // The library knows Leaflet by that name only.
  const abort = new AbortController();
  const { signal } = abort;
  /** @type {any} */
  let layer;
  const off = () => {
    abort.abort();
    map.off('moveend', look);
    layer?.remove();
    streets.cover(pack, false);
  };
  const archive = new PMTiles(
    sourceOf(pack, (error) => {
      console.warn('detailed map', error);
      if (signal.aborted) return;
      off();
      lose(pack.name).then(() => document.dispatchEvent(new Event('packs')), console.warn);
      failed();
    }),
  );
  const { minLat, minLon, maxLat, maxLon, maxZoom } = await archive.getHeader();
  const reach = new leaflet.LatLngBounds([minLat, minLon], [maxLat, maxLon]);

  function look() {
    const isThere = reach.contains(map.getCenter());
    if (isThere) layer.addTo(map);
    else layer.remove();
    streets.cover(pack, isThere);
  }

  function paint() {
    layer?.remove();
    const lang = document.documentElement.lang;
    layer = leafletLayer({ url: archive, maxDataZoom: maxZoom, flavor: flavor(), lang, attribution: '' });
    look();
  }

  for (const query of [DARK, CONTRAST]) query.addEventListener('change', paint, { signal });
  map.on('moveend', look);
  paint();
  return off;
}
