// The device key of a person in this browser profile: made once, kept by the browser, never extractable.
//
//   createDeviceKey(owner)      the person's key here, made if there is none; the same again after an enrolment that
//                               was broken off, so that captures which it signed meanwhile stay good
//   renewDeviceKey(owner)       a new key in place of a retired or revoked one; queued evidences need the old one no more
//   loadDeviceKey(owner)        the key, or undefined
//   signBytes(owner, bytes)     ES256 over bytes, 64 bytes (r, s) in low-S form: `possession_message` of an enrolment,
//                               `confirmation_message` for another device of the same person
//   deleteDeviceKey(owner)      gone for good; the outbox is not touched
//
// An owner is a staff number. One person's key is never looked up for another. A sign-out locks it, and only a session
// of its owner opens it again (kit.js).
import { encode as hex } from './hex.js'
import { createDeviceKey as generate, sign } from './keys.js'
import { ask, transact } from './store.js'

/**
 * @typedef {object} StoredKey
 * @property {string} owner
 * @property {string} device hexadecimal, 16 characters
 * @property {Uint8Array} id 8 bytes
 * @property {Uint8Array} publicKey 65 bytes, as the enrolment takes it
 * @property {CryptoKey} privateKey not extractable
 * @property {number} createdAtMs
 * @property {boolean} isLocked
 */

/** A signature was asked of a key that is not here, or that waits for its owner's next sign-in. */
export class KeyUnusable extends Error {
  /** @param {'no_key' | 'signed_out'} code */
  constructor(code) {
    super(code)
    this.code = code
  }
}

/**
 * @param {string} owner
 * @returns {Promise<StoredKey>}
 */
export async function createDeviceKey(owner) {
  return (await loadDeviceKey(owner)) ?? keepKey(await newKey(owner), (known) => known)
}

/**
 * @param {string} owner
 * @returns {Promise<StoredKey>}
 */
export async function renewDeviceKey(owner) {
  return keepKey(await newKey(owner), () => undefined)
}

/**
 * @param {string} owner
 * @returns {Promise<StoredKey | undefined>}
 */
export function loadDeviceKey(owner) {
  return transact(['keys'], 'readonly', (transaction) => ask(transaction.objectStore('keys').get(owner)))
}

/**
 * @param {string} owner
 * @param {Uint8Array} bytes
 * @returns {Promise<Uint8Array>}
 */
export async function signBytes(owner, bytes) {
  const { privateKey } = checkUsable(await loadDeviceKey(owner))
  return sign(privateKey, bytes)
}

/**
 * The key, if it may sign now; throws KeyUnusable.
 * @param {StoredKey | undefined} key
 */
export function checkUsable(key) {
  if (!key) throw new KeyUnusable('no_key')
  if (key.isLocked) throw new KeyUnusable('signed_out')
  return key
}

/** @param {string} owner */
export function deleteDeviceKey(owner) {
  return transact(['keys'], 'readwrite', (transaction) => ask(transaction.objectStore('keys').delete(owner)), 'strict')
}

async function newKey(owner) {
  const { privateKey, publicKey, id } = await generate()
  return { owner, device: hex(id), id, publicKey, privateKey, createdAtMs: Date.now(), isLocked: false }
}

/** Two tabs may make one at once: the first that was written is the one for both. */
function keepKey(key, choose) {
  const work = async (transaction) => {
    const keys = transaction.objectStore('keys')
    const chosen = choose(await ask(keys.get(key.owner)))
    if (!chosen) await ask(keys.put(key))
    return chosen ?? key
  }
  return transact(['keys'], 'readwrite', work, 'strict')
}
