// What somebody has typed and not yet put in: kept on this phone under her number, so that no kill loses it.
import { ask, makeDatabase } from './database.js'

const { transact } = makeDatabase('balgil-drafts', { drafts: 'key' })
const KEPT_FOR_MS = 14 * 86_400_000

const keyOf = (owner, name) => `${owner} ${name}`

/**
 * @param {string} owner staff number
 * @param {string} name what it is a draft of
 * @param {object} value
 */
export function saveDraft(owner, name, value) {
  return transact(['drafts'], 'readwrite', async (transaction) => {
    const drafts = transaction.objectStore('drafts')
    await ask(drafts.put({ key: keyOf(owner, name), value, atMs: Date.now() }))
    for (const { key, atMs } of await ask(drafts.getAll())) if (atMs < Date.now() - KEPT_FOR_MS) await ask(drafts.delete(key))
  })
}

/** @param {string} owner @param {string} name */
export async function findDraft(owner, name) {
  const draft = await transact(['drafts'], 'readonly', (transaction) => ask(transaction.objectStore('drafts').get(keyOf(owner, name))))
  return draft?.value
}

/** @param {string} owner @param {string} name */
export function dropDraft(owner, name) {
  return transact(['drafts'], 'readwrite', (transaction) => ask(transaction.objectStore('drafts').delete(keyOf(owner, name))))
}
