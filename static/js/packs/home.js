/** The map of the home area comes by itself, once the pages are whole: nobody asks for it when they need it. */
import { canKeep, keep, look, record } from './keeper.js';

/** What this phone pays for, or wants to save, is not spent without asking. */
export function isDear() {
  const { connection } = /** @type {{ connection?: { saveData?: boolean, type?: string } }} */ (navigator);
  return Boolean(connection?.saveData) || connection?.type === 'cellular';
}

/**
 * At most once a day, and not for every page: what is read stays between the reader and the phone. A map that did not
 * come is asked for again when the network is seen to work.
 *
 * @param {boolean} isOnline - the network was just seen to work; else only a phone that never looked does
 */
export async function saveHome(isOnline, today = new Date().toISOString().slice(0, 10)) {
  if (!canKeep()) return;
  const { kept, declined, looked, offers } = await record();
  /** @param {import('./keeper.js').Pack} pack */
  const isMissing = ({ home, name, sha256 }) =>
    home && !isDear() && !declined.includes(name) && !kept.some((pack) => pack.sha256 === sha256);
  if (looked && !(isOnline && (looked !== today || offers.some(isMissing)))) return;
  const home = (await look(today)).find(isMissing);
  if (home) await keep(home);
  document.dispatchEvent(new Event('packs'));
}
