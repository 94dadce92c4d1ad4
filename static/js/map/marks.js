/** The places on the map: each a button with its name, several that would lie over one another one button. */

import { make } from '../dom.js';
import { cluster } from '../lib/clusters.js';
import { mercatorX, mercatorY } from '../lib/map-pack.js';
import { SHAPES, signOf } from '../lib/signs.js';
import { Icon, LatLng, Marker, Point } from './leaflet.js';

/** @typedef {{ id: string, kinds: string[], latitude: number, longitude: number, withinM: number }} Place */

const APART = 46;
const ROUGH_M = 250;
const SVG = 'http://www.w3.org/2000/svg';

/** @type {new (options: object) => import('leaflet').Icon} */
const ButtonIcon = Icon.extend({
  createIcon() {
    const { button } = this.options;
    this._setIconStyles(button, 'icon');
    return button;
  },
  createShadow: () => null,
});

/**
 * @param {any} map - of Leaflet
 * @param {{ nameOf: (id: string) => string, several: (count: number) => string,
 *   chosen: (places: Place[], mark: HTMLElement) => void }} page
 */
export function createMarks(map, { nameOf, several, chosen }) {
  /** @type {Place[]} */
  let places = [];
  /** @type {Map<string, any>} */
  let shown = new Map();
  let selected = '';

  function show() {
    const zoom = map.getZoom();
    const view = map.getBounds().pad(0.05);
    const points = places.map((place) => {
      const { x, y } = map.project([place.latitude, place.longitude], zoom);
      return { x, y, place };
    });
    const marks = cluster(points, APART).filter(({ x, y }) => view.contains(map.unproject([x, y], zoom)));
    const next = new Map();
    for (const { places: inside } of marks) {
      const group = inside.map(({ place }) => place);
      const key = `${group.map(({ id }) => id).join(' ')} ${zoom}`;
      next.set(key, shown.get(key) ?? markOf(group));
    }
    for (const [key, marker] of shown) if (!next.has(key)) marker.remove();
    for (const [key, marker] of next) if (!shown.has(key)) marker.addTo(map);
    shown = next;
    select(selected);
  }

  /** @param {Place[]} group */
  function markOf(group) {
    const [first] = /** @type {[Place]} */ (group);
    const isAlone = group.length === 1;
    const label = isAlone ? nameOf(first.id) : several(group.length);
    const button = make('button', { type: 'button', className: 'mark', title: label, 'aria-label': label });
    if (isAlone) {
      const sign = signOf(first.kinds);
      button.classList.add(`mark--${sign}`);
      if (first.withinM > ROUGH_M) button.classList.add('mark--rough');
      button.append(drawn(sign));
    } else button.append(String(group.length));
    button.dataset.ids = group.map(({ id }) => id).join(' ');
    button.addEventListener('click', (event) => {
      event.stopPropagation();
      chosen(group, button);
    });
    const icon = new ButtonIcon({ button, iconSize: new Point(44, 44), className: button.className });
    const at = new LatLng(first.latitude, first.longitude);
    return new Marker(at, { icon, keyboard: false, interactive: false });
  }

  /** @param {string} id */
  function select(id) {
    selected = id;
    for (const marker of shown.values()) {
      const button = marker.getElement();
      button?.classList.toggle('mark--chosen', Boolean(id) && button.dataset.ids.split(' ').includes(id));
    }
  }

  map.on('moveend zoomend', show);
  return {
    select,
    /** @param {Place[]} next */ set: (next) => {
      places = next;
      show();
    },
    /** Where the marks stand, on the square of Web Mercator. */
    points: () =>
      [...shown.values()].map((marker) => {
        const { lat, lng } = marker.getLatLng();
        return { x: mercatorX(lng), y: mercatorY(lat) };
      }),
    /** Where places are known only roughly. */ circles: () => places.filter(({ withinM }) => withinM > ROUGH_M),
    /** @param {string} id @returns {HTMLElement | undefined} */ find: (id) =>
      [...shown.values()]
        .map((marker) => marker.getElement())
        .find((each) => each?.dataset.ids.split(' ').includes(id)),
  };
}

/** @param {import('../lib/signs.js').Sign} sign */
export function drawn(sign) {
  const picture = document.createElementNS(SVG, 'svg');
  picture.setAttribute('viewBox', '0 0 24 24');
  picture.setAttribute('aria-hidden', 'true');
  const shape = document.createElementNS(SVG, 'path');
  shape.setAttribute('d', SHAPES[sign]);
  picture.append(shape);
  return picture;
}
