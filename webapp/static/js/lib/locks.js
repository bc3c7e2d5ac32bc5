// One at a time in all tabs of a browser, where it has Web Locks; what they guard is compared in the database besides.

export const CAPTURE_LOCK = 'balgil-capture'
export const SEND_LOCK = 'balgil-send'
export const POST_LOCK = 'balgil-post'

/**
 * Runs `work` while no other tab runs what it named the same.
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} work
 * @param {number} [patienceMs] afterwards the lock is taken away from a tab that the system has put to sleep with it
 * @returns {Promise<T>}
 */
export async function withLock(name, work, patienceMs = 0) {
  if (!navigator.locks) return work()
  if (!patienceMs) return navigator.locks.request(name, work)
  const patience = new AbortController()
  const timer = setTimeout(() => patience.abort(), patienceMs)
  const begin = () => {
    clearTimeout(timer)
    return work()
  }
  try {
    return await navigator.locks.request(name, { signal: patience.signal }, begin)
  } catch (error) {
    if (!patience.signal.aborted) throw error
    return navigator.locks.request(name, { steal: true }, work)
  }
}
