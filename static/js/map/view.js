/** The map of services: ground, places, scale, and the card of the place that was chosen. Fetched when somebody asks. */

import '../shared.js';
import { make } from '../dom.js';
import { mercatorX, mercatorY, readMap } from '../lib/map-pack.js';
import { KILOMETERS, MILES, scaleBar } from '../lib/scale.js';
import { look, openPack, record } from '../packs/keeper.js';
import { boxed } from './drawing.js';
import { DomUtil, GridLayer, LatLng, LatLngBounds, Map as LeafletMap } from './leaflet.js';
import { createMarks, drawn } from './marks.js';
import { Streets } from './streets.js';

/**
 * @typedef {import('../lib/distance.js').Spot & { label?: string }} From
 * @typedef {import('./marks.js').Place} Place
 */

const [FARTHEST, NEAREST, CLOSE, AROUND] = [6, 18, 16, 12];
const BAR_PX = 110;
const EARTH_M = 40_075_017;
const STEP = 1;
const OSM = { name: 'OpenStreetMap', licence: 'ODbL 1.0', address: 'https://www.openstreetmap.org/copyright' };

/**
 * @param {HTMLElement} root - the section, with its parts
 * @param {(key: string, values?: Record<string, string | number>) => string} say - the words of the page
 * @param {{ nameOf: (id: string) => string, lend: (id: string) => HTMLElement | undefined,
 *   giveBack: () => void, moved: () => void }} page - `lend`: the card of a place, to be shown here
 */
