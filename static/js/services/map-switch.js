/** List or map, both of the same places. The map is fetched the first time somebody asks for it. */

/** @typedef {import('../lib/finder.js').Found} Found */

/**
 * @param {HTMLElement} root - the section of the map
 * @param {{ say: import('./words.js').Say, results: ReturnType<typeof import('./results.js').createResults>,
 *   draw: () => void }} page - `draw`: show the list anew
 */
export function createSwitch(root, { say, results, draw }) {
  const bar = /** @type {HTMLElement} */ (document.querySelector('.map-switch'));
  const buttons = /** @type {NodeListOf<HTMLButtonElement>} */ (bar.querySelectorAll('[data-show]'));
  const only = /** @type {HTMLButtonElement} */ (bar.querySelector('[data-only]'));
  const main = /** @type {HTMLElement} */ (root.closest('main'));
  /** @type {ReturnType<typeof import('../map/view.js').createMap> | undefined} */
  let map;
  /** @type {{ hits: Found[], from?: import('../map/view.js').From }} */
  let latest = { hits: [] };
  let isOnlyInView = false;

  const isOpen = () => main.dataset.shown === 'map';

  /** @param {string} what - list or map */
  async function show(what) {
    if (what === 'list') map?.closePanel({ focus: false });
    main.dataset.shown = what;
    root.hidden = what !== 'map';
    only.hidden = what !== 'map' && !isOnlyInView;
    for (const button of buttons) button.setAttribute('aria-pressed', String(button.dataset.show === what));
    if (what !== 'map') return;
    try {
      map ??= await open();
      map.resize();
      map.show(placesOf(latest.hits), latest.from);
    } catch (error) {
      console.warn('map', error);
      show('list');
      const told = /** @type {HTMLElement} */ (bar.querySelector('[role="status"]'));
      told.textContent = say('map-broken');
    }
  }

  async function open() {
    await style(root.dataset.style ?? '');
    const { admitLeaflet } = await import('../map/trust.js');
    admitLeaflet();
    const { createMap } = await import('../map/view.js');
    const page = {
      nameOf: results.nameOf,
      lend: results.lend,
      giveBack: results.takeBack,
      moved: () => isOnlyInView && draw(),
    };
    return createMap(root, say, page);
  }

  for (const button of buttons) button.addEventListener('click', () => show(button.dataset.show ?? 'list'));
  only.addEventListener('click', () => {
    isOnlyInView = !isOnlyInView;
    only.setAttribute('aria-pressed', String(isOnlyInView));
    if (isOnlyInView) show('list');
    else only.hidden = !isOpen();
    draw();
  });
  document.addEventListener('map', async ({ target }) => {
    const id = target instanceof Element ? target.id : '';
    await show('map');
    if (map?.goTo(id)) root.scrollIntoView({ block: 'start' });
    map?.focus(id);
  });
  // Beside each other on a wide screen: who opens a card sees where it is. The event does not bubble.
  document.querySelector('.finder-list')?.addEventListener(
    'toggle',
    ({ target }) => {
      const card = target instanceof HTMLDetailsElement && target.open && target.closest('.service');
      if (card && isOpen() && target === card.querySelector('details')) map?.goTo(card.id);
    },
    true,
  );
  bar.hidden = false;

  return {
    isOpen,
    /** What is found, for the map too. @param {Found[]} hits @param {import('../map/view.js').From} [from] */
    take(hits, from) {
      latest = { hits, from };
      if (map && isOpen()) {
        map.closePanel({ focus: false });
        map.show(placesOf(hits), from);
      }
      const view = isOnlyInView ? map?.inView() : undefined;
      return view ? hits.filter(({ entry }) => view.has(entry.id)) : hits;
    },
    isOnlyInView: () => isOnlyInView,
  };
}

/** @param {Found[]} hits */
const placesOf = (hits) =>
  hits.flatMap(({ entry: { id, is, spots = [], closed } }) => {
    const [latitude, longitude, withinM = 0] = spots[0] ?? [];
    if (latitude === undefined || longitude === undefined || closed) return [];
    return [{ id, kinds: is, latitude, longitude, withinM }];
  });

/** @param {string} address */
const style = (address) =>
  new Promise((done, fail) => {
    const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: address });
    link.addEventListener('load', done);
    link.addEventListener('error', () => fail(new Error(address)));
    document.head.append(link);
  });
