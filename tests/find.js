// What the search of a phone finds. Reads {"index": …, "asked": [words, …]} and writes the addresses found for each.
import { text } from 'node:stream/consumers';
import MiniSearch from 'minisearch';
import { find, INDEX } from '../static/js/lib/search.js';

const { index, asked } = JSON.parse(await text(process.stdin));
const loaded = MiniSearch.loadJS(index, INDEX);
process.stdout.write(
  JSON.stringify(asked.map((/** @type {string} */ words) => find(loaded, words).map(({ url }) => url))),
);
