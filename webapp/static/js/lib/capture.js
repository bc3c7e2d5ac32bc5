// Makes one evidence of a fix: chained, signed, sealed and kept. When it is done, a kill of the browser loses nothing.
import * as base64url from './base64url.js'
import { loadBeacon } from './beacon.js'
import { HeadMoved, keepCapture, readChain } from './chain.js'
import { announce } from './changes.js'
import { encodeContext } from './context.js'
import { contextHash, sealContext, sealEvidence } from './evidence.js'
import { decode as unhex, encode as hex } from './hex.js'
import { chooseTrip } from './kit.js'
import { CAPTURE_LOCK, withLock } from './locks.js'
import { newEntry } from './outbox.js'
import { loadAuditKey } from './sealing.js'

// Each failed try means that another capture was kept meanwhile: so many at once are no person's.
const MOST_TRIES = 30
const MAX_ACCURACY_M = 50_000_000

/**
 * @typedef {object} Taken what a tap has measured
 * @property {string} owner
 * @property {import('./kit.js').Kit} kit
 * @property {import('./position.js').Fix} best
 * @property {import('./position.js').Fix[]} fixes
 * @property {{startedAt: number, steadyAt: number}} moment
 * @property {boolean} wasVisible
 * @property {string} [tripId] of the page it was tapped on
 *
 * @typedef {object} Capture for its owner's eyes, now; only `entry` is kept
 * @property {import('./outbox.js').Entry} entry
 * @property {import('./evidence.js').Payload} payload
 * @property {import('./kit.js').KitTrip | undefined} trip
 * @property {import('./beacon.js').Beacon | undefined} beacon
 */

/** @type {Map<string, Promise<import('./sealing.js').AuditKey>>} */
const auditKeys = new Map()

/**
 * The organisation's key, ready for use: importing and trying it takes longer than sealing.
 * @param {import('./kit.js').Kit} kit
 */
export function getAuditKey({ audit_key: { id, public_key: publicKey } }) {
  const name = `${id} ${publicKey}`
  if (!auditKeys.has(name)) {
    const loading = loadAuditKey(unhex(id), base64url.decode(publicKey))
    auditKeys.set(name, loading)
    loading.catch(() => auditKeys.delete(name))
  }
  return auditKeys.get(name)
}

/**
 * Seals what was measured and keeps it. Throws KeyUnusable, and what the browser throws when its storage fails.
 * @param {Taken} taken
 * @param {(frame: Uint8Array) => void} onSealed called as soon as the frame is there, while the disk still writes
 * @returns {Promise<Capture>}
 */
export function keepEvidence(taken, onSealed) {
  return withLock(CAPTURE_LOCK, async () => {
    for (let tries = 1; ; tries += 1) {
      const sealed = await sealNext(taken)
      onSealed(sealed.capture.entry.frame)
      try {
        await keepCapture(sealed.device, sealed.link, sealed.capture.entry)
        announce('outbox')
        return sealed.capture
      } catch (error) {
        // Where there are no Web Locks another tab may have been faster: then this capture follows that one.
        if (!(error instanceof HeadMoved) || tries === MOST_TRIES) throw error
      }
    }
  })
}

async function sealNext({ owner, kit, best, fixes, moment, wasVisible, tripId }) {
  const [{ key, link }, beacon, auditKey] = await Promise.all([readChain(owner), loadBeacon(kit.origin), getAuditKey(kit)])
  const now = Date.now()
  const trip = chooseTrip(kit, now, best, tripId)
  const context = encodeContext(fixes, moment, { wasVisible })
  const payload = {
    nonce: crypto.getRandomValues(new Uint8Array(8)),
    device: key.id,
    ...link,
    trip: trip ? unhex(trip.id) : null,
    ...placeOf(best),
    phoneAtMs: now,
    ...beaconOf(beacon),
    contextHash: await contextHash(context)
  }
  const [{ id, frame }, sealedContext] = await Promise.all([
    sealEvidence({ auditKey, privateKey: key.privateKey, origin: kit.origin, staffNumber: owner, payload }),
    sealContext(auditKey, kit.origin, context)
  ])
  const entry = newEntry({ id: hex(id), owner, frame, context: sealedContext, now })
  return { device: key.device, link, capture: { entry, payload, trip, beacon } }
}

const placeOf = ({ at, lat, lon, accuracy }) => ({
  fixedAtMs: at,
  latE7: Math.round(lat * 1e7),
  lonE7: Math.round(lon * 1e7),
  accuracyM: Math.min(Math.ceil(accuracy), MAX_ACCURACY_M)
})

const beaconOf = (beacon) => ({ beaconSize: beacon?.size ?? 0, beaconRoot: beacon?.root ?? new Uint8Array(8) })
