// What a person was told once on this phone and need not hear at every tap.
import { ask, transact } from './store.js'

const nameOf = (name) => `told ${name}`

/** @param {string} name */
export async function wasTold(name) {
  const fact = await transact(['facts'], 'readonly', (transaction) => ask(transaction.objectStore('facts').get(nameOf(name))))
  return Boolean(fact)
}

/** @param {string} name */
export function noteTold(name) {
  return transact(['facts'], 'readwrite', (transaction) => ask(transaction.objectStore('facts').put({ name: nameOf(name) })))
}
