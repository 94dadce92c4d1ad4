/** Folded parts open for a link to them and for print; find-in-page opens them where the browser can. */

/** @param {HTMLElement} root */
export function enhance(root) {
  const folds = [...root.querySelectorAll('details')];
  const follow = () => {
    const target = location.hash && document.getElementById(location.hash.slice(1));
    const fold = target ? target.closest('details') : null;
    if (!fold || !root.contains(fold)) return;
    fold.open = true;
    fold.scrollIntoView();
  };
  /** @type {HTMLDetailsElement[]} */
  let opened = [];
  addEventListener('beforeprint', () => {
    opened = folds.filter((fold) => !fold.open);
    for (const fold of opened) fold.open = true;
  });
  addEventListener('afterprint', () => {
    for (const fold of opened) fold.open = false;
  });
  addEventListener('hashchange', follow);
  follow();
}
