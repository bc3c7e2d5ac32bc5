// The device's key: a P-256 pair whose private half never leaves the browser's key store.
import { concat, sha256 } from './bytes.js'

const CURVE = { name: 'ECDSA', namedCurve: 'P-256' }
const ES256 = { name: 'ECDSA', hash: 'SHA-256' }
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n

/**
 * @typedef {object} DeviceKey
 * @property {CryptoKey} privateKey not extractable; IndexedDB keeps it as it is
 * @property {Uint8Array} publicKey 65 bytes: 0x04, x, y
 * @property {Uint8Array} id 8 bytes
 */

/** @returns {Promise<DeviceKey>} */
export async function createDeviceKey() {
  const { privateKey, publicKey } = await crypto.subtle.generateKey(CURVE, false, ['sign', 'verify'])
  const raw = new Uint8Array(await crypto.subtle.exportKey('raw', publicKey))
  return { privateKey, publicKey: raw, id: await deviceId(raw) }
}

/** @param {Uint8Array} publicKey */
export const deviceId = (publicKey) => sha256(publicKey, 8)

/**
 * A signature of 64 bytes (r, s) in its low-S form.
 * @param {CryptoKey} privateKey
 * @param {Uint8Array} message
 */
export async function sign(privateKey, message) {
  return toLowS(new Uint8Array(await crypto.subtle.sign(ES256, privateKey, message)))
}

/**
 * The same signature with s in the lower half of the group order: browsers make both halves.
 * @param {Uint8Array} signature
 */
export function toLowS(signature) {
  const s = BigInt(`0x${hex(signature.subarray(32))}`)
  if (s <= ORDER / 2n) return signature
  const low = (ORDER - s).toString(16).padStart(64, '0')
  return concat(signature.subarray(0, 32), Uint8Array.from(low.match(/../g), (byte) => parseInt(byte, 16)))
}

const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
