// Reads deterministic CBOR (RFC 8949, 4.2.1) of the ledger's blobs: integers, byte and text strings, arrays, maps,
// null and booleans. What else an encoder of ours never writes is refused; the order of a map's keys is not looked at.

const decoder = new TextDecoder('utf-8', { fatal: true })
const SIMPLE = new Map([[20, false], [21, true], [22, null]])
const DEEPEST = 16

/**
 * The one value that the bytes hold; throws RangeError.
 * @param {Uint8Array} bytes
 */
export function decode(bytes) {
  const reader = { bytes, at: 0 }
  const value = readValue(reader, 0)
  if (reader.at !== bytes.length) throw new RangeError('cbor: trailing')
  return value
}

function readValue(reader, depth) {
  if (depth > DEEPEST) throw new RangeError('cbor: depth')
  const [initial] = take(reader, 1)
  const major = initial >> 5
  if (major === 7) return readSimple(initial & 31)
  const argument = readArgument(reader, initial & 31)
  const read = [
    () => argument,
    () => -1 - argument,
    () => take(reader, argument),
    () => decoder.decode(take(reader, argument)),
    () => readMany(reader, argument, depth),
    () => readMap(reader, argument, depth)
  ][major]
  if (!read) throw new RangeError('cbor: type')
  return read()
}

function readSimple(value) {
  if (!SIMPLE.has(value)) throw new RangeError('cbor: type')
  return SIMPLE.get(value)
}

function readArgument(reader, short) {
  if (short < 24) return short
  if (short > 27) throw new RangeError('cbor: length')
  const value = take(reader, 2 ** (short - 24)).reduce((sum, byte) => sum * 256 + byte, 0)
  const smallest = [24, 2 ** 8, 2 ** 16, 2 ** 32][short - 24]
  if (value < smallest || !Number.isSafeInteger(value)) throw new RangeError('cbor: length')
  return value
}

function readMany(reader, count, depth) {
  if (count > reader.bytes.length) throw new RangeError('cbor: length')
  return Array.from({ length: count }, () => readValue(reader, depth + 1))
}

function readMap(reader, count, depth) {
  const items = readMany(reader, 2 * count, depth)
  return new Map(Array.from({ length: count }, (_, at) => [items[2 * at], items[2 * at + 1]]))
}

function take(reader, count) {
  const end = reader.at + count
  if (end > reader.bytes.length) throw new RangeError('cbor: truncated')
  return reader.bytes.slice(reader.at, (reader.at = end))
}
