// Brings the posts to the server, one sender at a time in all tabs.
//
//   yes                                      the post leaves, its answer stays
//   409 with what the server holds           a person chooses: conflict
//   no, and it is final (`outbox`: park)     a person reads why: refused
//   no session, or another person's          the whole queue waits for the next sign-in
//   anything else, or nobody                 later, again and again
//
// Every step may be repeated: the id is the phone's, and the server gives the first answer again.
import { dueAt } from './backoff.js'
import { POST_LOCK, withLock } from './locks.js'
import { acknowledgePost, holdPost, listDuePosts, listPosts, postponePosts, wakePosts } from './posts.js'
import { callServer, Refusal, Stranger, Unreachable } from './server.js'

const LOCK_PATIENCE_MS = 120_000
// Too many requests, or out of service: what the server says of one post it means for all.
const BUSY = [429, 503]
const UNREACHED = { code: 'unreachable' }
const LATER = 'later'

/** As `sendPosts` of posts.js says. */
export function sendAllPosts(owner, { isEager = false } = {}) {
  return withLock(POST_LOCK, () => sendDue(owner, isEager), LOCK_PATIENCE_MS)
}

async function sendDue(owner, isEager) {
  if (isEager) await wakeUnreached(owner)
  for (;;) {
    const due = await listDuePosts(owner)
    if (!due.length) return undefined
    for (const post of due) {
      const stop = await sendOne(post)
      if (stop) return stop === LATER ? undefined : stop
    }
  }
}

async function sendOne(post) {
  try {
    await acknowledgePost(post, await callServer(post.path, { body: { ...post.body, id: post.id }, owner: post.owner }))
    return undefined
  } catch (error) {
    // A filter that takes offence at one post must not hold up the others.
    if (error instanceof Stranger) return later(post, UNREACHED)
    if (error instanceof Unreachable) return postponeAll(post.owner, UNREACHED)
    if (!(error instanceof Refusal)) throw error
    return refuse(post, error)
  }
}

async function refuse(post, refusal) {
  const { code, current, outbox, status, retryAfterMs } = refusal
  const problem = { code, detail: sayWhy(refusal) }
  if (code === 'other_person') return 'other_person'
  if (outbox === 'pause') return 'signed_out'
  if (outbox === 'park' && current) await holdPost(post.id, 'conflict', { ...problem, current })
  else if (outbox === 'park') await holdPost(post.id, 'refused', problem)
  else if (BUSY.includes(status)) return postponeAll(post.owner, problem, retryAfterMs)
  else await later(post, problem, retryAfterMs)
  return undefined
}

/** What is wrong with the fields says more than that something is. */
const sayWhy = ({ detail, fields }) => (fields ? [...new Set(Object.values(fields))].join(' ') : detail)

const later = ({ id, attempts }, problem, leastMs) => postponePosts([id], problem, dueAt(attempts, leastMs))

/** Where one did not get through, none will. */
async function postponeAll(owner, problem, leastMs) {
  const due = await listDuePosts(owner)
  const attempts = Math.min(...due.map((post) => post.attempts))
  await postponePosts(due.map(({ id }) => id), problem, dueAt(attempts, leastMs))
  return LATER
}

async function wakeUnreached(owner) {
  const posts = await listPosts(owner)
  await wakePosts(posts.filter(({ problem }) => problem?.code === UNREACHED.code).map(({ id }) => id))
}
