// Brings the outbox to the server (sender.js), and asks for each evidence's place in the ledger.
//
//   kept    POST evidences             yes -> sent; no -> what the problem's `outbox` says: parked, paused, or later
//   sent    GET evidences/<id>         proof verified -> settled; not there yet -> later; unknown -> kept, sent again
//
// Every step may be repeated: the id is the device's, and the server gives the first answer again. So a kill between
// any two of them, or two senders after all, neither loses an evidence nor doubles it.
import { dueAt, HOUR_MS, isDueAt, pauseMs } from './backoff.js'
import * as base64url from './base64url.js'
import { toQrText } from './evidence.js'
import { SEND_LOCK } from './locks.js'
import { findLogKey } from './log_key.js'
import * as outbox from './outbox.js'
import { verifyPlace } from './proof.js'
import { makeSender } from './sender.js'
import { callServer, Stranger } from './server.js'

// The ledger takes an evidence in within two seconds.
const SEQUENCING_MS = 2_500

/** Sends whatever of a person is due, as sender.js says. */
export const sendAll = makeSender({
  lock: SEND_LOCK, list: outbox.listEntries, listDue, send, refuse, postpone: outbox.postpone, wake: outbox.wake
})

/**
 * When the next entry of a person is due, by the phone's clock; Infinity when none waits.
 * @param {string} owner
 */
export async function nextDueAt(owner) {
  const waiting = (await outbox.listEntries(owner)).filter(({ state }) => state !== 'parked')
  return Math.min(...waiting.map((entry) => (isDue(entry) ? 0 : entry.nextAtMs)))
}

/** What the server does not have yet goes before what it has only to prove. */
async function listDue(owner) {
  const due = (await outbox.listEntries(owner)).filter(isDue)
  return [...due.filter(({ state }) => state === 'kept'), ...due.filter(({ state }) => state !== 'kept')]
}

const isDue = ({ state, nextAtMs }) => state !== 'parked' && isDueAt(nextAtMs)

function send(entry) {
  return entry.state === 'kept' ? upload(entry) : confirm(entry)
}

async function upload({ id, owner, frame, context }) {
  const answer = await callServer('evidences', {
    body: { text: toQrText(frame), context: base64url.encode(context), owner }
  })
  // Only the server's yes to this very evidence is one.
  if (answer.id !== id) throw new Stranger('another id')
  await outbox.acknowledge(id, answer.received_at, Date.now() + SEQUENCING_MS)
}

async function confirm(entry) {
  const answer = await callServer(`evidences/${entry.id}`)
  if (answer.id !== entry.id) throw new Stranger('another id')
  if (answer.destroyed_at) return outbox.dismiss(entry.id)
  if (answer.index === null) return outbox.postpone([entry.id], { code: 'not_in_ledger' }, dueAt(entry.attempts))
  const { problem, proof } = await verify(entry.id, answer)
  if (problem) return outbox.postpone([entry.id], problem, Date.now() + HOUR_MS)
  return outbox.settle(entry.id, proof)
}

/**
 * What cannot be verified is kept, with the reason: a proof that is not one is worse than none. The ledger may be an
 * earlier one, before a recovery, but it is one whose key this phone has known.
 */
async function verify(id, answer) {
  const [origin] = String(answer.checkpoint).split('\n', 1)
  const keyText = await findLogKey(origin)
  if (!keyText) return { problem: { code: 'log_key_unknown' } }
  try {
    const { isSigned, proof } = await verifyPlace(id, answer, origin, keyText)
    return isSigned ? { proof } : { problem: { code: 'signature_unchecked' } }
  } catch {
    return { problem: { code: outbox.UNPROVEN } }
  }
}

async function refuse({ id, state, attempts }, problem, refusal) {
  if (state === 'sent' && refusal.status === 404) await outbox.takeBack(id, Date.now() + pauseMs(attempts))
  else if (state === 'kept' && refusal.outbox === 'park') await outbox.park(id, problem)
  else return false
  return true
}
