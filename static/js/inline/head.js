// Before anything is painted: after "Exit" a page that comes back by Back or a reload stays hidden.
try {
  if (sessionStorage['respira.left'] && performance.getEntriesByType('navigation')[0]?.toJSON().type !== 'navigate') {
    document.documentElement.style.visibility = 'hidden';
    document.title = Date();
  }
} catch {}
// Before anything else is there: the offer to install comes early and only once.
addEventListener('beforeinstallprompt', (event) => {
  event.preventDefault();
  window.installPrompt = event;
});
