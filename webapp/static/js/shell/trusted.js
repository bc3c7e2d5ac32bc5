// The one Trusted Types policy: addresses of our own scripts, nothing else, and no markup at all.

const OURS = /^\/(sw\.js$|static\/)/

const policy = window.trustedTypes?.createPolicy('balgil', { createScriptURL: ownScript })

/**
 * The address of a worker's script, as `new Worker` and `serviceWorker.register` take it.
 * @param {string | URL} address
 */
export function scriptUrl(address) {
  return policy ? policy.createScriptURL(String(address)) : ownScript(String(address))
}

function ownScript(address) {
  const url = new URL(address, location.href)
  if (url.origin !== location.origin || !OURS.test(url.pathname)) throw new TypeError('not a script of ours')
  return url.href
}
