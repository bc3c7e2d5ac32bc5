// Asks the browser, once, not to clear what is kept here; its no is told, and stops nothing.
import { ask, transact } from '../lib/store.js'

const NAME = 'persistence asked'

/** @param {HTMLElement} part of the screen, with the sentence for a no */
export async function askToPersist(part) {
  if (!navigator.storage?.persist || (await navigator.storage.persisted())) return
  const isFirst = await transact(['facts'], 'readwrite', async (transaction) => {
    const facts = transaction.objectStore('facts')
    const asked = await ask(facts.get(NAME))
    await ask(facts.put({ name: NAME }))
    return !asked
  })
  if (!isFirst) return
  const isGranted = await navigator.storage.persist()
  part.querySelector('[data-not-persistent]').hidden = isGranted
}
