// The phone's one database. What must agree with each other lies in it together, so that one transaction writes it.
//
//   keys    by owner: one device key for each person of this browser profile     (device_key.js)
//   heads   by device: where the chain of its captures stands                    (chain.js)
//   outbox  by evidence id: sealed captures that wait for the server's word      (outbox.js)
//   proofs  by evidence id: their places in the ledger, verified                 (outbox.js)
//   kits    by owner: what the server said a capture needs                       (kit.js)
//   facts   by name: what belongs to the browser and to nobody                   (beacon.js, log_keys.js)
//
// An owner is a staff number.

const NAME = 'balgil'
const VERSION = 1
const STORES = { keys: 'owner', heads: 'device', outbox: 'id', proofs: 'id', kits: 'owner', facts: 'name' }

/** @type {Promise<IDBDatabase> | undefined} */
let opening

/**
 * Runs `work` in one transaction and gives its result once the transaction is complete. `work` awaits nothing but
 * requests of the transaction; when it throws, nothing of it is written.
 * @template T
 * @param {string[]} names
 * @param {IDBTransactionMode} mode
 * @param {(transaction: IDBTransaction) => Promise<T>} work
 * @param {IDBTransactionDurability} [durability] 'strict' waits for the disk: what was said to be kept survives a crash
 * @returns {Promise<T>}
 */
export async function transact(names, mode, work, durability = 'relaxed') {
  const database = await openStore()
  const transaction = database.transaction(names, mode, { durability })
  // A request's success is not enough: after a kill one record in eight was gone. Complete is.
  const [result] = await Promise.all([guarded(work, transaction), completed(transaction)])
  return result
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

/** Opens the database, or gives the open one; a failure is not kept, so that the next one tries again. */
export function openStore() {
  opening ??= open().catch((error) => {
    opening = undefined
    throw error
  })
  return opening
}

function open() {
  const request = indexedDB.open(NAME, VERSION)
  request.onupgradeneeded = () => {
    for (const [name, keyPath] of Object.entries(STORES)) request.result.createObjectStore(name, { keyPath })
  }
  return ask(request).then(letGo)
}

/** A later version in another tab, or the browser's own cleaning, must not find this one in its way. */
function letGo(database) {
  const forget = () => {
    opening = undefined
  }
  database.onclose = forget
  database.onversionchange = () => {
    database.close()
    forget()
  }
  return database
}
