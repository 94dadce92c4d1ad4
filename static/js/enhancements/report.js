/**
 * Says what is wrong with a listing: kept on this phone first, then sent. Without this script, or where a phone keeps nothing,
 * the form is sent as any form.
 */
import '../shared.js';
import { LONGEST, plainWords, withoutNames } from '../lib/report-words.js';
import { giveAtOnce, take, tried } from '../reports/giving.js';
import { choices, choose, leadElsewhere } from '../reports/listing.js';
import { showMine } from '../reports/mine.js';
import { wordsOf } from '../services/words.js';

/** @typedef {import('../lib/report.js').Report} Report @typedef {import('../lib/report.js').Told} Told */

/** @param {HTMLElement} root */
export async function enhance(root) {
  const form = /** @type {HTMLFormElement} */ (root);
  const one = (/** @type {string} */ selector) => /** @type {HTMLElement} */ (document.querySelector(selector));
  const part = (/** @type {string} */ name) => one(`[data-report="${name}"]`);
  const say = wordsOf(/** @type {HTMLTemplateElement} */ (one('#report-words')));
  const said = one('.report-said');
  const select = /** @type {HTMLSelectElement} */ (form.elements.namedItem('service'));
  const kinds = /** @type {RadioNodeList} */ (form.elements.namedItem('kind'));
  const words = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem('text'));
  /** @type {string | undefined} the id of the report that is being changed */
  let changing;
  let isKeeping = false;

  /** @param {string} key */
  const tell = (key) => {
    said.textContent = say(key);
    said.scrollIntoView({ block: 'nearest' });
  };

  /** Who was turned away sees at once where else to go. */
  const showElsewhere = () => {
    for (const name of ['elsewhere', 'below']) part(name).hidden = kinds.value !== 'unwelcome';
    leadElsewhere(/** @type {HTMLAnchorElement} */ (one('[data-nearby]')), select.selectedOptions[0]);
  };

  /** @param {Report | undefined} report - undefined: none any more */
  function change(report) {
    changing = report?.id;
    part('stop').hidden = !report;
    form.reset();
    said.textContent = '';
    if (!report) return;
    choices(select, report.service, report.name);
    kinds.value = report.kind;
    words.value = report.text;
    showElsewhere();
    tell('changing');
    form.scrollIntoView();
    (report.refused ? select : words).focus();
  }

  /** Its words are no longer needed here; those that are typed already are of another report. @type {(told: Told, before?: string) => void} */
  function given(told, before) {
    const same = plainWords(words.value) === told.text && select.value === told.service && kinds.value === told.kind;
    if (same) return change(undefined);
    if (changing !== before) return;
    changing = undefined;
    part('stop').hidden = true;
  }

  /** What the form says, or null where the reader is to look at it again. @returns {Told | null} */
  function read() {
    const text = withoutNames(words.value);
    const [isSame, isLong] = [text === plainWords(words.value), [...text].length > LONGEST];
    if (isSame && !isLong) {
      return { service: select.value, name: select.selectedOptions[0]?.text ?? '', kind: kinds.value, text };
    }
    words.value = text;
    words.focus();
    tell(isLong ? 'too-long' : 'cleaned');
    return null;
  }

  /** @param {Told} told */
  async function give(told) {
    const before = changing;
    const report = await take(told, before);
    if (!report) {
      tell('sending');
      const key = await giveAtOnce(told, before);
      if (key === 'thanks') given(told, before);
      return tell(key);
    }
    given(told, before);
    tell('kept');
    tried(report.id).then((key) => said.textContent === say('kept') && tell(key));
  }

  form.addEventListener('change', showElsewhere);
  let followed = '';
  /** Whoever comes back from a part of this page has chosen meanwhile. */
  const follow = () => {
    const id = location.hash.slice(1);
    if (!id || id === followed || document.getElementById(id)) return;
    followed = id;
    return choose(select, id).catch((error) => console.warn('reports', error));
  };
  const isChosen = follow();
  addEventListener('hashchange', follow);
  one('.bar-languages')?.addEventListener('click', ({ target }) => {
    const link = target instanceof Element && target.closest('a');
    if (link) link.hash = followed;
  });
  if (!('indexedDB' in globalThis && globalThis.crypto?.randomUUID)) return;

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const told = read();
    if (!told || isKeeping) return; // A second tap says the same.
    isKeeping = true;
    try {
      await give(told);
    } finally {
      isKeeping = false;
    }
  });
  part('stop').addEventListener('click', () => change(undefined));
  const kindWords = (/** @type {string} */ kind) =>
    [...form.querySelectorAll('input')]
      .find(({ value }) => value === kind)
      ?.closest('label')
      ?.innerText.trim() ?? '';
  showMine({ root: part('mine'), said, say, kindWords, tell, change, isChanging: (id) => id === changing });
  await isChosen;
  form.dataset.ready = '';
}
