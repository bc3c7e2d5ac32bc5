// One question for all parts of a page that show the same thing: asked every eight to nine seconds while the page is
// seen, with the tag of the last answer; less and less often while nobody answers.

const EVERY_MS = 8000
const JITTER_MS = 1000
const SLOWEST_MS = 60_000
const PATIENCE_MS = 10_000

/** @type {Map<string, Poll>} */
const polls = new Map()

/**
 * Calls back with each new answer, and with the state of the line whenever it changes; before both with the response
 * as it came, whether it says something new or not.
 * @param {string} path below /api/v1/
 * @param {{heard?: (response: Response) => void, told?: (body: object) => void,
 *   line?: (state: 'up' | 'down' | 'signed-out') => void}} listener
 */
export function watch(path, listener) {
  const poll = polls.get(path) ?? new Poll(path)
  polls.set(path, poll)
  poll.add(listener)
}

/** Asks at once, such as after a tap that changes the answer. */
export const askNow = (path) => polls.get(path)?.ask()

class Poll {
  constructor(path) {
    this.path = path
    this.listeners = new Set()
    this.body = undefined
    this.tag = undefined
    this.line = 'up'
    this.pause = EVERY_MS
    this.timer = undefined
    this.isAsking = false
    this.isWanted = false
    document.addEventListener('visibilitychange', () => this.ask())
    addEventListener('online', () => this.ask())
    this.ask()
  }

  add(listener) {
    this.listeners.add(listener)
    if (this.body) listener.told?.(this.body)
    if (this.line !== 'up') listener.line?.(this.line)
  }

  async ask() {
    clearTimeout(this.timer)
    this.isWanted = true
    if (document.hidden || this.isAsking || this.line === 'signed-out') return
    this.isAsking = true
    // Who asks for news while an answer is on its way wants a newer one.
    while (this.isWanted) {
      this.isWanted = false
      this.setLine(await this.exchange().catch(() => 'down'))
    }
    this.isAsking = false
    this.pause = this.line === 'up' ? EVERY_MS : Math.min(SLOWEST_MS, this.pause * 2)
    this.timer = setTimeout(() => this.ask(), this.pause + Math.random() * JITTER_MS)
  }

  /** The state of the line after one question; throws when nobody answers. */
  async exchange() {
    const response = await fetch(`/api/v1/${this.path}`, {
      headers: this.tag ? { 'If-None-Match': this.tag } : {},
      cache: 'no-store',
      redirect: 'manual',
      signal: timeLimit()
    })
    if (response.status === 401) return 'signed-out'
    if (response.status !== 200 && response.status !== 304) return 'down'
    const body = response.status === 200 ? await response.json() : undefined
    for (const listener of this.listeners) listener.heard?.(response)
    if (!body) return 'up'
    this.tag = response.headers.get('ETag') ?? undefined
    this.body = body
    for (const listener of this.listeners) listener.told?.(body)
    return 'up'
  }

  setLine(state) {
    if (state === this.line) return
    this.line = state
    // The strip on top (shell/connection.js) says it for every page that asks.
    document.documentElement.toggleAttribute('data-silent', state === 'down')
    for (const listener of this.listeners) listener.line?.(state)
  }
}

/** Browsers of 2021 have no AbortSignal.timeout. */
function timeLimit() {
  const limit = new AbortController()
  setTimeout(() => limit.abort(), PATIENCE_MS)
  return limit.signal
}
