// Facts of the browser, by name: what belongs to it and lies beside the evidences. What is read and written in one step
// stays a transaction of its own (beacon.js, log_key.js).
import { ask, transact } from './store.js'

/** @param {string} name */
export function findFact(name) {
  return transact(['facts'], 'readonly', (transaction) => ask(transaction.objectStore('facts').get(name)))
}

/** @param {{name: string}} fact takes the place of the one with its name */
export function putFact(fact) {
  return transact(['facts'], 'readwrite', (transaction) => ask(transaction.objectStore('facts').put(fact)))
}

/** @param {string} name */
export function dropFact(name) {
  return transact(['facts'], 'readwrite', (transaction) => ask(transaction.objectStore('facts').delete(name)))
}
