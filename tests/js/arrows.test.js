import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const HOME = new URL('../../static/js/', import.meta.url);

/** @param {string} folder */
const modulesOf = (folder) => readdirSync(new URL(folder, HOME)).filter((name) => name.endsWith('.js'));

/** @param {string} path */
const importsOf = (path) =>
  [...readFileSync(new URL(path, HOME), 'utf-8').matchAll(/(?:from|import\()\s*'([^']+)'/g)].map(([, to]) => to);

test('lib is pure: it imports nothing but lib, and loads without a browser', async () => {
  for (const name of modulesOf('lib/')) {
    for (const to of importsOf(`lib/${name}`)) assert.match(to ?? '', /^\.\/[a-z-]+\.js$/, name);
    await import(new URL(`lib/${name}`, HOME).href);
  }
});

/** What the modules of a folder may import, besides each other. `dom.js` makes elements and knows no page. */
const ALLOWED = {
  enhancements: /^\.\.\/((lib|speech|rescue|services|packs|reports)\/[a-z-]+|dom)\.js$|^minisearch$/,
  rescue: /^\.\.\/((lib|speech)\/[a-z-]+|dom)\.js$/,
  services: /^\.\.\/((lib|packs|map)\/[a-z-]+|dom)\.js$/,
  map: /^\.\.\/((lib|packs)\/[a-z-]+|dom)\.js$|^leaflet$|^leaflet\/src\/[A-Za-z/]+\.js$|^pmtiles$|^protomaps-leaflet$/,
  packs: /^\.\.\/(lib\/[a-z-]+|store)\.js$|^idb-keyval$/,
  reports: /^\.\.\/((lib|services)\/[a-z-]+|dom|store)\.js$|^idb-keyval$/,
  speech: /^\.\.\/lib\/[a-z-]+\.js$/,
};

test('arrows point one way: enhancements, then services and rescue, then map, packs and speech, then lib', () => {
  for (const [folder, allowed] of Object.entries(ALLOWED)) {
    for (const name of modulesOf(`${folder}/`)) {
      for (const to of importsOf(`${folder}/${name}`)) {
        if (folder !== 'enhancements' && /^\.\/[a-z-]+\.js$/.test(to ?? '')) continue;
        assert.match(to ?? '', allowed, `${folder}/${name}`);
      }
    }
  }
  assert.deepEqual(importsOf('dom.js'), []);
  assert.deepEqual([...new Set(importsOf('store.js'))], ['idb-keyval']); // Types alone.
});

test('scripts carry no words: no text with a space is put on the page from a string', () => {
  for (const path of [
    ...Object.keys(ALLOWED).flatMap((folder) => modulesOf(`${folder}/`).map((name) => `${folder}/${name}`)),
    'app.js',
    'worker-link.js',
  ]) {
    const source = readFileSync(new URL(path, HOME), 'utf-8');
    assert.doesNotMatch(source, /(?:textContent|innerText|title|ariaLabel)\s*=\s*['"`][A-Za-z]/, path);
    assert.doesNotMatch(source, /innerHTML|insertAdjacentHTML|document\.write/, path);
  }
});
