// Deterministic CBOR (RFC 8949, 4.2.1) of what an evidence holds: arrays of integers, byte strings and null.
import { concat, utf8 } from './bytes.js'

const UNSIGNED = 0
const NEGATIVE = 1
const BYTES = 2
const TEXT = 3
const ARRAY = 4

/**
 * The one encoding of a value; integers go up to 2^53 - 1.
 * @param {null | number | string | Uint8Array | Array} value
 * @returns {Uint8Array}
 */
export function encode(value) {
  if (value === null) return Uint8Array.of(0xf6)
  if (Number.isSafeInteger(value)) return value < 0 ? head(NEGATIVE, -1 - value) : head(UNSIGNED, value)
  if (value instanceof Uint8Array) return concat(head(BYTES, value.length), value)
  if (typeof value === 'string') return concat(head(TEXT, utf8(value).length), utf8(value))
  if (Array.isArray(value)) return concat(head(ARRAY, value.length), ...value.map(encode))
  throw new TypeError('a record cannot hold this')
}

/** The initial byte and its argument in the shortest form. */
function head(major, argument) {
  const width = [24, 2 ** 8, 2 ** 16, 2 ** 32, Infinity].findIndex((limit) => argument < limit)
  if (width === 0) return Uint8Array.of((major << 5) | argument)
  const bytes = new Uint8Array(9)
  new DataView(bytes.buffer).setBigUint64(1, BigInt(argument))
  return concat((major << 5) | (23 + width), bytes.slice(9 - 2 ** (width - 1)))
}
