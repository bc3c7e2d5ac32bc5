// Why a person's queue stands still as a whole, kept so that every page can say it from its first moment.
import { announce } from './changes.js'
import { ask, transact } from './store.js'

/** @typedef {'signed_out' | 'other_person'} Pause */

const nameOf = (owner) => `pause ${owner}`

/**
 * @param {string} owner
 * @returns {Promise<Pause | undefined>}
 */
export async function findPause(owner) {
  const fact = await transact(['facts'], 'readonly', (transaction) => ask(transaction.objectStore('facts').get(nameOf(owner))))
  return fact?.reason
}

/**
 * @param {string} owner
 * @param {Pause | undefined} reason none lets the queue go on
 */
export async function setPause(owner, reason) {
  if ((await findPause(owner)) === reason) return
  await transact(['facts'], 'readwrite', (transaction) => {
    const facts = transaction.objectStore('facts')
    return ask(reason ? facts.put({ name: nameOf(owner), reason }) : facts.delete(nameOf(owner)))
  })
  announce('outbox')
}
