// A module that a bad network withheld is asked for again: without it the page would only look alive. It imports none
// itself, not even the pauses of backoff.js: every page waits for it at its start.

const FIRST_PATIENCE_MS = 1_000
const PATIENCE_MS = 15_000

/**
 * What `load` gives, as soon as it can be had. Only a failed fetch is waited for: a mistake in a module is thrown, at
 * the latest when it has come twice (a fetch fails with a new error each time, a module always with its own).
 * @template T
 * @param {() => Promise<T>} load such as `() => import('./queue.js')`
 * @returns {Promise<T>}
 */
export async function eventually(load) {
  for (let last, patienceMs = FIRST_PATIENCE_MS; ; patienceMs = Math.min(2 * patienceMs, PATIENCE_MS)) {
    try {
      return await load()
    } catch (error) {
      if (!(error instanceof TypeError) || error === last) throw error
      last = error
      await reasonToHope(patienceMs)
    }
  }
}

/** The network's return, or a while: the browser tells some dead networks late, and some never. */
export const reasonToHope = (patienceMs = PATIENCE_MS) =>
  new Promise((resolve) => {
    const wake = () => {
      clearTimeout(timer)
      removeEventListener('online', wake)
      resolve(undefined)
    }
    const timer = setTimeout(wake, patienceMs)
    addEventListener('online', wake)
  })
