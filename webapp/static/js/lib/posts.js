// What people have entered and the server has not yet taken: JSON posts, each under an id that this phone gave it.
//
//   kept      not yet acknowledged by the server
//   conflict  the server holds something else than the post was made on: both are shown, and a person chooses
//   refused   the server said no: stays, with its reason, until a person acts
//
// The posts of one subject go one after the other: one that waits for a person holds up those behind it. A post leaves
// by the server's yes, whose answer stays for pages that are older than it, or because a person has dismissed it.
// Nothing leaves by age, by a sign-out, or because it failed often.
//
// How to use it:
//
//   await keepPost({ id: newPostId(), owner, subject: 'remote_day 2026-11-25', path: 'remote-days/2026-11-25/plan',
//     body: { version: 0, lines }, title: words })      kept on the disk; whatever page is open sends it
//   onChange('posts', show)                               of changes.js, after each step, in all tabs
//   listPosts(owner, subject), findAnswer(owner, subject) what to show: what waits, and what the server said last
//   replacePost(id, { ...body, version })                 in a conflict: mine, on top of what the server holds
//   dismissPost(id)                                       in a conflict: theirs; after a refusal: seen
//
// The body that arrives carries `id` besides; a repeat must get the first answer. `Balgil-Owner` names the owner:
// the session of another person gets 409 `other_person`, and the whole queue waits for her (pause.js).
// `Balgil-Sent-At` is the phone's clock at that moment, for whoever wants to know how long the post lay here.
import { isDueAt } from './backoff.js'
import { announce } from './changes.js'
import { ask, makeDatabase } from './database.js'
import { eventually } from './eventually.js'
import * as hex from './hex.js'
import { dropSpare, keepSpare, listLost } from './spare.js'

/**
 * @typedef {object} Problem why a post waits
 * @property {string} code
 * @property {string} [detail] the server's sentence, in the language of its time
 * @property {Record<string, any>} [current] in a conflict: what the server holds
 *
 * @typedef {object} Post
 * @property {string} id hexadecimal, 32 characters
 * @property {string} owner staff number
 * @property {string} subject posts of one subject keep their order
 * @property {string} path below /api/v1/
 * @property {Record<string, any>} body without the id
 * @property {string} title what it is, in the words of the page that kept it
 * @property {string} [href] the page where it was entered
 * @property {number} place in the order of this phone
 * @property {number} createdAtMs by the phone's clock
 * @property {'kept' | 'conflict' | 'refused'} state
 * @property {number} attempts
 * @property {number} nextAtMs not before this instant of the phone's clock
 * @property {Problem | null} problem
 *
 * @typedef {object} Answer what the server said to the last post of a subject that it took
 * @property {string} key
 * @property {string} owner
 * @property {string} subject
 * @property {Record<string, any>} body
 * @property {number} atMs by the phone's clock
 */

const { transact } = makeDatabase('balgil-posts', { posts: 'id', answers: 'key' })
const ANSWERS_FOR_MS = 40 * 86_400_000

export const newPostId = () => hex.encode(crypto.getRandomValues(new Uint8Array(16)))

/**
 * Keeps a post on the disk of this phone; the same id again changes nothing.
 * @param {{id: string, owner: string, subject: string, path: string, body: object, title?: string, href?: string}} post
 */
export async function keepPost({ id, owner, subject, path, body, title = '', href }) {
  await changePosts(async (posts, all) => {
    if (all.some((other) => other.id === id)) return undefined
    const place = Math.max(0, ...all.map((other) => other.place)) + 1
    const post = { id, owner, subject, path, body, title, href, place, createdAtMs: Date.now(), ...AFRESH }
    await ask(posts.put(post))
    return post
  })
}

/** What the browser has lost of this comes back from its copies, to be sent. */
export async function recoverPosts() {
  const lost = await listLost('posts', findMissing)
  if (!lost.length) return
  await changePosts(async (posts) => {
    for (const post of lost) await ask(posts.put(post))
  })
}

async function findMissing(ids) {
  const posts = await listAll()
  return ids.filter((id) => !posts.some((post) => post.id === id))
}

const AFRESH = { state: 'kept', attempts: 0, nextAtMs: 0, problem: null }

/**
 * A person's posts, of one subject or of all, in their order.
 * @param {string} owner
 * @param {string} [subject]
 * @returns {Promise<Post[]>}
 */
export async function listPosts(owner, subject) {
  const posts = await listAll()
  const isWanted = (post) => post.owner === owner && (subject === undefined || post.subject === subject)
  return posts.filter(isWanted).sort((a, b) => a.place - b.place)
}

/**
 * How many wait: `unsent` counts those, too, that need a person (`held`); `waiting` those that may go, each the first of
 * its subject, the earliest at `nextAtMs` (Infinity when there is none); `others` are those of other people.
 * @param {string} owner
 */
