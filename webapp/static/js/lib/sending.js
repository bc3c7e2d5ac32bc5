// Brings the outbox to the server, one sender at a time in all tabs, and asks for each evidence's place in the ledger.
//
//   kept    POST evidences             yes -> sent; no -> what the problem's `outbox` says: parked, paused, or later
//   sent    GET evidences/<id>         proof verified -> settled; not there yet -> later; unknown -> kept, sent again
//
// Every step may be repeated: the id is the device's, and the server gives the first answer again. So a kill between
// any two of them, or two senders after all, neither loses an evidence nor doubles it.
import { dueAt, HOUR_MS, isDueAt, pauseMs } from './backoff.js'
import * as base64url from './base64url.js'
import { toQrText } from './evidence.js'
import { SEND_LOCK, withLock } from './locks.js'
import { findLogKey } from './log_key.js'
import * as outbox from './outbox.js'
import { verifyPlace } from './proof.js'
import { callServer, Refusal, Stranger, Unreachable } from './server.js'

const LOCK_PATIENCE_MS = 120_000
// The ledger takes an evidence in within two seconds.
const SEQUENCING_MS = 2_500
// Too many requests, or out of service: what the server says of one upload it means for all.
const BUSY = [429, 503]
const UNREACHED = { code: 'unreachable' }
const LATER = 'later'

/**
 * Sends whatever of a person is due.
 * @param {string} owner
 * @param {{isEager?: boolean}} [options] eager: what failed only for want of a network is due at once
 * @returns {Promise<import('./pause.js').Pause | undefined>} why the whole queue stands still, if it does
 */
export function sendAll(owner, { isEager = false } = {}) {
  return withLock(SEND_LOCK, () => sendDue(owner, isEager), LOCK_PATIENCE_MS)
}

/**
 * When the next entry of a person is due, by the phone's clock; Infinity when none waits.
 * @param {string} owner
 */
export async function nextDueAt(owner) {
  const waiting = (await outbox.listEntries(owner)).filter(({ state }) => state !== 'parked')
  return Math.min(...waiting.map((entry) => (isDue(entry) ? 0 : entry.nextAtMs)))
}

async function sendDue(owner, isEager) {
  if (isEager) await wakeUnreached(owner)
  for (;;) {
    const due = await listDue(owner)
    if (!due.length) return undefined
    for (const entry of due) {
      const stop = await sendOne(entry)
      if (stop) return stop === LATER ? undefined : stop
    }
  }
}

/** What the server does not have yet goes before what it has only to prove. */
async function listDue(owner) {
  const due = (await outbox.listEntries(owner)).filter(isDue)
  return [...due.filter(({ state }) => state === 'kept'), ...due.filter(({ state }) => state !== 'kept')]
}

const isDue = ({ state, nextAtMs }) => state !== 'parked' && isDueAt(nextAtMs)

async function sendOne(entry) {
  try {
    await (entry.state === 'kept' ? upload(entry) : confirm(entry))
    return undefined
  } catch (error) {
    // A filter that takes offence at one evidence must not hold up the others.
    if (error instanceof Stranger) return later(entry, UNREACHED)
    if (error instanceof Unreachable) return postponeAll(entry.owner, UNREACHED)
    if (!(error instanceof Refusal)) throw error
    return refuse(entry, error)
  }
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
  if (answer.index === null) return later(entry, { code: 'not_in_ledger' })
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

async function refuse(entry, refusal) {
  const problem = { code: refusal.code, detail: refusal.detail }
  if (refusal.code === 'other_person') return 'other_person'
  if (refusal.outbox === 'pause') return 'signed_out'
  if (entry.state === 'sent' && refusal.status === 404) await outbox.takeBack(entry.id, Date.now() + pauseMs(entry.attempts))
  else if (refusal.outbox === 'park' && entry.state === 'kept') await outbox.park(entry.id, problem)
  else if (BUSY.includes(refusal.status) && entry.state === 'kept') return postponeAll(entry.owner, problem, refusal.retryAfterMs)
  else await later(entry, problem, refusal.retryAfterMs)
  return undefined
}

function later(entry, problem, leastMs) {
  return outbox.postpone([entry.id], problem, dueAt(entry.attempts, leastMs))
}

/** Where one did not get through, none will. */
async function postponeAll(owner, problem, leastMs) {
  const due = await listDue(owner)
  const attempts = Math.min(...due.map((entry) => entry.attempts))
  await outbox.postpone(due.map(({ id }) => id), problem, dueAt(attempts, leastMs))
  return LATER
}

async function wakeUnreached(owner) {
  const entries = await outbox.listEntries(owner)
  await outbox.wake(entries.filter(({ problem }) => problem?.code === UNREACHED.code).map(({ id }) => id))
}
