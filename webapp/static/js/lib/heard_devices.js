// The server's list of a person's devices at which her queue was last looked through for what had waited for it. Apart
// from the kit, which every page may renew, or renew and be left before the queue has heard of it.
import { findFact, putFact } from './facts.js'

const nameOf = (owner) => `heard devices ${owner}`

/**
 * @param {string} owner
 * @param {import('./kit.js').Kit['devices']} devices
 */
export async function hasHeard(owner, devices) {
  const fact = await findFact(nameOf(owner))
  return fact?.devices === JSON.stringify(devices)
}

/**
 * @param {string} owner
 * @param {import('./kit.js').Kit['devices']} devices
 */
export const noteHeard = (owner, devices) => putFact({ name: nameOf(owner), devices: JSON.stringify(devices) })
