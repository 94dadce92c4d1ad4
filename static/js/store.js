/** One table of IndexedDB, for `idb-keyval`. Whoever erases must not wait for a page that has it open. */

/**
 * @param {string} name - of the database, which is made when it is first used
 * @param {string} table
 * @param {IDBTransactionDurability} [durability] - `strict`: what was put survives a battery that dies
 * @returns {import('idb-keyval').UseStore}
 */
export function storeOf(name, table, durability = 'default') {
  /** @type {Promise<IDBDatabase> | undefined} */
  let opened;

  /** @returns {Promise<IDBDatabase>} */
  const open = () =>
    new Promise((done, fail) => {
      const request = indexedDB.open(name);
      request.onupgradeneeded = () => request.result.createObjectStore(table);
      request.onerror = () => fail(request.error);
      request.onsuccess = () => {
        const database = request.result;
        database.onversionchange = database.onclose = () => {
          database.close();
          opened = undefined;
        };
        done(database);
      };
    });

  /** @type {import('idb-keyval').UseStore} */
  const begin = async (mode, work) => {
    opened ??= open();
    let found;
    try {
      found = (await opened).transaction(table, mode, { durability }).objectStore(table);
    } catch (error) {
      opened = undefined;
      throw error;
    }
    return work(found); // In the same turn: a transaction without a request is over.
  };

  return (mode, work) =>
    begin(mode, work).catch((error) => {
      // iOS closes a connection without a word.
      if (error instanceof DOMException && error.name === 'InvalidStateError') return begin(mode, work);
      throw error;
    });
}
