/** What else a reader may keep on this phone: maps, lists of other areas, all ZIPs. Each says its size and its date. */
import '../shared.js';
import { make } from '../dom.js';
import { follow, isOff } from '../lib/saving.js';
import { inKilobytes } from '../lib/sentence.js';
import { isErased } from '../lib/storage.js';
import { isDear } from '../packs/home.js';
import { canKeep, keep, look, PackError, record, remove } from '../packs/keeper.js';
import { keepPieces, removePieces, shareOf } from '../packs/pieces.js';
import { dayWords, wordsOf } from '../services/words.js';

/** @typedef {import('../packs/keeper.js').Pack} Pack */

/** What is kept of a detailed map when it stops. @type {Record<string, string>} */
const IN_PIECES = { stopped: 'paused', wrong: 'wrong-piece' };

/** A detailed map comes in pieces, and goes on where it stopped.
 * @param {Pack} pack @param {{ signal: AbortSignal, progress: (share: number) => void }} options */
const fetchIt = (pack, options) => (pack.kind === 'detail' ? keepPieces : keep)(pack, options);

/** @param {HTMLElement} root */
export async function enhance(root) {
  const language = document.documentElement.lang;
  const say = wordsOf(/** @type {HTMLTemplateElement} */ (root.querySelector('template')));
  const list = /** @type {HTMLElement} */ (root.querySelector('ul'));
  const told = /** @type {HTMLElement} */ (root.querySelector('[role="status"]'));
  if (!canKeep()) return;

  /** @type {Map<string, AbortController>} the downloads that run */
  const running = new Map();
  /** @type {Pack[]} */
  let there = [];
  /** @type {Pack[]} */
  let kept = [];
  /** How much is here of detailed maps that are not whole, by file. @type {Map<string, number>} */
  let begun = new Map();
  let turn = 0;

  /** @param {Pack} pack */
  const titleOf = (pack) =>
    say('title', { kind: say(pack.kind), name: pack.title[language] ?? pack.title.en ?? pack.name });
  /** @param {Pack} pack @param {number} bytes */
  const aboutOf = (pack, bytes) => {
    const date = /^\d{4}-\d\d-\d\d$/.test(pack.date)
      ? dayWords(pack.date, { dateStyle: 'medium' }, language)
      : pack.date;
    return say('about', { size: inKilobytes(bytes, language), date });
  };

  /** Nothing is asked of the network to show this. */
  async function show() {
    if (isErased()) return;
    const mine = ++turn;
    const found = await record();
    const open = found.offers.filter(
      ({ kind, sha256 }) => kind === 'detail' && !found.kept.some((pack) => pack.sha256 === sha256),
    );
    const shares = await Promise.all(open.map((pack) => shareOf(pack).catch(() => 0)));
    if (mine !== turn) return; // Somebody looked later.
    [kept, there] = [found.kept, found.offers];
    begun = new Map(open.map(({ file }, number) => [file, shares[number] ?? 0]));
    draw();
  }

  /** What the site has now, on a tap. */
  async function lookAgain() {
    told.textContent = '';
    try {
      await look();
      told.textContent = say('looked');
    } catch (error) {
      fail(error);
    }
    await show();
  }

  /** @param {unknown} error @param {string} [kind] - of the pack that did not come */
  function fail(error, kind = '') {
    console.warn('packs', error);
    const said = error instanceof PackError ? error.reason : 'wrong';
    const reason = (kind === 'detail' && IN_PIECES[said]) || said;
    const names = kept.map((each) => `${titleOf(each)} (${inKilobytes(each.bytes, language)})`).join(', ');
    told.textContent = say(reason === 'full' && names ? 'full-of' : reason, { names });
  }

  function draw() {
    const focused = /** @type {HTMLElement | null} */ (document.activeElement)?.dataset.pack;
    const names = [...new Set([...there, ...kept].map(({ name }) => name))];
    list.replaceChildren(...names.map(row));
    root.hidden = false;
    if (focused) /** @type {HTMLElement | null} */ (list.querySelector(`[data-pack="${focused}"]`))?.focus();
  }

  /** @param {string} name */
  function row(name) {
    const mine = kept.find((pack) => pack.name === name);
    const now = there.find((pack) => pack.name === name);
    const pack = /** @type {Pack} */ (mine ?? now);
    const isOld = mine && now && mine.sha256 !== now.sha256;
    /** @type {(key: string, onclick: () => void) => HTMLElement} */
    const button = (key, onclick) => {
      const words = { type: 'button', className: 'act act--quiet', onclick, 'data-pack': name };
      return make('button', { ...words, 'aria-label': `${say(key)}: ${titleOf(pack)}` }, say(key));
    };
    const parts = [
      make('strong', {}, titleOf(pack)),
      make('span', {}, aboutOf(pack, mine ? mine.bytes : pack.download)),
    ];
    if (mine) parts.push(make('span', { className: 'packs-kept' }, say(isOld ? 'newer' : 'kept')));
    const share = (now && begun.get(now.file)) || 0;
    if (share && !running.has(name)) parts.push(make('span', {}, say('begun', { share: Math.floor(share * 100) })));
    if (!mine && pack.home && isDear()) parts.push(make('span', {}, say('dear')));
    if (running.has(name)) {
      parts.push(
        make('progress', { max: 1, value: share, 'data-progress': name, 'aria-label': titleOf(pack) }),
        button('stop', () => running.get(name)?.abort()),
      );
    } else {
      const key = share ? 'go-on' : isOld ? 'update' : 'keep';
      if (now && (!mine || isOld)) parts.push(button(key, () => fetchPack(now)));
      if (mine) parts.push(button('remove', () => drop(mine)));
      else if (now && share) parts.push(button('discard', () => drop(now)));
    }
    return make('li', {}, ...parts);
  }

  /** @param {Pack} pack */
  async function fetchPack(pack) {
    const abort = new AbortController();
    running.set(pack.name, abort);
    told.textContent = '';
    draw();
    const bar = () =>
      /** @type {HTMLProgressElement | null} */ (list.querySelector(`[data-progress="${pack.name}"]`));
    const progress = (/** @type {number} */ share) => Object.assign(bar() ?? {}, { value: share });
    try {
      await fetchIt(pack, { signal: abort.signal, progress }).catch(async (error) => {
        if (error.reason !== 'gone') throw error;
        const newer = (await look()).find(({ name }) => name === pack.name); // The site has another one by now.
        if (!newer) throw error;
        await fetchIt(newer, { signal: abort.signal, progress });
      });
      told.textContent = say('done', { name: titleOf(pack) });
    } catch (error) {
      fail(error, pack.kind);
    }
    running.delete(pack.name);
    changed();
  }

  /** @param {Pack} pack */
  async function drop(pack) {
    await (pack.kind === 'detail' ? removePieces(pack) : remove(pack.name));
    told.textContent = say('removed', { name: titleOf(pack) });
    changed();
  }

  /** The rest of the page may use what is kept. */
  const changed = () => document.dispatchEvent(new Event('packs'));

  const again = make('button', { type: 'button', className: 'plain', onclick: lookAgain }, say('look'));
  list.after(again);
  document.addEventListener('packs', show);

  follow((news) => {
    if (isOff(news)) {
      root.hidden = true;
      for (const abort of running.values()) abort.abort();
    } else if (news.type === 'status' && !running.size) show();
  });
}
