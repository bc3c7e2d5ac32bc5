// A database of this browser. It opens when it is first needed, and again after the browser has closed it.

/**
 * @typedef {object} Database
 * @property {<T>(names: string[], mode: IDBTransactionMode, work: (transaction: IDBTransaction) => Promise<T>,
 *   durability?: IDBTransactionDurability) => Promise<T>} transact
 */

/**
 * @param {string} name
 * @param {Record<string, string>} stores the key path of each
 * @returns {Database}
 */
export function makeDatabase(name, stores) {
  /** @type {Promise<IDBDatabase> | undefined} */
  let opening
  const forget = () => {
    opening = undefined
  }
  /** A failure is not kept, so that the next one tries again. */
  const openOnce = () => {
    opening ??= open(name, stores, forget).catch((error) => {
      forget()
      throw error
    })
    return opening
  }

  /**
   * Runs `work` in one transaction and gives its result once the transaction is complete. `work` awaits nothing but
   * requests of the transaction; when it throws, nothing of it is written. `durability` 'strict' waits for the disk:
   * what was said to be kept survives a crash.
   */
  async function transact(names, mode, work, durability = 'relaxed') {
    const database = await openOnce()
    const transaction = database.transaction(names, mode, { durability })
    // A request's success is not enough: after a kill one record in eight was gone. Complete is.
    const [result] = await Promise.all([guarded(work, transaction), completed(transaction)])
    return result
  }
  return { transact }
}

/**
 * A request's result.
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
export function ask(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

async function guarded(work, transaction) {
  try {
    return await work(transaction)
  } catch (error) {
    abort(transaction)
    throw error
  }
}

function abort(transaction) {
  try {
    transaction.abort()
  } catch {
    // It has ended by itself: the failed request took it down.
  }
}

function completed(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(undefined)
    transaction.onabort = () => reject(transaction.error ?? new DOMException('aborted', 'AbortError'))
  })
}

// A page of an earlier build may be opened from the phone at any time: a higher version would shut it out. What comes
// anew comes in a database of its own.
const VERSION = 1

async function open(name, stores, forget) {
  const request = indexedDB.open(name, VERSION)
  request.onupgradeneeded = () => {
    for (const [store, keyPath] of Object.entries(stores)) request.result.createObjectStore(store, { keyPath })
  }
  const database = await ask(request)
  // A later version in another tab, or the browser's own cleaning, must not find this one in its way.
  database.onclose = forget
  database.onversionchange = () => {
    database.close()
    forget()
  }
  return database
}
