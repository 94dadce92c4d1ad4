/** The map of the home area comes by itself, once the pages are whole: nobody asks for it when they need it. */
import { canKeep, keep, noteLooked, offered, record } from './keeper.js';

/** What this phone pays for, or wants to save, is not spent without asking. */
export function isDear() {
  const { connection } = /** @type {{ connection?: { saveData?: boolean, type?: string } }} */ (navigator);
  return Boolean(connection?.saveData) || connection?.type === 'cellular';
}

/** At most once a day: what is read stays between the reader and the phone. */
export async function saveHome(today = new Date().toISOString().slice(0, 10)) {
  if (!canKeep() || isDear()) return;
  const { kept, declined, looked } = await record();
  if (looked === today) return;
  const home = (await offered()).find((pack) => pack.home);
  const isNew = home && !declined.includes(home.name) && !kept.some(({ sha256 }) => sha256 === home.sha256);
  if (isNew) await keep(home);
  await noteLooked(today);
  if (isNew) document.dispatchEvent(new Event('packs'));
}
