// Takes the queues to the server, evidences first and then what people have entered, whenever there is reason to hope: on opening, on `online`, on coming back to the page,
// when the worker wakes it, after a capture, and when the next entry is due. Once a page, whoever asks.
import { refreshBeacon } from '../lib/beacon.js'
import { onChange } from '../lib/changes.js'
import { eventually } from '../lib/eventually.js'
import { hasHeard, noteHeard } from '../lib/heard_devices.js'
import { OtherPerson, refreshKit } from '../lib/kit.js'
import { countEntries, listEntries, recoverEntries, sendAgain, wake } from '../lib/outbox.js'
import { findPause, setPause } from '../lib/pause.js'
import { countPosts, recoverPosts, sendPosts } from '../lib/posts.js'
import { Refusal, Unreachable } from '../lib/server.js'

const SYNC_TAG = 'balgil-outbox'
const FRESH_MS = 20_000
const LONGEST_TIMER_MS = 15 * 60_000

let owner = ''
let running = Promise.resolve()
let timer = 0
let refreshedAt = -Infinity

/**
 * Begins to watch for reasons; called again it changes nothing.
 * @param {string} person staff number of whom the page is for
 */
export function startCourier(person) {
  if (owner || !window.isSecureContext) return
  owner = person
  addEventListener('online', () => visit())
  addEventListener('pageshow', ({ persisted }) => persisted && visit())
  document.addEventListener('visibilitychange', () => document.hidden || visit())
  navigator.serviceWorker?.addEventListener('message', ({ data }) => data?.type === 'send' && visit())
  onChange('outbox', () => schedule())
  onChange('posts', () => schedule())
  running = recover()
  visit()
}

/** Before anything is sent, and before the first count is right. */
const recover = () => Promise.all([recoverEntries(), recoverPosts()]).catch(() => undefined)

/** A good moment: what is kept here is brought up to date, and what only waited for a network goes at once. */
function visit() {
  deliver({ isEager: true })
}

/**
 * Sends what is due, after whatever is under way.
 * @param {{isEager?: boolean, isWanted?: boolean}} [options] wanted: by a person, who may know better than the browser
 */
export function deliver(options = {}) {
  running = running.then(() => round(options)).catch(() => undefined)
  return running
}

async function round({ isEager = false, isWanted = false }) {
  if (!navigator.onLine && !isWanted) return askForSync()
  if (isEager) await refresh()
  await send({ isEager })
  await schedule()
}

async function send(options) {
  if (await findPause(owner)) return
  const { unsent, sent } = await countEntries(owner)
  const stop = unsent + sent ? await (await loadSending()).sendAll(owner, options) : undefined
  const posts = stop ? { waiting: 0 } : await countPosts(owner)
  await setPause(owner, posts.waiting ? await sendPosts(owner, options) : stop)
}

async function refresh() {
  const isFresh = performance.now() - refreshedAt < FRESH_MS
  if (isFresh && !(await findPause(owner))) return
  refreshedAt = performance.now()
  await Promise.all([refreshBeacon().catch(() => undefined), renewKit().catch(note)])
}

/** A session of this person answers: the queue may go on, and what waited for this device's enrolment too. */
async function renewKit() {
  const { devices } = await refreshKit(owner)
  await setPause(owner, undefined)
  if (await hasHeard(owner, devices)) return
  const entries = await listEntries(owner)
  const idsOf = (code) => entries.filter(({ problem }) => problem?.code === code).map(({ id }) => id)
  await wake(idsOf('device_pending'))
  await sendAgain(idsOf('not_yours'))
  await noteHeard(owner, devices)
}

async function note(error) {
  if (error instanceof OtherPerson) await setPause(owner, 'other_person')
  else if (error instanceof Refusal && error.outbox === 'pause') await setPause(owner, 'signed_out')
  else if (!(error instanceof Unreachable)) throw error
}

async function schedule() {
  clearTimeout(timer)
  const dueAtMs = await nextDueAt()
  if (dueAtMs === Infinity || (await findPause(owner))) return
  const wait = Math.max(0, dueAtMs - Date.now())
  timer = setTimeout(deliver, Math.min(wait, LONGEST_TIMER_MS))
}

async function nextDueAt() {
  const [{ unsent, sent, parked }, posts] = await Promise.all([countEntries(owner), countPosts(owner)])
  const evidences = unsent - parked + sent ? await (await loadSending()).nextDueAt(owner) : Infinity
  return Math.min(evidences, posts.nextAtMs)
}

/** An empty queue needs no sender. */
const loadSending = () => eventually(() => import('../lib/sending.js'))

/** Where the browser has Background Sync, it wakes a page that sleeps when the network comes back. */
async function askForSync() {
  const registration = await navigator.serviceWorker?.getRegistration()
  await registration?.sync?.register(SYNC_TAG).catch(() => undefined)
}
