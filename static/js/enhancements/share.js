/** Passes this page on: by the phone's own menu, or by copying its address. */

/** @param {HTMLElement} root - the button; `data-copied` says that it was copied */
export function enhance(root) {
  const byMenu = 'share' in navigator;
  if (!byMenu && !('clipboard' in navigator)) return;
  const url = `${location.origin}${location.pathname}`;
  const said = /** @type {HTMLElement} */ (root.nextElementSibling);
  root.addEventListener('click', async () => {
    try {
      if (byMenu) await navigator.share({ title: document.title, url });
      else {
        await navigator.clipboard.writeText(url);
        said.textContent = root.dataset.copied ?? '';
      }
    } catch (error) {
      console.warn('share', error); // Closing the menu ends up here too.
    }
  });
  root.hidden = false;
}
