import assert from 'node:assert/strict';
import { test } from 'node:test';
import { platformOf } from '../../static/js/lib/platform.js';

const AGENTS = {
  iphone: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1',
  ipadOrMac: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.4 Safari/605.1.15',
  firefoxAndroid: 'Mozilla/5.0 (Android 14; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0',
  chromeAndroid: 'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36',
  firefoxDesktop: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
};

test('written steps are for iPhone, iPad and Firefox on Android; the others have a button or need none', () => {
  assert.equal(platformOf(AGENTS.iphone, 5), 'ios');
  assert.equal(platformOf(AGENTS.ipadOrMac, 5), 'ios');
  assert.equal(platformOf(AGENTS.ipadOrMac, 0), undefined);
  assert.equal(platformOf(AGENTS.firefoxAndroid, 5), 'firefox');
  assert.equal(platformOf(AGENTS.chromeAndroid, 5), undefined);
  assert.equal(platformOf(AGENTS.firefoxDesktop, 0), undefined);
});
