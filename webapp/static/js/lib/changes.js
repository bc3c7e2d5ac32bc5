// Tells every open page of this browser, this one too, that something of the phone's database has changed.

const channel = globalThis.BroadcastChannel ? new BroadcastChannel('balgil') : undefined
const here = new EventTarget()

/** @typedef {'outbox' | 'kit' | 'posts'} Topic */

/** @param {Topic} topic */
export function announce(topic) {
  here.dispatchEvent(new Event(topic))
  channel?.postMessage(topic)
}

/**
 * Calls back after each change, of this page or another.
 * @param {Topic} topic
 * @param {() => void} callback
 */
export function onChange(topic, callback) {
  here.addEventListener(topic, callback)
  channel?.addEventListener('message', ({ data }) => data === topic && callback())
}
