// Whether the ledger really holds an evidence: everything that its answer says is recomputed here.
import * as base64url from './base64url.js'
import { concat, sha256, utf8 } from './bytes.js'
import { decode } from './cbor_read.js'
import { openCheckpoint } from './checkpoint.js'
import { encode as hex } from './hex.js'
import { hashLeaf, InvalidProof, verifyInclusion } from './merkle.js'

const ENTRY_DOMAIN = utf8('balgil-entry-v1\0')
const BLOB_VERSION = 1
const KINDS = ['evidence', 'evidence_restored']

/**
 * @typedef {object} InclusionAnswer `GET /api/v1/evidences/<id>`, once the evidence has its place
 * @property {string} id
 * @property {number} index
 * @property {string} salt base64url
 * @property {string} blob base64url
 * @property {string[]} proof base64url, from the leaf upwards
 * @property {string} checkpoint a signed note
 */

/**
 * Verifies that the ledger has committed to this evidence, and gives back what proves it. Throws InvalidProof,
 * NoteRejected or RangeError. `isSigned` is false where this browser cannot verify the log's signature.
 * @param {string} id of the evidence, hexadecimal
 * @param {InclusionAnswer} answer
 * @param {string} origin
 * @param {string} keyText the log's verifier key
 */
export async function verifyPlace(id, answer, origin, keyText) {
  // 1. The blob is about this very evidence.
  const blob = base64url.decode(answer.blob)
  if (!isAbout(blob, id)) throw new InvalidProof('blob')
  // 2. The leaf commits to the blob.
  const entry = await sha256(concat(ENTRY_DOMAIN, base64url.decode(answer.salt), blob))
  // 3. The log has signed a head, 4. whose tree has the leaf.
  const { size, root, isSigned } = await openCheckpoint(answer.checkpoint, origin, keyText)
  const path = answer.proof.map(base64url.decode)
  await verifyInclusion(await hashLeaf(entry), answer.index, size, path, root)
  const { index, salt, proof, checkpoint } = answer
  return { isSigned, proof: { id, origin, index, salt, blob: answer.blob, proof, checkpoint } }
}

function isAbout(blob, id) {
  const [version, kind, , subjects] = decode(blob)
  return (
    version === BLOB_VERSION &&
    KINDS.includes(kind) &&
    subjects.some(([name, value]) => name === 'evidence' && value instanceof Uint8Array && hex(value) === id)
  )
}
