// Base45 (RFC 9285): bytes as text that a QR code keeps in its alphanumeric mode.

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'

/** @param {Uint8Array} bytes */
export function encode(bytes) {
  let text = ''
  for (let at = 0; at < bytes.length; at += 2) {
    const isPair = at + 1 < bytes.length
    text += digits(isPair ? bytes[at] * 256 + bytes[at + 1] : bytes[at], isPair ? 3 : 2)
  }
  return text
}

/** The lowest digit first, as the standard wants it. */
function digits(value, count) {
  return Array.from({ length: count }, (_, place) => ALPHABET[Math.floor(value / 45 ** place) % 45]).join('')
}
