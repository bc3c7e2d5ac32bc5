// The key that a ledger signs with, as this phone saw it first: a later one under the same name is not believed.
import { findFact } from './facts.js'
import { ask, transact } from './store.js'

const LOG_SIGNATURE = 1

const nameOf = (origin) => `log-key ${origin}`

/**
 * Keeps the log's own key among the verifier keys that the server names, unless one is kept already.
 * @param {string} origin
 * @param {string[]} texts
 */
export async function pinLogKey(origin, texts) {
  const text = texts.find((each) => isLogKeyOf(each, origin))
  if (!text) return
  await transact(['facts'], 'readwrite', async (transaction) => {
    const facts = transaction.objectStore('facts')
    if (!(await ask(facts.get(nameOf(origin))))) await ask(facts.put({ name: nameOf(origin), text }))
  })
}

/** Among a log's verifier keys (`name+id+base64`) the one whose first byte says: for the log's own signatures. */
function isLogKeyOf(text, origin) {
  const [, encoded] = /^[0-9a-f]{8}\+([A-Za-z0-9+/]{44})$/.exec(text.slice(origin.length + 1)) ?? []
  return text.startsWith(`${origin}+`) && atob(encoded ?? '').charCodeAt(0) === LOG_SIGNATURE
}

/**
 * @param {string} origin
 * @returns {Promise<string | undefined>}
 */
export async function findLogKey(origin) {
  return (await findFact(nameOf(origin)))?.text
}
