/** The ground of the map as a layer of Leaflet: one canvas a little larger than what is seen, drawn when a move ends. */

import { draw } from './drawing.js';
import { DomUtil, Renderer } from './leaflet.js';

/** More than twice the pixels of the screen nobody sees, and they cost memory. */
const SHARPEST = 3;

export const Streets = Renderer.extend({
  options: { padding: 0.25 },

  _initContainer() {
    this._container = document.createElement('canvas');
    this._container.className = 'map-sheet';
    this._packs = [];
    this._circles = [];
    this._covers = new Set();
  },

  _destroyContainer() {
    this._container.remove();
    this._container = undefined;
  },

  _updatePaths() {},

  _update() {
    if (this._map._animatingZoom && this._bounds) return;
    /** @type {any} */ (Renderer.prototype)._update.call(this);
    this.redraw();
  },

  /** @param {import('./drawing.js').Layers[]} packs */
  setPacks(packs) {
    this._packs = packs;
    this.redraw();
  },

  /** @param {import('./drawing.js').Circle[]} circles */
  setCircles(circles) {
    this._circles = circles;
    this.redraw();
  },

  /** Whether another ground lies below: then only circles are drawn. @param {object} ground @param {boolean} isThere */
  cover(ground, isThere) {
    const before = this._covers.size;
    if (isThere) this._covers.add(ground);
    else this._covers.delete(ground);
    if (before !== this._covers.size) this.redraw();
  },

  redraw() {
    const sheet = this._container;
    if (!sheet || !this._bounds) return;
    const { min } = this._bounds;
    const size = this._bounds.getSize();
    const sharp = Math.min(SHARPEST, window.devicePixelRatio || 1);
    DomUtil.setPosition(sheet, min);
    sheet.width = Math.round(size.x * sharp);
    sheet.height = Math.round(size.y * sharp);
    sheet.style.width = `${size.x}px`;
    sheet.style.height = `${size.y}px`;
    const canvas = sheet.getContext('2d');
    canvas.scale(sharp, sharp);
    const corner = this._map.getPixelOrigin().add(min);
    const { x, y } = this._map.containerPointToLayerPoint([0, 0]).subtract(min);
    const seen = this._map.getSize();
    /** @type {import('./drawing.js').View} */
    const view = {
      ...{ zoom: this._map.getZoom(), left: corner.x, top: corner.y, width: size.x, height: size.y },
      frame: [x, y, x + seen.x, y + seen.y],
      marks: this.options.marks?.() ?? [],
    };
    const page = getComputedStyle(this._map.getContainer());
    draw(canvas, this._covers.size ? undefined : this._packs, view, this._circles, (name) =>
      page.getPropertyValue(name).trim(),
    );
  },
});