export async function countPosts(owner) {
  const posts = await listAll()
  const own = posts.filter((post) => post.owner === owner)
  const first = firstOf(own)
  return {
    unsent: own.length,
    held: own.filter(({ state }) => state !== 'kept').length,
    waiting: first.length,
    nextAtMs: Math.min(...first.map(({ nextAtMs }) => (isDueAt(nextAtMs) ? 0 : nextAtMs))),
    others: posts.length - own.length
  }
}

/** The first of each subject, unless it waits for a person. */
function firstOf(posts) {
  const isFirst = ({ subject, place }) => !posts.some((other) => other.subject === subject && other.place < place)
  return posts.filter((post) => post.state === 'kept' && isFirst(post)).sort((a, b) => a.place - b.place)
}

/**
 * What the server said to the last post of a subject that it took.
 * @param {string} owner
 * @param {string} subject
 * @returns {Promise<Answer | undefined>}
 */
export function findAnswer(owner, subject) {
  return transact(['answers'], 'readonly', (transaction) => ask(transaction.objectStore('answers').get(keyOf(owner, subject))))
}

/** A person has seen it, or has chosen what the server holds; those behind it go on. */
export async function dismissPost(id) {
  await dropSpare('posts', id)
  await changePosts((posts) => ask(posts.delete(id)))
}

/** In its place in the order, with another body and, as it is another post, another id; none where it has left. */
export async function replacePost(id, body) {
  await dropSpare('posts', id)
  const kept = await changePosts(async (posts, all) => {
    const old = all.find((other) => other.id === id)
    if (!old) return undefined
    const post = { ...old, ...AFRESH, id: newPostId(), body }
    await ask(posts.delete(id))
    await ask(posts.put(post))
    return post
  })
  return kept?.id
}

/** To be sent again as it is: a person has asked for it. */
export function retryPosts(ids) {
  return alter(ids, () => AFRESH)
}

/**
 * Sends whatever of a person is due; the courier (js/capture/courier.js) does it on every page whenever there is hope.
 * @param {string} owner
 * @param {{isEager?: boolean}} [options] eager: what failed only for want of a network is due at once
 * @returns {Promise<import('./pause.js').Pause | undefined>} why the whole queue stands still, if it does
 */
export async function sendPosts(owner, options) {
  const { sendAllPosts } = await eventually(() => import('./posts_sending.js'))
  return sendAllPosts(owner, options)
}

// ---- for posts_sending.js

/** Those that are due, in their order, one of each subject. */
export async function listDuePosts(owner) {
  return firstOf(await listPosts(owner)).filter(({ nextAtMs }) => isDueAt(nextAtMs))
}

/** The server has taken it; its answer stays. */
export async function acknowledgePost({ id, owner, subject }, body) {
  const answer = { key: keyOf(owner, subject), owner, subject, body, atMs: Date.now() }
  await dropSpare('posts', id)
  await changePosts(async (posts, _all, answers) => {
    await ask(posts.delete(id))
    await ask(answers.put(answer))
    for (const { key, atMs } of await ask(answers.getAll())) {
      if (atMs < Date.now() - ANSWERS_FOR_MS) await ask(answers.delete(key))
    }
  })
}

/** Later, because of `problem`. */
export function postponePosts(ids, problem, nextAtMs) {
  return alter(ids, ({ attempts }) => ({ attempts: attempts + 1, nextAtMs, problem }))
}

/** Due at once. */
export function wakePosts(ids) {
  return alter(ids, () => ({ nextAtMs: 0 }))
}

/** @param {string} id @param {'conflict' | 'refused'} state @param {Problem} problem */
export function holdPost(id, state, problem) {
  return alter([id], () => ({ state, problem }))
}

const keyOf = (owner, subject) => `${owner} ${subject}`

function listAll() {
  return transact(['posts'], 'readonly', (transaction) => ask(transaction.objectStore('posts').getAll()))
}

/** Only posts that are still there change: a second tab may have sent one meanwhile. */
async function alter(ids, toChanges) {
  if (!ids.length) return
  await changePosts(async (posts, all) => {
    for (const post of all) if (ids.includes(post.id)) await ask(posts.put({ ...post, ...toChanges(post) }))
  })
}

/** A new post is what `work` gives, and is copied before anybody hears of it and sends it. */
async function changePosts(work) {
  const change = async (transaction) => {
    const posts = transaction.objectStore('posts')
    return work(posts, await ask(posts.getAll()), transaction.objectStore('answers'))
  }
  const kept = await transact(['posts', 'answers'], 'readwrite', change, 'strict')
  if (kept) await keepSpare('posts', kept.id, kept)
  announce('posts')
  return kept
}
