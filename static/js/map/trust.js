/**
 * Leaflet 1.9.4 writes two constant strings as HTML, one while it loads. The policy of the page refuses strings; for
 * these two, and on the page of the map alone, there is a policy that admits them and nothing else.
 */
const HARMLESS = ['<svg/>', ''];

/** Once, before Leaflet is fetched. */
export function admitLeaflet() {
  const { trustedTypes } = /** @type {any} */ (globalThis);
  if (!trustedTypes || trustedTypes.defaultPolicy) return;
  trustedTypes.createPolicy('default', {
    createHTML: (/** @type {string} */ text) => (HARMLESS.includes(text) ? text : null),
  });
}
