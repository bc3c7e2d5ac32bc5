// Whether a capture is under way, in this page or in another tab of the same browser.
import { CAPTURE_LOCK } from '../lib/locks.js'

export async function isCapturing() {
  if ('capturing' in document.documentElement.dataset) return true
  const locks = await navigator.locks?.query()
  return Boolean(locks?.held.some((lock) => lock.name === CAPTURE_LOCK))
}

/** Calls back whenever a capture of this page begins or ends. */
export function watchCapturing(callback) {
  new MutationObserver(callback).observe(document.documentElement, { attributeFilter: ['data-capturing'] })
}
