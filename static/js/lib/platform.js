/** Which written steps help where the browser offers no way to install by a button. */

/**
 * @param {string} agent - navigator.userAgent
 * @param {number} touchPoints - an iPad calls itself a Macintosh, but has touch
 * @returns {'ios' | 'firefox' | undefined}
 */
export function platformOf(agent, touchPoints) {
  if (/iPhone|iPad|iPod/.test(agent) || (/Macintosh/.test(agent) && touchPoints > 1)) return 'ios';
  if (/Android.*Firefox/.test(agent)) return 'firefox';
  return undefined;
}
