/** Old phones: what scripts ask of the browser is "widely available", or is asked for first and may be missing. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { ESLint } from 'eslint';
import baseline from 'eslint-plugin-baseline-js';

/** What a phone may lack, where we use it, and what its reader sees instead. */
const MAY_BE_MISSING = {
  share: {
    'enhancements/share.js': 'the button copies the address; without that too it stays hidden',
    'rescue/panels.js': 'the list can be copied, and is on the screen',
    'services/card.js': 'the card can be copied, and is on the screen',
  },
  'async-clipboard': {
    'enhancements/share.js': 'the button stays hidden where the phone cannot share either',
    'rescue/panels.js': 'the list is on the screen',
    'services/card.js': 'the card is on the screen',
  },
  devicepixelratio: { 'map/streets.js': 'every browser has it; streets would be drawn coarsely' },
  'screen-wake-lock': { 'rescue/awake.js': 'the screen goes dark as usual; clocks go on' },
  requestidlecallback: { 'rescue/rehearsal.js': 'a timer takes its place' },
  'audio-session': { 'rescue/sound.js': 'only iPhones have it, where it lets the beat be heard' },
  vibration: { 'rescue/sound.js': 'the beat is seen and heard' },
};

const eslint = new ESLint({
  overrideConfigFile: true,
  overrideConfig: [
    {
      files: ['**/*.js'],
      plugins: { baseline },
      rules: {
        'baseline/use-baseline': [
          'error',
          { available: 'widely', includeWebApis: { preset: 'auto' }, includeJsBuiltins: { preset: 'auto' } },
        ],
      },
    },
  ],
});

/** Every use of something not widely available, as `feature file`. @param {string[]} files */
async function newer(files) {
  const found = new Set();
  for (const { filePath, messages } of await eslint.lintFiles(files)) {
    const file = path.relative('static/js', filePath);
    for (const { message } of messages) found.add(`${/\(([a-z-]+)\)/.exec(message)?.[1] ?? message} ${file}`);
  }
  return [...found].sort();
}

test('what is not widely available is on the list, with what a reader sees instead', async () => {
  const listed = Object.entries(MAY_BE_MISSING).flatMap(([feature, uses]) =>
    Object.keys(uses).map((file) => `${feature} ${file}`),
  );
  assert.deepEqual(await newer(['static/js', 'static/sw.js']), listed.sort());
});

test('a newer feature is seen', async () => {
  const [{ messages }] = await eslint.lintText('navigator.share({ url: "/" });', {
    filePath: 'static/js/made-up.js',
  });
  assert.equal(messages.length, 1);
});
