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

test('an enhancement imports from lib, speech and rescue only; rescue from lib, speech and itself; speech from lib', () => {
  for (const name of modulesOf('enhancements/')) {
    for (const to of importsOf(`enhancements/${name}`)) {
      assert.match(to ?? '', /^(\.\.\/(lib|speech|rescue)\/|minisearch$)/, name); // The one package a reader gets.
    }
  }
  for (const name of modulesOf('rescue/')) {
    for (const to of importsOf(`rescue/${name}`))
      assert.match(to ?? '', /^(\.|\.\.\/(lib|speech))\/[a-z]+\.js$/, name);
  }
  for (const name of modulesOf('speech/')) {
    for (const to of importsOf(`speech/${name}`)) assert.match(to ?? '', /^\.\.\/lib\/[a-z]+\.js$/, name);
  }
});

test('scripts carry no words: no text with a space is put on the page from a string', () => {
  for (const path of [
    ...['enhancements', 'rescue', 'speech'].flatMap((folder) =>
      modulesOf(`${folder}/`).map((name) => `${folder}/${name}`),
    ),
    'app.js',
    'worker-link.js',
  ]) {
    const source = readFileSync(new URL(path, HOME), 'utf-8');
    assert.doesNotMatch(source, /(?:textContent|innerText|title|ariaLabel)\s*=\s*['"`][A-Za-z]/, path);
    assert.doesNotMatch(source, /innerHTML|insertAdjacentHTML|document\.write/, path);
  }
});
