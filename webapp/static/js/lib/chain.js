// The chain of a device: each kept capture has the next number and names the one before it.
//
// Invariant: head and outbox entry are written by one transaction, which first compares the head with the one that the
// capture was signed for. So no number is used twice, none is used for what was not kept, and no two captures follow
// the same one, whatever the tabs do and wherever the browser is killed.
import { FIRST_PREVIOUS } from './evidence.js'
import { decode as unhex } from './hex.js'
import { checkUsable } from './device_key.js'
import { copyEntry } from './outbox.js'
import { ask, transact } from './store.js'

/** @typedef {{sequence: number, previous: Uint8Array}} Link the place of the next capture */

/** Another capture was kept meanwhile: seal again for the new place. */
export class HeadMoved extends Error {}

/**
 * A person's key and the place of its next capture; throws KeyUnusable.
 * @param {string} owner
 * @returns {Promise<{key: import('./device_key.js').StoredKey, link: Link}>}
 */
export function readChain(owner) {
  return transact(['keys', 'heads'], 'readonly', async (transaction) => {
    const key = checkUsable(await ask(transaction.objectStore('keys').get(owner)))
    return { key, link: nextLink(await ask(transaction.objectStore('heads').get(key.device))) }
  })
}

/**
 * Keeps a sealed capture: when this has returned, the disk has it, with a copy (spare.js). Throws HeadMoved or
 * KeyUnusable, and what the browser throws when its storage is full or broken.
 * @param {string} device
 * @param {Link} link the place that the capture was signed for
 * @param {import('./outbox.js').Entry} entry
 */
export async function keepCapture(device, link, entry) {
  const work = async (transaction) => {
    const [keys, heads] = ['keys', 'heads'].map((name) => transaction.objectStore(name))
    const key = checkUsable(await ask(keys.get(entry.owner)))
    const next = nextLink(await ask(heads.get(device)))
    if (key.device !== device || !isSame(next, link)) throw new HeadMoved()
    await ask(heads.put({ device, sequence: link.sequence, previous: unhex(entry.id) }))
    await ask(transaction.objectStore('outbox').add(entry))
  }
  await transact(['keys', 'heads', 'outbox'], 'readwrite', work, 'strict')
  await copyEntry(entry)
}

function nextLink(head) {
  return head ? { sequence: head.sequence + 1, previous: head.previous } : { sequence: 1, previous: FIRST_PREVIOUS }
}

const isSame = (a, b) => a.sequence === b.sequence && a.previous.every((byte, at) => byte === b.previous[at])
