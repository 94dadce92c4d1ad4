/** The same as the package, as a module that is fetched when the map opens. */
declare module 'leaflet/dist/leaflet-src.esm.js' {
  export * from 'leaflet';
}
