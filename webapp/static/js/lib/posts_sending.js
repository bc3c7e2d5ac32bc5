// Brings the posts to the server (sender.js).
//
//   yes                                      the post leaves, its answer stays
//   409 with what the server holds           a person chooses: conflict
//   no, and it is final (`outbox`: park)     a person reads why: refused
//
// Every step may be repeated: the id is the phone's, and the server gives the first answer again.
import { POST_LOCK } from './locks.js'
import { acknowledgePost, holdPost, listDuePosts, listPosts, postponePosts, wakePosts } from './posts.js'
import { makeSender } from './sender.js'
import { callServer } from './server.js'

/** As `sendPosts` of posts.js says. */
export const sendAllPosts = makeSender({
  lock: POST_LOCK, list: listPosts, listDue: listDuePosts, send, refuse, postpone: postponePosts, wake: wakePosts
})

async function send(post) {
  await acknowledgePost(post, await callServer(post.path, { body: { ...post.body, id: post.id }, owner: post.owner }))
}

async function refuse(post, problem, { current, outbox }) {
  if (outbox !== 'park') return false
  if (current) await holdPost(post.id, 'conflict', { ...problem, current })
  else await holdPost(post.id, 'refused', problem)
  return true
}