export function createMap(root, say, { nameOf, lend, giveBack, moved }) {
  const part = (/** @type {string} */ name) =>
    /** @type {HTMLElement} */ (root.querySelector(`[data-map="${name}"]`));
  const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const map = new LeafletMap(part('ground'), {
    attributionControl: false,
    zoomControl: false,
    minZoom: FARTHEST,
    maxZoom: NEAREST,
    zoomAnimation: !isStill,
    fadeAnimation: false,
    markerZoomAnimation: !isStill,
    inertia: !isStill,
    worldCopyJump: false,
  });
  map.setView([42.3, -72.6], FARTHEST + 3);
  const marks = createMarks(map, { nameOf, several: (count) => say('map-several', { n: count }), chosen: choose });
  const streets = new /** @type {any} */ (Streets)({ marks: marks.points }).addTo(map); // After the marks: names give way to them.
  /** @type {Place[]} */
  let places = [];
  /** @type {From | undefined} */
  let from;
  let wasFramed = false;
  /** @type {import('leaflet').LatLngBounds | undefined} */
  let home;
  /** @type {HTMLElement | undefined} */
  let opener;
  /** Each takes a detailed map off again. @type {(() => void)[]} */
  const shown = [];
  const trouble = { streets: '', detail: '' };
  let loading = Promise.resolve();

  /** @param {Place[]} group @param {HTMLElement} mark */
  function choose(group, mark) {
    const box = new LatLngBounds(group.map(({ latitude, longitude }) => new LatLng(latitude, longitude)));
    const isOne = box.getNorthEast().equals(box.getSouthWest());
    if (group.length > 1 && !isOne && map.getZoom() < NEAREST - STEP) {
      map.fitBounds(box.pad(0.3), { maxZoom: NEAREST - STEP, animate: !isStill });
      part('ground').focus({ preventScroll: true });
      return;
    }
    opener = mark;
    if (group.length === 1) open(/** @type {Place} */ (group[0]).id);
    else {
      const list = group.map(({ id }) => {
        const onclick = () => open(id);
        return make('li', {}, make('button', { type: 'button', className: 'act act--quiet', onclick }, nameOf(id)));
      });
      fillPanel(make('ul', { className: 'map-choices' }, ...list));
    }
  }

  /** @param {string} id */
  function open(id) {
    const card = lend(id);
    if (!card) return;
    marks.select(id);
    fillPanel(card);
  }

  /** @param {HTMLElement} inside */
  function fillPanel(inside) {
    part('card').replaceChildren(inside);
    part('panel').hidden = false;
    /** @type {HTMLElement | null} */ (inside.querySelector('summary, button'))?.focus({ preventScroll: true });
    part('panel').scrollIntoView({ block: 'nearest' });
  }

  /** @param {{ focus?: boolean }} [how] - whether the focus goes back to the mark */
  function closePanel({ focus = true } = {}) {
    if (part('panel').hidden) return;
    part('panel').hidden = true;
    giveBack();
    part('card').replaceChildren();
    marks.select('');
    const back = opener?.isConnected ? opener : part('ground');
    if (focus) back.focus({ preventScroll: true });
  }

  function showScale() {
    const size = map.getSize();
    const left = map.containerPointToLatLng([0, size.y / 2]);
    const right = map.containerPointToLatLng([BAR_PX, size.y / 2]);
    const mostM = ((right.lng - left.lng) / 360) * EARTH_M * Math.cos((left.lat * Math.PI) / 180);
    for (const [name, units] of /** @type {const} */ ([
      ['miles', MILES],
      ['km', KILOMETERS],
    ])) {
      const { amount, unit, meters } = scaleBar(mostM, [...units]);
      const shown = new Intl.NumberFormat(document.documentElement.lang, {
        style: 'unit',
        unit,
        unitDisplay: 'short',
      });
      part(name).textContent = shown.format(amount);
      part(name).style.inlineSize = `${(meters / mostM) * BAR_PX}px`;
    }
  }

  function showGround() {
    const circle = (/** @type {{ latitude: number, longitude: number, withinM: number }} */ spot, dot = false) => ({
      x: mercatorX(spot.longitude),
      y: mercatorY(spot.latitude),
      radius: spot.withinM / (EARTH_M * Math.cos((spot.latitude * Math.PI) / 180)),
      dot,
    });
    const once = new Map(
      marks.circles().map((place) => [`${place.latitude} ${place.longitude} ${place.withinM}`, place]),
    );
    const rough = [...once.values()].map((place) => circle(place));
    streets.setCircles(from ? [...rough, circle(from, true)] : rough);
  }

  /** One after the other. @param {boolean} [again] - the reader asked for it */
  const load = (again = false) => {
    loading = loading.then(() => loadNow(again));
    return loading;
  };

  /** @param {boolean} again */
  async function loadNow(again) {
    const { kept } = await record();
    const sources = await loadStreets(kept.filter(({ kind }) => kind === 'map'));
    const details = kept.filter(({ kind }) => kind === 'detail');
    const credits = details.map(({ credit = '', date }) => ({ ...OSM, attribution: credit, date }));
    attribute([...sources, ...credits]);
    await addDetails(details);
    if (again && trouble.streets) part('again').focus();
  }

  /** @param {import('../packs/keeper.js').Pack[]} kept */
  async function loadStreets(kept) {
    try {
      const wanted = kept.length ? kept : (await look()).filter(({ kind, home: isHome }) => kind === 'map' && isHome);
      const opened = await Promise.all(wanted.map(({ name }) => openPack(name)));
      const packs = opened.map((pack) => readMap(pack, document.documentElement.lang));
      streets.setPacks(packs.map(({ layers }) => boxed(layers)));
      const [first] = packs;
      if (first && !home) {
        const [south, west, north, east] = first.bounds;
        home = new LatLngBounds([south, west], [north, east]);
        if (!from) frame();
      }
      tell('streets', '');
      return packs.flatMap(({ sources }) => sources);
    } catch (error) {
      console.warn('map', error);
      tell('streets', kept.length ? 'map-damaged' : 'map-no-streets');
      return [];
    }
  }

  /** Over the streets, where a reader keeps it. @param {import('../packs/keeper.js').Pack[]} details */
  async function addDetails(details) {
    for (const off of shown.splice(0)) off();
    if (!details.length) return;
    // It may not be saved yet, where a phone has the map of a newer site: the streets are there.
    const painter = await import('./detail.js').catch((error) => console.warn('detailed map', error));
    if (!painter) return;
    tell('detail', '');
    for (const pack of details) {
      const failed = () => tell('detail', 'map-detail-damaged');
      try {
        shown.push(await painter.showDetail({ DomUtil, GridLayer, LatLngBounds }, map, streets, pack, failed));
      } catch (error) {
        console.warn('detailed map', error);
        failed();
      }
    }
  }

  /** @param {keyof typeof trouble} what @param {string} key - of its sentence; empty where all is well */
  function tell(what, key) {
    trouble[what] = key;
    const words = trouble.streets || trouble.detail;
    part('trouble').hidden = !words;
    part('why').textContent = words && say(words);
    part('again').hidden = !trouble.streets;
  }

  /** Around the reader, else around what was found at home, else around all that was found. */
  function frame() {
    if (from) return map.setView([from.latitude, from.longitude], AROUND, { animate: false });
    const spots = places.map(({ latitude, longitude }) => new LatLng(latitude, longitude));
    const near = spots.filter((spot) => home?.contains(spot));
    const wanted = near.length || spots.length ? new LatLngBounds(near.length ? near : spots) : home;
    if (wanted) map.fitBounds(wanted, { animate: false, maxZoom: CLOSE });
    return map;
  }

  /** @param {import('../lib/map-pack.js').MapPack['sources']} sources */
  function attribute(sources) {
    const once = new Map(sources.map((source) => [source.name, source]));
    const links = [...once.values()].flatMap(({ attribution, address, licence, date }, number) => {
      const words = [attribution, licence, date].filter(Boolean).join(', ');
      const link = /^https:\/\//.test(address)
        ? make('a', { href: address, rel: 'external noreferrer' }, words)
        : words;
      return number ? [' · ', link] : [link];
    });
    part('sources').replaceChildren(`${say('map-sources')} `, ...links);
  }

  for (const button of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll('[data-zoom]'))) {
    button.addEventListener('click', () => map.setZoom(map.getZoom() + Number(button.dataset.zoom)));
  }
  for (const each of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll('[data-sign]'))) {
    each.prepend(drawn(/** @type {any} */ (each.dataset.sign)));
  }
  part('close').addEventListener('click', () => closePanel());
  part('again').addEventListener('click', () => load(true));
  root.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') closePanel();
  });
  map.on('moveend zoomend', () => {
    showScale();
    moved();
  });
  for (const query of ['(prefers-color-scheme: dark)', '(forced-colors: active)', '(prefers-contrast: more)']) {
    matchMedia(query).addEventListener('change', () => streets.redraw());
  }
  document.addEventListener('packs', () => load());
  addEventListener('beforeprint', () => closePanel({ focus: false })); // The card belongs on paper, the map does not.
  showScale();
  const ready = load();

  return {
    ready,
    closePanel,
    /** The page gave the map another size. */ resize: () => map.invalidateSize({ animate: false }),
    /** @param {Place[]} next @param {From | undefined} [place] - where the reader asks from */
    show(next, place) {
      const isNew = from?.latitude !== place?.latitude || from?.longitude !== place?.longitude;
      [places, from] = [next, place];
      marks.set(places);
      showGround();
      if (wasFramed && !isNew) return;
      frame();
      wasFramed = true;
    },
    /** @param {string} id @returns {boolean} whether it is on the map */
    goTo(id) {
      const place = places.find((each) => each.id === id);
      if (!place) return false;
      map.setView([place.latitude, place.longitude], Math.max(map.getZoom(), CLOSE - STEP), { animate: false });
      marks.select(id);
      return true;
    },
    /** @param {string} id */ focus: (id) => marks.find(id)?.focus(),
    /** @returns {Set<string>} */
    inView() {
      const view = map.getBounds();
      return new Set(places.filter((each) => view.contains([each.latitude, each.longitude])).map(({ id }) => id));
    },
  };
}
