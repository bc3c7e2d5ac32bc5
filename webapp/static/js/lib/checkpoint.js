// The ledger's signed heads: C2SP signed-note and tlog-checkpoint, with the log's Ed25519 signature.
import { concat, sha256, utf8 } from './bytes.js'

const LOG_SIGNATURE = 1
const KEY_ID_BYTES = 4
const KEY_BYTES = 32
const ROOT_BYTES = 32
const ED25519 = { name: 'Ed25519' }

/**
 * @typedef {object} Checkpoint
 * @property {string} origin
 * @property {number} size
 * @property {Uint8Array} root 32 bytes
 * @property {boolean} isSigned false where this browser cannot verify Ed25519: nothing is said of the signature then
 */

/** The note is none, is of another log, or its signature fails. */
export class NoteRejected extends Error {}

/**
 * Verifies a signed checkpoint of one log; throws NoteRejected.
 * Not checked: consistency with other heads, the cosignatures of witnesses.
 * @param {string} note
 * @param {string} origin
 * @param {string} keyText the log's verifier key, `name+id+base64`
 * @returns {Promise<Checkpoint>}
 */
export async function openCheckpoint(note, origin, keyText) {
  // 1. It is a note, and its text a head of this very log.
  const { body, signatures } = splitNote(note)
  const head = parseHead(body)
  if (head.origin !== origin) throw new NoteRejected('origin')
  // 2. The key is one for this log's own signatures, and signed the text.
  const key = await parseVerifierKey(keyText)
  if (key.name !== origin) throw new NoteRejected('key')
  return { ...head, isSigned: await isSigned(body, signatures, key) }
}

function splitNote(note) {
  const gap = note.lastIndexOf('\n\n')
  const lines = note.slice(gap + 2).split('\n')
  if (gap < 1 || lines.pop() !== '' || !lines.length) throw new NoteRejected('note')
  return { body: note.slice(0, gap + 1), signatures: lines.map(parseSignature) }
}

function parseSignature(line) {
  const [, name, encoded] = /^— ([^\s+]+) (\S+)$/.exec(line) ?? []
  if (!encoded) throw new NoteRejected('note')
  const bytes = decodeBase64(encoded)
  return { name, keyId: bytes.slice(0, KEY_ID_BYTES), signature: bytes.slice(KEY_ID_BYTES) }
}

function parseHead(body) {
  const [origin, size, rootText] = body.split('\n')
  const root = decodeBase64(rootText ?? '')
  if (!/^(0|[1-9][0-9]{0,15})$/.test(size ?? '') || root.length !== ROOT_BYTES) throw new NoteRejected('checkpoint')
  return { origin, size: Number(size), root }
}

/**
 * The key of its text form; throws NoteRejected for one of another kind.
 * @param {string} text
 */
export async function parseVerifierKey(text) {
  const [, name, id, encoded] = /^([^\s+]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text) ?? []
  const material = decodeBase64(encoded ?? '')
  if (material.length !== 1 + KEY_BYTES || material[0] !== LOG_SIGNATURE) throw new NoteRejected('key')
  const keyId = await sha256(concat(utf8(`${name}\n`), material), KEY_ID_BYTES)
  if (Array.from(keyId, (byte) => byte.toString(16).padStart(2, '0')).join('') !== id) throw new NoteRejected('key')
  return { name, keyId, publicKey: material.slice(1) }
}

async function isSigned(body, signatures, key) {
  const own = signatures.find(({ name, keyId }) => name === key.name && keyId.every((byte, at) => byte === key.keyId[at]))
  if (!own) throw new NoteRejected('unsigned')
  const publicKey = await importKey(key.publicKey)
  if (!publicKey) return false
  if (!(await crypto.subtle.verify(ED25519, publicKey, own.signature, utf8(body)))) throw new NoteRejected('signature')
  return true
}

async function importKey(bytes) {
  try {
    return await crypto.subtle.importKey('raw', bytes, ED25519, false, ['verify'])
  } catch {
    return undefined
  }
}

function decodeBase64(text) {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  } catch {
    throw new NoteRejected('base64')
  }
}
