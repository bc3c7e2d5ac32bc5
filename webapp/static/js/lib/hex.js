// Bytes as hexadecimal in lower case: how ids are written in addresses and kept as keys.

/** @param {Uint8Array} bytes */
export const encode = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

/**
 * The bytes of a text; throws where the text is not hexadecimal.
 * @param {string} text
 */
export function decode(text) {
  if (!/^([0-9a-f]{2})*$/.test(text)) throw new RangeError('not hexadecimal')
  return Uint8Array.from(text.match(/../g) ?? [], (byte) => parseInt(byte, 16))
}
