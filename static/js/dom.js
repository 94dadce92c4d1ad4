/** Elements made of data: the policy of the page refuses HTML in strings, and so do we. */

/**
 * @param {string} tag
 * @param {Record<string, unknown>} [properties] - `on*` are listeners, names with a hyphen attributes
 * @param {(Node | RescueText | null | undefined | false)[]} children - texts in another language carry theirs
 * @returns {HTMLElement}
 */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === false || value === null) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else if (name.includes('-') || name === 'role') element.setAttribute(name, String(value));
    else Object.assign(element, { [name]: value });
  }
  for (const child of children) {
    if (child instanceof Node) element.append(child);
    else if (child && typeof child === 'object') element.append(make('span', { lang: 'en' }, child.en));
    else if (child) element.append(child);
  }
  return element;
}

/** @type {(text: RescueText | undefined, values?: Record<string, string | number>) => string} */
export function plain(text, values = {}) {
  const words = typeof text === 'object' ? text.en : (text ?? '');
  return words.replace(/\{(\w+)\}/g, (hole, name) => String(values[name] ?? hole));
}

/** Minutes and seconds, as on a stop watch. @param {number} ms */
export function stopwatch(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
