/**
 * What this map needs of Leaflet, from its own modules: half of the whole. The policy of `trust.js` must stand before
 * this is fetched.
 */
export { DomUtil } from 'leaflet/src/dom/index.js';
export { LatLng, LatLngBounds } from 'leaflet/src/geo/index.js';
export { Point } from 'leaflet/src/geometry/index.js';
export { Icon } from 'leaflet/src/layer/marker/Icon.js';
export { Marker } from 'leaflet/src/layer/marker/Marker.js';
export { GridLayer } from 'leaflet/src/layer/tile/GridLayer.js';
export { Renderer } from 'leaflet/src/layer/vector/Renderer.js';
export { Map } from 'leaflet/src/map/index.js';
