// Brings a queue of this phone to the server, one sender at a time in all tabs: evidences (sending.js) and what people
// have entered (posts_sending.js) go by the same rules.
//
//   no session, or another person's          the whole queue waits for the next sign-in
//   a no that the queue knows what to do of   as it says (`refuse`)
//   too many requests, or out of service     later, all of it
//   anything else, or nobody                 later, again and again
import { dueAt } from './backoff.js'
import { withLock } from './locks.js'
import { Refusal, Stranger, Unreachable } from './server.js'

const LOCK_PATIENCE_MS = 120_000
// What the server says of one upload it means for all.
const BUSY = [429, 503]
const UNREACHED = { code: 'unreachable' }
const LATER = 'later'

/**
 * @typedef {{id: string, owner: string, state: string, attempts: number, problem: {code: string} | null}} Item
 *
 * @typedef {object} Queue
 * @property {string} lock
 * @property {(owner: string) => Promise<Item[]>} list all of a person
 * @property {(owner: string) => Promise<Item[]>} listDue those that may go now, in their order
 * @property {(item: Item) => Promise<void>} send throws what server.js throws
 * @property {(item: Item, problem: {code: string, detail?: string}, refusal: Refusal) => Promise<boolean>} refuse whether
 *   this no was dealt with
 * @property {(ids: string[], problem: object, nextAtMs: number) => Promise<void>} postpone
 * @property {(ids: string[]) => Promise<void>} wake
 */

/**
 * Sends whatever of a person is due; eager: what failed only for want of a network is due at once.
 * @param {Queue} queue
 * @returns {(owner: string, options?: {isEager?: boolean}) => Promise<import('./pause.js').Pause | undefined>} why the
 *   whole queue stands still, if it does
 */
export function makeSender(queue) {
  return (owner, { isEager = false } = {}) => withLock(queue.lock, () => sendDue(queue, owner, isEager), LOCK_PATIENCE_MS)
}

async function sendDue(queue, owner, isEager) {
  if (isEager) await wakeUnreached(queue, owner)
  for (;;) {
    const due = await queue.listDue(owner)
    if (!due.length) return undefined
    for (const item of due) {
      const stop = await sendOne(queue, item)
      if (stop) return stop === LATER ? undefined : stop
    }
  }
}

async function sendOne(queue, item) {
  try {
    await queue.send(item)
    return undefined
  } catch (error) {
    // A filter that takes offence at one of them must not hold up the others.
    if (error instanceof Stranger) return later(queue, item, UNREACHED)
    if (error instanceof Unreachable) return postponeAll(queue, item.owner, UNREACHED)
    if (!(error instanceof Refusal)) throw error
    return refuse(queue, item, error)
  }
}

async function refuse(queue, item, refusal) {
  const { code, outbox, status, retryAfterMs } = refusal
  const problem = { code, detail: sayWhy(refusal) }
  if (code === 'other_person') return 'other_person'
  if (outbox === 'pause') return 'signed_out'
  if (await queue.refuse(item, problem, refusal)) return undefined
  if (BUSY.includes(status) && item.state === 'kept') return postponeAll(queue, item.owner, problem, retryAfterMs)
  return later(queue, item, problem, retryAfterMs)
}

/** What is wrong with the fields says more than that something is. */
const sayWhy = ({ detail, fields }) => (fields ? [...new Set(Object.values(fields))].join(' ') : detail)

async function later(queue, { id, attempts }, problem, leastMs) {
  await queue.postpone([id], problem, dueAt(attempts, leastMs))
}

/** Where one did not get through, none will. */
async function postponeAll(queue, owner, problem, leastMs) {
  const due = await queue.listDue(owner)
  const attempts = Math.min(...due.map((item) => item.attempts))
  await queue.postpone(due.map(({ id }) => id), problem, dueAt(attempts, leastMs))
  return LATER
}

async function wakeUnreached(queue, owner) {
  const items = await queue.list(owner)
  await queue.wake(items.filter(({ problem }) => problem?.code === UNREACHED.code).map(({ id }) => id))
}
