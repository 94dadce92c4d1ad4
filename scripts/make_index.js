// Makes the index of the search. Reads {"en": [entries], ...} and writes {"en": index, ...}; `pwa/search.py` runs it.
import { text } from 'node:stream/consumers';
import MiniSearch from 'minisearch';
import { INDEX } from '../static/js/lib/search.js';

/** @type {Record<string, import('../static/js/lib/search.js').Entry[]>} */
const languages = JSON.parse(await text(process.stdin));
const made = Object.entries(languages).map(([code, entries]) => {
  const index = new MiniSearch(INDEX);
  index.addAll(entries);
  return [code, index.toJSON()];
});
process.stdout.write(JSON.stringify(Object.fromEntries(made)));
