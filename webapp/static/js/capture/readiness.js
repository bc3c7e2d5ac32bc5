// Whether this person, on this phone, may capture now; if not, the reason by its name (templates/capture/_reasons.html).
import { KeyUnusable } from '../lib/device_key.js'
import { readChain } from '../lib/chain.js'
import { loadKit, OtherPerson, refreshKit } from '../lib/kit.js'

const PATIENCE_MS = 4000
const CAPTURING_STATES = ['pending', 'active']

/**
 * @typedef {{kit: import('../lib/kit.js').Kit}} Ready
 * @typedef {{reason: string}} NotReady
 */

/** What needs no kit to know. */
export function findObstacle() {
  if (!window.isSecureContext) return 'insecure'
  return navigator.geolocation && crypto.subtle && globalThis.indexedDB ? undefined : 'unsupported'
}

/**
 * What is kept here decides; where that says no and there is a network, the server is asked once more.
 * @param {string} owner
 * @returns {Promise<Ready | NotReady>}
 */
export async function findReadiness(owner) {
  const kept = await judge(owner, await loadKit(owner))
  if ('kit' in kept || !navigator.onLine) return kept
  try {
    return await judge(owner, await refreshKit(owner, PATIENCE_MS))
  } catch (error) {
    return error instanceof OtherPerson ? { reason: 'other_person' } : kept
  }
}

async function judge(owner, kit) {
  if (!kit) return { reason: 'kit_missing' }
  if (!kit.accepts_captures) return { reason: 'not_accepting' }
  if (kit.consent !== 'given') return { reason: `consent_${kit.consent ?? 'missing'}` }
  const device = await findDevice(owner)
  if ('reason' in device) return device
  const enrolled = kit.devices.find(({ id }) => id === device.id)
  if (!enrolled) return { reason: 'not_enrolled' }
  return CAPTURING_STATES.includes(enrolled.state) ? { kit } : { reason: 'device_ended' }
}

async function findDevice(owner) {
  try {
    const { key } = await readChain(owner)
    return { id: key.device }
  } catch (error) {
    if (error instanceof KeyUnusable) return { reason: error.code }
    throw error
  }
}
