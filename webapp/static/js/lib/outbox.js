// What waits on this phone: sealed captures, each under the id that the device gave it.
//
//   kept    not yet acknowledged by the server
//   sent    acknowledged; stays until its place in the ledger has been verified
//   parked  the server said no: stays until a person acts
//
// An entry leaves only by `settle` (its proof is kept instead) or by `dismiss` (the server has destroyed it under a
// rule and says so). Nothing leaves by age, by a sign-out, or because it failed often.
import { announce } from './changes.js'
import * as hex from './hex.js'
import { dropSpare, keepSpare, listLost } from './spare.js'
import { ask, transact } from './store.js'

const LOST = 'lost_by_server'

/**
 * @typedef {object} Problem why an entry waits
 * @property {string} code
 * @property {string} [detail] the server's sentence, in the language of its time
 */

/**
 * @typedef {object} Entry sealed bytes and what sending needs; nothing that tells a place
 * @property {string} id hexadecimal, 32 characters
 * @property {string} owner staff number
 * @property {Uint8Array} frame the sealed evidence
 * @property {Uint8Array} context the sealed capture context
 * @property {number} createdAtMs by the phone's clock
 * @property {'kept' | 'sent' | 'parked'} state
 * @property {number} attempts in this state
 * @property {number} nextAtMs not before this instant of the phone's clock
 * @property {Problem | null} problem
 * @property {string | null} receivedAt the server's instant
 */

/** @typedef {{unsent: number, sent: number, parked: number, unproven: number, others: number}} Counts */

/** The ledger's proof of an acknowledged evidence did not hold. */
export const UNPROVEN = 'proof_invalid'

/** @returns {Entry} */
export function newEntry({ id, owner, frame, context, now }) {
  return {
    id, owner, frame, context, createdAtMs: now,
    state: 'kept', attempts: 0, nextAtMs: 0, problem: null, receivedAt: null
  }
}

/** A second copy of what the disk has. */
export function copyEntry({ id, owner, frame, context, createdAtMs }) {
  return keepSpare('outbox', id, { id, owner, frame: hex.encode(frame), context: hex.encode(context), createdAtMs })
}

/** What the browser has lost of this comes back from its copies, to be sent. */
export async function recoverEntries() {
  const lost = await listLost('outbox', findMissing)
  if (!lost.length) return
  await transact(['outbox'], 'readwrite', async (transaction) => {
    for (const copy of lost) await ask(transaction.objectStore('outbox').put(fromCopy(copy)))
  }, 'strict')
  announce('outbox')
}

function findMissing(ids) {
  return transact(['outbox', 'proofs'], 'readonly', async (transaction) => {
    const missing = []
    for (const id of ids) {
      const found = await Promise.all(['outbox', 'proofs'].map((name) => ask(transaction.objectStore(name).get(id))))
      if (!found.some(Boolean)) missing.push(id)
    }
    return missing
  })
}

const fromCopy = ({ id, owner, frame, context, createdAtMs }) =>
  newEntry({ id, owner, frame: hex.decode(frame), context: hex.decode(context), now: createdAtMs })

/**
 * A person's entries, the oldest first.
 * @param {string} owner
 * @returns {Promise<Entry[]>}
 */
export async function listEntries(owner) {
  const entries = await listAll()
  return entries.filter((entry) => entry.owner === owner).sort((a, b) => a.createdAtMs - b.createdAtMs)
}

/**
 * How many wait: `unsent` counts the parked ones too, `sent` the unproven ones, `others` those of other people.
 * @param {string} owner
 * @returns {Promise<Counts>}
 */
export async function countEntries(owner) {
  const entries = await listAll()
  const own = entries.filter((entry) => entry.owner === owner)
  const count = (list, isSo) => list.filter(isSo).length
  return {
    unsent: count(own, ({ state }) => state !== 'sent'),
    sent: count(own, ({ state }) => state === 'sent'),
    parked: count(own, ({ state }) => state === 'parked'),
    unproven: count(own, ({ problem }) => problem?.code === UNPROVEN),
    others: count(entries, ({ state, owner: other }) => other !== owner && state !== 'sent')
  }
}

/**
 * @param {string} id
 * @returns {Promise<Entry | undefined>}
 */
export function findEntry(id) {
  return transact(['outbox'], 'readonly', (transaction) => ask(transaction.objectStore('outbox').get(id)))
}

/**
 * The verified place in the ledger of an evidence that has left.
 * @param {string} id
 */
export function findProof(id) {
  return transact(['proofs'], 'readonly', (transaction) => ask(transaction.objectStore('proofs').get(id)))
}

/** The server has it: the place in the ledger comes next. */
export function acknowledge(id, receivedAt, nextAtMs) {
  return change([id], ({ problem, attempts }) => ({
    state: 'sent', receivedAt, nextAtMs, problem: null,
    // A server that takes and forgets, again and again, is asked less and less often.
    attempts: problem?.code === LOST ? attempts : 0
  }))
}

/** The server does not know any more what it had acknowledged. */
export function takeBack(id, nextAtMs) {
  return change([id], ({ attempts }) => ({
    state: 'kept', receivedAt: null, attempts: attempts + 1, nextAtMs, problem: { code: LOST }
  }))
}

/** Later, because of `problem`. */
export function postpone(ids, problem, nextAtMs) {
  return change(ids, ({ attempts }) => ({ attempts: attempts + 1, nextAtMs, problem }))
}

/** Not again before a person says so. */
export function park(id, problem) {
  return change([id], () => ({ state: 'parked', problem }))
}

/** To be sent from the beginning: a person has asked for it, or what stood in the way has gone. */
export function sendAgain(ids) {
  return change(ids, () => ({ state: 'kept', receivedAt: null, attempts: 0, nextAtMs: 0, problem: null }))
}

/** Due at once, in the state that it is in. */
export function wake(ids) {
  return change(ids, () => ({ nextAtMs: 0 }))
}

/** The proof takes the entry's place. */
export function settle(id, proof) {
  return leave(id, (transaction) => ask(transaction.objectStore('proofs').put(proof)))
}

/** The server has destroyed it under a rule: there is nothing left to prove. */
export function dismiss(id) {
  return leave(id, () => undefined)
}

function listAll() {
  return transact(['outbox'], 'readonly', (transaction) => ask(transaction.objectStore('outbox').getAll()))
}

/** Only entries that are still there change: a second tab may have settled one meanwhile. */
async function change(ids, toChanges) {
  if (!ids.length) return
  await transact(['outbox'], 'readwrite', async (transaction) => {
    const outbox = transaction.objectStore('outbox')
    for (const id of ids) {
      const entry = await ask(outbox.get(id))
      if (entry) await ask(outbox.put({ ...entry, ...toChanges(entry) }))
    }
  })
  announce('outbox')
}

async function leave(id, before) {
  const work = async (transaction) => {
    await before(transaction)
    await ask(transaction.objectStore('outbox').delete(id))
  }
  await dropSpare('outbox', id)
  await transact(['outbox', 'proofs'], 'readwrite', work, 'strict')
  announce('outbox')
}
