// A plan or a result that waits on this phone is another one until it has been sent: what is written anew takes its place.
import { POST_LOCK, withLock } from '../lib/locks.js'
import { listPosts, replacePost } from '../lib/posts.js'
import { kindOf } from './grow.js'

const LOCK_PATIENCE_MS = 30_000

/**
 * @param {import('../lib/posts.js').Post[]} posts of a day
 * @param {string} kind
 */
export const findWaiting = (posts, kind) => posts.filter((post) => post.state === 'kept' && kindOf(post) === kind).pop()

/**
 * In the place of one that waits, unless it has been sent meanwhile; whether it was.
 * @param {import('../lib/posts.js').Post} post
 * @param {object} body
 */
export function replaceWaiting(post, body) {
  return withLock(POST_LOCK, async () => Boolean(await replaceText(post, { ...body, version: post.body.version })), LOCK_PATIENCE_MS)
}

/** A result that waits behind a plan is one of the plan's new id. */
export async function replaceText(post, body) {
  const newId = await replacePost(post.id, body)
  if (!newId || kindOf(post) !== 'plan') return newId
  for (const behind of await listPosts(post.owner, post.subject)) {
    if (behind.body.plan_id === post.id) await replacePost(behind.id, { ...behind.body, plan_id: newId })
  }
  return newId
}
