/** The modules of the package, with the types of the whole. */
declare module 'leaflet/src/*' {
  export * from 'leaflet';
}
