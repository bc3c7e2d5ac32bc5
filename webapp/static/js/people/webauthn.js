// Questions to passkeys and their answers as JSON with base64url (WebAuthn Level 3, 5.1.8 and 5.1.9); written out,
// because phones of a few years ago do not bring the conversion along.
import { decode, encode } from '../lib/base64url.js'

export const hasPasskeys = () => Boolean(window.isSecureContext && window.PublicKeyCredential)

/**
 * Makes a new passkey; throws what the browser throws.
 * @param {any} options as the server sent them
 */
export async function makePasskey(options) {
  const publicKey = {
    ...options,
    challenge: decode(options.challenge),
    user: { ...options.user, id: decode(options.user.id) },
    excludeCredentials: toDescriptors(options.excludeCredentials)
  }
  return madeToJson(await navigator.credentials.create({ publicKey }))
}

/**
 * Lets a passkey answer; throws what the browser throws.
 * @param {any} options as the server sent them
 * @param {{signal?: AbortSignal, mediation?: string}} [how]
 */
export async function askPasskey(options, how = {}) {
  const publicKey = {
    ...options,
    challenge: decode(options.challenge),
    allowCredentials: toDescriptors(options.allowCredentials)
  }
  return answerToJson(await navigator.credentials.get({ publicKey, ...how }))
}

function toDescriptors(list = []) {
  return list.map((each) => ({ ...each, id: decode(each.id) }))
}

function madeToJson(credential) {
  const { response } = credential
  return toJson(credential, {
    clientDataJSON: text(response.clientDataJSON),
    attestationObject: text(response.attestationObject),
    transports: response.getTransports?.() ?? []
  })
}

function answerToJson(credential) {
  const { response } = credential
  return toJson(credential, {
    clientDataJSON: text(response.clientDataJSON),
    authenticatorData: text(response.authenticatorData),
    signature: text(response.signature),
    userHandle: response.userHandle ? text(response.userHandle) : null
  })
}

const toJson = ({ id, rawId, type }, response) => ({ id, rawId: text(rawId), type, response })

const text = (buffer) => encode(new Uint8Array(buffer))
