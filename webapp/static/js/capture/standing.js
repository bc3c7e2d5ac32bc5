// How far an evidence has come, by one name for each state of templates/capture/_reasons.html.
import { findEntry, findProof, UNPROVEN } from '../lib/outbox.js'
import { findPause } from '../lib/pause.js'

/**
 * @typedef {object} Standing
 * @property {string} name such as `kept`, `kept-parked`, `sent-proven`
 * @property {'kept' | 'sent'} state
 * @property {string} [detail] the server's own sentence, where it refused
 */

/**
 * @param {string} owner
 * @param {string} id
 * @returns {Promise<Standing>}
 */
export async function findStanding(owner, id) {
  const [entry, proof, pause] = await Promise.all([findEntry(id), findProof(id), findPause(owner)])
  return entry ? standingOf(entry, pause) : { name: proof ? 'sent-proven' : 'sent', state: 'sent' }
}

const DOUBTS = { [UNPROVEN]: 'sent-unproven', signature_unchecked: 'sent-unchecked' }

/**
 * @param {import('../lib/outbox.js').Entry} entry
 * @param {import('../lib/pause.js').Pause | undefined} pause
 * @returns {Standing}
 */
export function standingOf({ state, problem }, pause) {
  if (state === 'sent') return { name: DOUBTS[problem?.code] ?? 'sent', state }
  if (state === 'parked') return { name: 'kept-parked', state: 'kept', detail: problem?.detail }
  if (pause) return { name: `kept-${pause}`, state }
  return { name: problem?.code === 'device_pending' ? 'kept-pending' : 'kept', state }
}
