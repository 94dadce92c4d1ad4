/**
 * Elements made of the parts of a pack: see `pwa/cards.py`. Only what a card may have becomes one, whatever the pack says.
 *
 * @typedef {string | [string, Record<string, string> | 0, ...number[]]} Part - a text, or tag, attributes and parts
 */

const TAGS = new Set(
  'a address article br caption dd details div dl dt h3 h4 li p span strong summary table td th tr ul wbr'.split(' '),
);
const ATTRIBUTES = /^(?:class|hidden|href|id|lang|rel|scope|data-[a-z-]+)$/;
const ADDRESS = /^(?:https:\/\/|tel:|sms:|mailto:|#)/;

/**
 * @param {Part[]} parts
 * @param {number} number
 * @returns {Node}
 */
export function grow(parts, number) {
  const part = parts[number];
  if (typeof part === 'string') return document.createTextNode(part);
  const [tag, attributes, ...inside] = part ?? [''];
  if (!TAGS.has(tag)) throw new TypeError(`part ${number}: <${tag}>`);
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (!ATTRIBUTES.test(name) || (name === 'href' && !ADDRESS.test(value)))
      throw new TypeError(`part ${number}: ${name}`);
    element.setAttribute(name, value);
  }
  for (const each of inside) {
    if (!(each < number)) throw new TypeError(`part ${number}: holds part ${each}`); // Nothing holds itself.
    element.append(grow(parts, each));
  }
  return element;
}

/**
 * The words a search looks in, as `data-words` marks them. A part that many cards share is read once.
 *
 * @param {Part[]} parts
 * @returns {(number: number) => string}
 */
export function wordsIn(parts) {
  /** @type {Map<string, string>} */
  const known = new Map();
  /** @type {(number: number, isMarked: boolean) => string} */
  const read = (number, isMarked) => {
    const part = parts[number] ?? '';
    if (typeof part === 'string') return isMarked ? part : '';
    const key = `${number} ${isMarked}`;
    let words = known.get(key);
    if (words === undefined) {
      const [, attributes, ...inside] = part;
      const all = isMarked || (attributes !== 0 && 'data-words' in attributes);
      words = inside.map((each) => (each < number ? read(each, all) : '')).join(' ');
      known.set(key, words);
    }
    return words;
  };
  return (number) => read(number, false);
}
