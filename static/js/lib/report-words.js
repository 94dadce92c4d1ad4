/** Takes out of a report's words what could name somebody. Its twin on the server, with the same cases: `pwa/reports/words.py`. */

/** Characters (code points) of a report's words. */
export const LONGEST = 500;

const GAP = '…';
const HOST = '[a-z0-9-]+(?:\\.[a-z0-9-]+)*';
const ENDINGS =
  'com|org|net|edu|gov|info|io|me|us|co|es|pr|do|mx|ca|uk|tv|ly|gl|gg|link|app|online|site|health|social|xyz';
const LINK = `(?:https?://|www\\.)\\S+|${HOST}\\.(?:${ENDINGS})(?![\\p{L}\\p{N}_])\\S*|${HOST}\\.[a-z]{2,}/\\S*`;
const MAIL = '\\S+@\\S+';
const NAME_ELSEWHERE = '@[\\p{L}\\p{N}_.]+';
/** Seven digits or more, however they are set apart. */
const NUMBER = '\\+?[({\\[]?\\p{Nd}(?:[\\s().,·•∙/\\\\|_*~=+#^{}\\[\\]\\u2010-\\u2015\\u2212-]{0,5}\\p{Nd}){6,}';

const NAMING = new RegExp([LINK, MAIL, NAME_ELSEWHERE, NUMBER].join('|'), 'giu');

const HOUR = '(?:[01]?[0-9]|2[0-4])';
const HOURS = `${HOUR}[\\u2010-\\u2015-]${HOUR}`;
const DATE = '20[0-9]{2}-[01]?[0-9]-[0-3]?[0-9]|[01]?[0-9]/[0-3]?[0-9]/(?:20)?[0-9]{2}';
/** Runs of digits that a report needs: hours such as `9-12, 13-17`, and a day. */
const NAMES_NOBODY = new RegExp(`^(?:${HOURS}(?:[\\s,/|+·•]{1,3}${HOURS})*|${DATE})$`, 'u');

/** In one form: without control characters and the frames of keycaps (`4️⃣`), composed (NFC), and each space one space. @param {string} text */
export const plainWords = (text) =>
  text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ')
    .replace(/[\p{Cf}\p{Cs}\p{Co}]|\uFE0F|\u20E3/gu, '')
    .replace(/[\uFF20\uFE6B]/gu, '@')
    .normalize('NFC')
    .replace(/\s+/gu, ' ')
    .trim();

/** With `…` for each telephone number, mail address, link and account in it. @param {string} text */
export const withoutNames = (text) =>
  plainWords(text).replace(NAMING, (found) => (NAMES_NOBODY.test(found) ? found : GAP));
