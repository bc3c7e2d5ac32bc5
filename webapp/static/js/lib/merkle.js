// The ledger's tree, as far as a phone needs it: RFC 6962 hashing and the inclusion proof of RFC 9162, 2.1.3.2.
import { concat, sha256 } from './bytes.js'

/** The proof does not lead from the leaf to the root. */
export class InvalidProof extends Error {}

/** @param {Uint8Array} entry */
export const hashLeaf = (entry) => sha256(concat(0, entry))

const hashChildren = (left, right) => sha256(concat(1, left, right))

/**
 * Verifies that a hash is leaf `index` of the tree of `size` leaves with this root; throws InvalidProof.
 * Not checked: that the root is one that the log has signed.
 * @param {Uint8Array} leafHash
 * @param {number} index
 * @param {number} size
 * @param {Uint8Array[]} path from the leaf upwards
 * @param {Uint8Array} root
 */
export async function verifyInclusion(leafHash, index, size, path, root) {
  // 1. The leaf is inside the tree.
  if (!(Number.isSafeInteger(size) && Number.isSafeInteger(index) && index >= 0 && index < size)) throw new InvalidProof()
  // 2., 3. fn and sn: the place of the node and of the last node on the level; r: its hash.
  let [fn, sn, r] = [BigInt(index), BigInt(size) - 1n, leafHash]
  // 4. Climb.
  for (const p of path) {
    if (sn === 0n) throw new InvalidProof()
    if (fn & 1n || fn === sn) {
      r = await hashChildren(p, r)
      while (!(fn & 1n) && fn) [fn, sn] = [fn >> 1n, sn >> 1n]
    } else {
      r = await hashChildren(r, p)
    }
    ;[fn, sn] = [fn >> 1n, sn >> 1n]
  }
  // 5. The climb ended at the root.
  if (sn !== 0n || !isSame(r, root)) throw new InvalidProof()
}

const isSame = (a, b) => a.length === b.length && a.every((byte, at) => byte === b[at])
