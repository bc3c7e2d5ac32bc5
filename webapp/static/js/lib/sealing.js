// Seals bytes to the organisation's audit key: HPKE base mode (RFC 9180), X25519, HKDF-SHA256, AES-128-GCM.
import { Aes128Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '../../vendor/hpke/core.js'
import { concat, joinNames } from './bytes.js'

const VERSION = 1
const KEY_ID_BYTES = 4

/**
 * @typedef {object} AuditKey
 * @property {Uint8Array} id 4 bytes
 * @property {CipherSuite} suite
 * @property {CryptoKey} publicKey
 */

/**
 * The audit key that the server names, ready for use. An all-zero or low-order key imports without complaint and
 * fails only when something is sealed, so one seal is tried here: better now than at the trip site.
 * @param {Uint8Array} id
 * @param {Uint8Array} publicKey 32 bytes
 * @returns {Promise<AuditKey>} throws RangeError for a key that seals nothing
 */
export async function loadAuditKey(id, publicKey) {
  if (id.length !== KEY_ID_BYTES) throw new RangeError('not an audit key')
  const suite = await findSuite()
  try {
    const key = { id, suite, publicKey: await suite.kem.deserializePublicKey(publicKey) }
    await seal(key, 'evidence', '', new Uint8Array(1))
    return key
  } catch (cause) {
    throw new RangeError('not an audit key', { cause })
  }
}

/**
 * A frame: version, key id, encapsulated key, ciphertext.
 * @param {AuditKey} key
 * @param {'evidence' | 'context'} purpose
 * @param {string} origin
 * @param {Uint8Array} plaintext
 */
export async function seal({ id, suite, publicKey }, purpose, origin, plaintext) {
  const header = concat(VERSION, id)
  const info = joinNames(purpose, origin, header)
  const sender = await suite.createSenderContext({ recipientPublicKey: publicKey, info })
  const ciphertext = await sender.seal(plaintext)
  return concat(header, new Uint8Array(sender.enc), new Uint8Array(ciphertext))
}

/** @type {CipherSuite | undefined} */
let loadedSuite

// Only what was loaded is kept: the substitute may be out of reach at one time and there at the next.
async function findSuite() {
  loadedSuite ??= await loadSuite()
  return loadedSuite
}

async function loadSuite() {
  const Kem = (await hasX25519()) ? DhkemX25519HkdfSha256 : await loadSubstitute()
  return new CipherSuite({ kem: new Kem(), kdf: new HkdfSha256(), aead: new Aes128Gcm() })
}

async function hasX25519() {
  try {
    return Boolean(await crypto.subtle.generateKey({ name: 'X25519' }, false, ['deriveBits']))
  } catch {
    return false
  }
}

async function loadSubstitute() {
  const module = await import('../../vendor/hpke/x25519.js')
  return module.DhkemX25519HkdfSha256
}
