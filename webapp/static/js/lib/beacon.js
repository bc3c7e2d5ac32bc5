// The newest tree head that this phone has seen: what names it was made after it.
import * as base64url from './base64url.js'
import { findFact } from './facts.js'
import { callServer } from './server.js'
import { ask, transact } from './store.js'

const NAME = 'beacon'
const ROOT_BYTES = 8

/**
 * @typedef {object} Beacon
 * @property {string} origin
 * @property {number} size
 * @property {Uint8Array} root its first 8 bytes
 * @property {number} atMs by the ledger's clock
 * @property {number} heldAtMs by the phone's clock
 */

/**
 * Fetches the newest and keeps it; throws Unreachable or Refusal.
 * @param {number} [timeoutMs]
 */
export async function refreshBeacon(timeoutMs) {
  const answer = await callServer('beacon', { timeoutMs, credentials: 'omit' })
  const beacon = toBeacon(answer)
  await transact(['facts'], 'readwrite', async (transaction) => {
    const facts = transaction.objectStore('facts')
    if (isNewer(beacon, await ask(facts.get(NAME)))) await ask(facts.put({ name: NAME, ...beacon }))
  })
}

/**
 * The newest one that is held of a ledger.
 * @param {string} origin
 * @returns {Promise<Beacon | undefined>}
 */
export async function loadBeacon(origin) {
  const beacon = await findFact(NAME)
  return beacon?.origin === origin ? beacon : undefined
}

/** Answers may overtake each other; another origin is a ledger that was opened anew. */
const isNewer = (beacon, held) => held?.origin !== beacon.origin || beacon.size >= held.size

function toBeacon({ origin, size, root, at_ms: atMs }) {
  const bytes = base64url.decode(root)
  if (!Number.isSafeInteger(size) || size < 1 || bytes.length !== ROOT_BYTES) throw new RangeError('beacon')
  return { origin, size, root: bytes, atMs, heldAtMs: Date.now() }
}
