// What a capture needs to know beforehand, as the server said it last: kept, so that a tap needs no network.
//
// Only the server's answer to a live session of this very person is kept under her number, and only that unlocks her
// device key after a sign-out. An answer that was asked for before a sign-out and comes after it changes nothing.
import { announce } from './changes.js'
import { distanceM } from './geo.js'
import { pinLogKey } from './log_key.js'
import { callServer, Stranger, Unreachable } from './server.js'
import { ask, transact } from './store.js'

const STORES = ['facts', 'keys', 'kits']
const signOutsOf = (owner) => `sign-outs ${owner}`

/**
 * @typedef {object} Destination
 * @property {string} name
 * @property {number | null} lat_e7
 * @property {number | null} lon_e7
 * @property {number} radius_m
 *
 * @typedef {object} KitTrip a trip that may carry captures, whether the lead has decided already or not
 * @property {string} id hexadecimal, 16 characters
 * @property {string} title
 * @property {string} purpose
 * @property {number} starts_at_ms
 * @property {number} ends_at_ms
 * @property {Destination[]} destinations
 *
 * @typedef {object} Kit `GET /api/v1/capture-kit`
 * @property {string} owner staff number
 * @property {string} origin of the ledger
 * @property {{id: string, public_key: string}} audit_key hexadecimal, base64url
 * @property {string[]} log_keys verifier keys
 * @property {'given' | 'refused' | 'paused' | 'withdrawn' | null} consent null before the first decision
 * @property {{id: string, state: 'pending' | 'active' | 'retired' | 'revoked'}[]} devices
 * @property {KitTrip[]} trips
 * @property {{good_accuracy_m: number, poor_accuracy_m: number, capture_seconds: number}} settings
 * @property {boolean} accepts_captures false while the server's keys have no tested backup
 */

/** The session is of somebody else than the page. */
export class OtherPerson extends Error {}

/**
 * Fetches the kit of a person and keeps it; throws Unreachable, Refusal or OtherPerson.
 * @param {string} owner
 * @param {number} [timeoutMs]
 * @returns {Promise<Kit>}
 */
export async function refreshKit(owner, timeoutMs) {
  const before = await transact(STORES, 'readonly', (transaction) => countSignOuts(transaction, owner))
  const kit = await callServer('capture-kit', { timeoutMs })
  if (!isKit(kit)) throw new Stranger('no kit')
  if (kit.owner !== owner) throw new OtherPerson()
  await pinLogKey(kit.origin, kit.log_keys)
  await keep(kit, before)
  announce('kit')
  return kit
}

/** A portal may answer in JSON as well; it is nobody who has signed in. */
const isKit = ({ owner, devices, trips, log_keys: logKeys }) =>
  typeof owner === 'string' && [devices, trips, logKeys].every(Array.isArray)

function keep(kit, before) {
  return transact(STORES, 'readwrite', async (transaction) => {
    if ((await countSignOuts(transaction, kit.owner)) !== before) throw new Unreachable('signed out meanwhile')
    await setLock(transaction, kit.owner, false)
    await ask(transaction.objectStore('kits').put(kit))
  })
}

async function setLock(transaction, owner, isLocked) {
  const keys = transaction.objectStore('keys')
  const key = await ask(keys.get(owner))
  if (key && key.isLocked !== isLocked) await ask(keys.put({ ...key, isLocked }))
}

async function countSignOuts(transaction, owner) {
  return (await ask(transaction.objectStore('facts').get(signOutsOf(owner))))?.count ?? 0
}

/**
 * @param {string} owner
 * @returns {Promise<Kit | undefined>}
 */
export function loadKit(owner) {
  return transact(['kits'], 'readonly', (transaction) => ask(transaction.objectStore('kits').get(owner)))
}

/**
 * What a sign-out does to this phone: the device key is locked, the kit, which is private, goes; the queue stays.
 * @param {string} owner
 */
export function leaveKit(owner) {
  const work = async (transaction) => {
    const count = (await countSignOuts(transaction, owner)) + 1
    await ask(transaction.objectStore('facts').put({ name: signOutsOf(owner), count }))
    await setLock(transaction, owner, true)
    await ask(transaction.objectStore('kits').delete(owner))
  }
  return transact(STORES, 'readwrite', work, 'strict')
}

/**
 * The trip that runs now: the one that the page is about, else the one with the nearest destination, else the first.
 * @param {Kit} kit
 * @param {number} now
 * @param {import('./geo.js').Point} point
 * @param {string} [preferredId]
 * @returns {KitTrip | undefined}
 */
export function chooseTrip(kit, now, point, preferredId) {
  const running = kit.trips.filter((trip) => trip.starts_at_ms <= now && now <= trip.ends_at_ms)
  const farness = (trip) => nearestDestination(trip, point)?.distanceM ?? Infinity
  const [first] = [...running].sort((a, b) => Number(farness(a) > farness(b)) - Number(farness(a) < farness(b)))
  return running.find(({ id }) => id === preferredId) ?? first
}

/**
 * The destination nearest to a point, among those whose point is known.
 * @param {KitTrip} trip
 * @param {import('./geo.js').Point} point
 */
export function nearestDestination(trip, point) {
  const measured = trip.destinations
    .filter(({ lat_e7: lat, lon_e7: lon }) => lat !== null && lon !== null)
    .map((destination) => ({ destination, distanceM: distanceM(point, toPoint(destination)) }))
  return measured.reduce((nearest, each) => (nearest?.distanceM <= each.distanceM ? nearest : each), undefined)
}

/** @param {Destination} destination */
export const toPoint = ({ lat_e7: lat, lon_e7: lon }) => ({ lat: lat / 1e7, lon: lon / 1e7 })
