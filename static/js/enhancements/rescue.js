/**
 * The guided rescue on the overdose page. Its screens, sounds and words are fetched once the page stands, so that
 * Start opens them at once. The page underneath stays whole: if anything here fails, it is shown again.
 */
import '../shared.js';
import { openRescue } from '../rescue/guide.js';
import { rehearseAtRest } from '../rescue/rehearsal.js';

const HASH = /^#(start|rescue(?:\/([a-z-]+))?)$/;

/** @param {HTMLElement} root - holds the addresses of the words and of the style, and the practice buttons */
export function enhance(root) {
  const { flow: address = '', style = '' } = root.dataset;
  const sheet = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: style });
  const words = fetch(address).then((answer) => {
    if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
    return answer.json();
  });
  words.catch(() => {}); // Whoever opens it meets the same error.
  sheet.addEventListener('load', () =>
    words.then(
      (flow) => rehearseAtRest(flow, () => Boolean(guide)),
      () => {},
    ),
  );
  document.head.append(sheet);

  /** @type {ReturnType<typeof openRescue> | undefined} */
  let guide;
  const closed = () => {
    guide = undefined;
  };
  /** @param {{ step?: string, start?: boolean, practice?: number }} wish */
  const open = async (wish) => {
    try {
      const flow = await words;
      guide ??= openRescue(flow, { ...wish, closed });
    } catch (error) {
      console.warn('guided rescue', error);
    }
  };
  const follow = () => {
    const found = HASH.exec(location.hash);
    if (found && !guide) open({ step: found[2], start: found[1] === 'start' });
    else if (!found) guide?.close();
  };
  addEventListener('hashchange', follow);
  follow();
  // Without the jump to the place in the page, which is laid out first.
  document.querySelector('a[href="#start"]')?.addEventListener('click', (event) => {
    event.preventDefault();
    history.pushState(null, '', '#start');
    open({ start: true });
  });
  for (const button of root.querySelectorAll('button')) {
    button.addEventListener('click', () => open({ practice: Number(button.dataset.speed) }));
  }
  root.hidden = false;
}
