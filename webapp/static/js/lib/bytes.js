// What every module here does with bytes.

const encoder = new TextEncoder()

/**
 * The parts in one array; a number is one byte.
 * @param {...(Uint8Array | number)} parts
 */
export function concat(...parts) {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + (part.length ?? 1), 0))
  let at = 0
  for (const part of parts) {
    if (typeof part === 'number') bytes[at++] = part
    else {
      bytes.set(part, at)
      at += part.length
    }
  }
  return bytes
}

/** @param {string} text */
export const utf8 = (text) => encoder.encode(text)

/**
 * The names with a zero byte between them; one inside a name would make two readings possible.
 * @param {...(string | Uint8Array)} names
 */
export function joinNames(...names) {
  const parts = names.map((name) => (typeof name === 'string' ? utf8(name) : name))
  if (parts.slice(0, -1).some((part) => part.includes(0))) throw new RangeError('a name holds no zero byte')
  return concat(...parts.flatMap((part, index) => (index ? [0, part] : [part])))
}

/**
 * The first `length` bytes of SHA-256.
 * @param {Uint8Array} bytes
 * @param {number} length
 */
export async function sha256(bytes, length = 32) {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)).slice(0, length)
}
