// What a capture needs to know beforehand, as the server said it last: kept, so that a tap needs no network.
//
// Only the server's answer to a live session of this very person is kept under her number, and only that unlocks her
// device key after a sign-out.
import { announce } from './changes.js'
import { unlockDeviceKey } from './device_key.js'
import { distanceM } from './geo.js'
import { pinLogKey } from './log_key.js'
import { callServer } from './server.js'
import { ask, transact } from './store.js'

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
  const kit = await callServer('capture-kit', { timeoutMs })
  if (kit.owner !== owner) throw new OtherPerson()
  await pinLogKey(kit.origin, kit.log_keys)
  await unlockDeviceKey(owner)
  await transact(['kits'], 'readwrite', (transaction) => ask(transaction.objectStore('kits').put(kit)))
  announce('kit')
  return kit
}

/**
 * @param {string} owner
 * @returns {Promise<Kit | undefined>}
 */
export function loadKit(owner) {
  return transact(['kits'], 'readonly', (transaction) => ask(transaction.objectStore('kits').get(owner)))
}

/** Private, and of no use without a session: goes with a sign-out. */
export function forgetKit(owner) {
  return transact(['kits'], 'readwrite', (transaction) => ask(transaction.objectStore('kits').delete(owner)))
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
