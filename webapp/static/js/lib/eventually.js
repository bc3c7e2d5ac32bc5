// A module that a bad network withheld is asked for again: without it the page would only look alive.

const PATIENCE_MS = 15_000

/**
 * What `load` gives, as soon as it can be had. Only a failed fetch is waited for: a mistake in a module is thrown.
 * @template T
 * @param {() => Promise<T>} load such as `() => import('./queue.js')`
 * @returns {Promise<T>}
 */
export async function eventually(load) {
  for (;;) {
    try {
      return await load()
    } catch (error) {
      if (!(error instanceof TypeError)) throw error
      await reasonToHope()
    }
  }
}

/** The network's return, or a while: not every dead network is told by the browser. */
const reasonToHope = () =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, PATIENCE_MS)
    const wake = () => {
      clearTimeout(timer)
      resolve(undefined)
    }
    addEventListener('online', wake, { once: true })
  })
