// The evidence of a tap as bytes and text; docs/evidence-format.md is the specification, its vectors the proof.
import * as base45 from './base45.js'
import * as base64url from './base64url.js'
import { concat, joinNames, sha256 } from './bytes.js'
import { encode } from './cbor.js'
import { sign } from './keys.js'
import { seal } from './sealing.js'

const FORMAT = 1
const DOMAIN = 'balgil-evidence-v1'
const PROTECTED = Uint8Array.of(0xa1, 0x01, 0x26) // {1: -7}: alg is ES256
const ID_BYTES = 16
const MAX_INSTANT_MS = 253_370_764_799_999
const MAX_CONTEXT_BYTES = 4096

/** What the first capture of a device has as `previous`. */
export const FIRST_PREVIOUS = new Uint8Array(ID_BYTES)

/**
 * @typedef {object} Payload
 * @property {Uint8Array} nonce 8 random bytes
 * @property {Uint8Array} device 8 bytes
 * @property {number} sequence from 1, one for each kept capture
 * @property {Uint8Array} previous id of the device's capture before, 16 bytes
 * @property {Uint8Array | null} trip 8 bytes
 * @property {number} fixedAtMs
 * @property {number} phoneAtMs
 * @property {number} latE7
 * @property {number} lonE7
 * @property {number} accuracyM rounded up
 * @property {number} beaconSize 0 where no beacon is known
 * @property {Uint8Array} beaconRoot first 8 bytes; zeros where no beacon is known
 * @property {Uint8Array} contextHash 16 bytes
 */

// The order is the order of the encoding. A byte string by its length, an integer by its smallest and largest value.
const FIELDS = {
  nonce: 8,
  device: 8,
  sequence: [1, 2 ** 32 - 1],
  previous: ID_BYTES,
  trip: 8,
  fixedAtMs: [0, MAX_INSTANT_MS],
  phoneAtMs: [0, MAX_INSTANT_MS],
  latE7: [-900_000_000, 900_000_000],
  lonE7: [-1_800_000_000, 1_800_000_000],
  accuracyM: [0, 50_000_000],
  beaconSize: [0, 2 ** 53 - 1],
  beaconRoot: 8,
  contextHash: ID_BYTES
}

/**
 * The one encoding of a payload; throws for what the server would refuse.
 * @param {Payload} payload
 */
export function encodePayload(payload) {
  for (const [name, rule] of Object.entries(FIELDS)) {
    const isNoTrip = name === 'trip' && payload.trip === null
    if (!isNoTrip && !fits(payload[name], rule)) throw new RangeError(`payload: ${name}`)
  }
  if (payload.beaconSize === 0 && payload.beaconRoot.some(Boolean)) throw new RangeError('payload: beaconRoot')
  return encode([FORMAT, ...Object.keys(FIELDS).map((name) => payload[name])])
}

function fits(value, rule) {
  if (typeof rule === 'number') return value instanceof Uint8Array && value.length === rule
  return Number.isInteger(value) && value >= rule[0] && value <= rule[1]
}

/** @param {Uint8Array} payloadBytes */
export const evidenceId = (payloadBytes) => sha256(payloadBytes, ID_BYTES)

/** @param {Uint8Array} context the plain bytes of the capture context */
export const contextHash = (context) => sha256(context, ID_BYTES)

/**
 * The COSE Sig_structure (RFC 9052, 4.4), which binds the payload to one ledger and one person.
 * @param {Uint8Array} payloadBytes
 * @param {string} origin
 * @param {string} staffNumber
 */
export function signedBytes(payloadBytes, origin, staffNumber) {
  return encode(['Signature1', PROTECTED, joinNames(DOMAIN, origin, staffNumber), payloadBytes])
}

/**
 * Signs and seals one capture.
 * @param {object} parts
 * @param {import('./sealing.js').AuditKey} parts.auditKey
 * @param {CryptoKey} parts.privateKey
 * @param {string} parts.origin
 * @param {string} parts.staffNumber
 * @param {Payload} parts.payload
 * @returns {Promise<{id: Uint8Array, frame: Uint8Array}>}
 */
export async function sealEvidence({ auditKey, privateKey, origin, staffNumber, payload }) {
  const payloadBytes = encodePayload(payload)
  const signature = await sign(privateKey, signedBytes(payloadBytes, origin, staffNumber))
  const frame = await seal(auditKey, 'evidence', origin, concat(signature, payloadBytes))
  return { id: await evidenceId(payloadBytes), frame }
}

/**
 * Seals the plain bytes of a capture context.
 * @param {import('./sealing.js').AuditKey} auditKey
 * @param {string} origin
 * @param {Uint8Array} context at most 4,096 bytes
 */
export function sealContext(auditKey, origin, context) {
  if (context.length > MAX_CONTEXT_BYTES) throw new RangeError('context too long')
  return seal(auditKey, 'context', origin, context)
}

/** @param {Uint8Array} frame */
export const toQrText = (frame) => `BG1:${base45.encode(frame)}`

/** @param {Uint8Array} frame */
export const toExportText = (frame) => `bg1.${base64url.encode(frame)}`
