/** How written words are said: in sentences short enough for every voice, and numbers that are dialed digit by digit. */

const LONG = 200; // About 13 s: Chromium cuts some voices off after 15.

/** Where a sentence is over and another begins; without looking behind, which Safari could not before 16.4. */
const SENTENCE_END = /([.!?…:]["”’)]*)\s+(?=["“‘(¿¡]*[\p{Lu}\p{N}])/gu;
const CLAUSE_END = /([,;:)–—])\s+/g;

/** Numbers one dials: 1-800-222-1222, 911, 988, 711, and the long ones one texts to. */
const DIALED = /\b(?:1-\d{3}-\d{3}-\d{4}|[2-9]11|988|\d{5,6})\b(?![.,]\d)/g;

/**
 * Numbers that are dialed, digit by digit, their groups apart. What has no meaning aloud goes.
 *
 * @param {string} text
 */
export function asSaid(text) {
  const digits = text.replace(DIALED, (number) =>
    number
      .split('-')
      .map((group) => [...group].join(' '))
      .join(', '),
  );
  return digits
    .replace(/[“”"*]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/**
 * @param {string} text - a paragraph as it is read
 * @returns {string[]} as they are said, none longer than 200 characters if there is any place to break
 */
export function sentences(text) {
  return cut(text.replace(/\s+/g, ' ').trim(), SENTENCE_END)
    .flatMap((sentence) => (sentence.length > LONG ? joined(cut(sentence, CLAUSE_END)) : [sentence]))
    .flatMap((part) => (part.length > LONG ? joined(part.split(' ')) : [part]))
    .map(asSaid)
    .filter((said) => /[\p{L}\p{N}]/u.test(said));
}

/** @type {(text: string, end: RegExp) => string[]} */
const cut = (text, end) => text.replace(end, '$1\n').split('\n');

/** As many pieces together as fit. @param {string[]} pieces */
function joined(pieces) {
  /** @type {string[]} */
  const lines = [];
  for (const piece of pieces) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + piece.length <= LONG) lines[lines.length - 1] = `${last} ${piece}`;
    else lines.push(piece);
  }
  return lines;
}
