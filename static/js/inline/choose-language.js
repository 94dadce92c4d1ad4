{
  const links = [...document.querySelectorAll('a')].filter((link) => link.hreflang);
  const asked = navigator.languages.map((tag) => tag.toLowerCase().split('-')[0]);
  const best = asked.map((code) => links.find((link) => link.hreflang === code)).find(Boolean) ?? links[0];
  if (best) location.replace(best.href);
}
