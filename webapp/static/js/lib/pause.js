// Why a person's queue stands still as a whole, kept so that every page can say it from its first moment.
import { announce } from './changes.js'
import { dropFact, findFact, putFact } from './facts.js'

/** @typedef {'signed_out' | 'other_person'} Pause */

const nameOf = (owner) => `pause ${owner}`

/**
 * @param {string} owner
 * @returns {Promise<Pause | undefined>}
 */
export async function findPause(owner) {
  return (await findFact(nameOf(owner)))?.reason
}

/**
 * @param {string} owner
 * @param {Pause | undefined} reason none lets the queue go on
 */
export async function setPause(owner, reason) {
  if ((await findPause(owner)) === reason) return
  await (reason ? putFact({ name: nameOf(owner), reason }) : dropFact(nameOf(owner)))
  announce('outbox')
}
