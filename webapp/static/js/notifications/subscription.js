// This browser's address for pushes: asked for, told to the server, told again after the next sign-in, given up.
// The server forgets it with the sign-in; the browser keeps it, and whose it is stands beside it: on a shared PC the next
// person is not signed up for what the last one wanted.
import * as base64url from '../lib/base64url.js'
import { callServer } from '../lib/server.js'

const OWNER = 'push-owner'
const TOLD = 'push-told'

export const canPush = () =>
  window.isSecureContext && 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window

/** Whether the browser takes pushes for this person, signed with this key. */
export async function isSubscribed({ owner, key }) {
  const found = await findSubscription()
  return Boolean(found) && localStorage.getItem(OWNER) === owner && isSignedWith(found, key)
}

/** Throws when the person, the browser or the server says no. */
export async function subscribe({ owner, key, since }) {
  const { pushManager } = await navigator.serviceWorker.ready
  const old = await pushManager.getSubscription()
  // An address is bound to the key that it was asked for with.
  if (old && !isSignedWith(old, key)) await old.unsubscribe()
  const options = { userVisibleOnly: true, applicationServerKey: base64url.decode(key) }
  await tell(await pushManager.subscribe(options))
  localStorage.setItem(OWNER, owner)
  localStorage.setItem(TOLD, since)
}

export async function unsubscribe() {
  await callServer('push-subscriptions/end', { body: {} })
  localStorage.removeItem(OWNER)
  await (await findSubscription())?.unsubscribe()
}

/** Once after each sign-in (`since`): the server knows the address again, if it is this person's. */
export async function renewSubscription({ owner, since }) {
  if (!canPush() || localStorage.getItem(OWNER) !== owner || localStorage.getItem(TOLD) === since) return
  const found = await findSubscription()
  if (!found) return
  await tell(found)
  localStorage.setItem(TOLD, since)
}

function tell(subscription) {
  const { endpoint, keys } = subscription.toJSON()
  return callServer('push-subscriptions', { body: { endpoint, p256dh: keys.p256dh, auth: keys.auth } })
}

async function findSubscription() {
  const registration = await navigator.serviceWorker.getRegistration()
  return (await registration?.pushManager.getSubscription()) ?? undefined
}

const isSignedWith = ({ options }, key) =>
  base64url.encode(new Uint8Array(options.applicationServerKey ?? [])) === key
