// Asks the server's JSON interface, and tells its own words from those of whatever else may answer on the way.

const PATIENCE_MS = 20_000
const LONGEST_KEPT_ALIVE = 20_000
// Our server gives it back: nobody else on the way would know to.
const OWNER = 'Balgil-Owner'

/** Nobody answered, or somebody else did. The same question will do later. */
export class Unreachable extends Error {}

/** Somebody else answered: a captive portal, a filter on the way. It may have been about this very question. */
export class Stranger extends Unreachable {}

/** The server's no (RFC 9457), with what it means for the outbox. */
export class Refusal extends Error {
  /**
   * @param {number} status
   * @param {{code?: string, detail?: string, outbox?: string, current?: object, fields?: Record<string, string>}} problem
   * @param {number} retryAfterMs
   */
  constructor(status, problem, retryAfterMs) {
    super(problem.code)
    this.status = status
    this.code = problem.code ?? 'http'
    this.detail = problem.detail
    // What does not say that it is final is tried again: nothing is lost by that.
    this.outbox = problem.outbox ?? 'retry'
    this.fields = problem.fields
    // Of a conflict: what the server holds.
    this.current = problem.current
    this.retryAfterMs = retryAfterMs
  }
}

/**
 * The answer's content; throws Unreachable or Refusal.
 * @param {string} path below /api/v1/
 * @param {{body?: object, owner?: string, timeoutMs?: number, credentials?: RequestCredentials}} [options] with a body it
 *   is a POST; `owner`: the staff number of whose it is, if it is not for whoever is signed in (posts.js)
 */
export async function callServer(path, options = {}) {
  const { response, text } = await exchange(path, options)
  const content = parse(text)
  // A redirect (status 0) and a server's proxy that stands alone (502, 503) mean every question.
  if (!content) throw response.status >= 200 && response.status < 500 ? new Stranger('no JSON') : new Unreachable('no JSON')
  if (response.ok && options.owner && response.headers.get(OWNER) !== options.owner) throw new Stranger('no owner')
  if (response.ok) return content
  throw new Refusal(response.status, content, retryAfterMs(response.headers.get('Retry-After')))
}

async function exchange(path, { body, owner, timeoutMs = PATIENCE_MS, credentials = 'same-origin' }) {
  const text = body && JSON.stringify(body)
  try {
    const response = await fetch(`/api/v1/${path}`, {
      ...(body && { method: 'POST', body: text }),
      headers: { ...(body && { 'Content-Type': 'application/json' }), ...(owner && { [OWNER]: owner, 'Balgil-Sent-At': new Date().toISOString() }) },
      // A page that is being closed lets its upload go on; browsers refuse to for more than 64 kB.
      keepalive: Boolean(text) && text.length < LONGEST_KEPT_ALIVE,
      cache: 'no-store',
      redirect: 'manual',
      credentials,
      signal: timeLimit(timeoutMs)
    })
    return { response, text: await response.text() }
  } catch (error) {
    throw new Unreachable(String(error))
  }
}

/** Browsers of 2021 have no AbortSignal.timeout; a question without an end would hold the queue. */
function timeLimit(ms) {
  if (AbortSignal.timeout) return AbortSignal.timeout(ms)
  const limit = new AbortController()
  setTimeout(() => limit.abort(), ms)
  return limit.signal
}

/** The object of a JSON text; what is none is not from our server. */
function parse(text) {
  try {
    const content = JSON.parse(text)
    return content instanceof Object ? content : undefined
  } catch {
    return undefined
  }
}

/** Seconds, or the date that a proxy may write instead. */
function retryAfterMs(text) {
  const ms = Number.isFinite(Number(text)) ? 1000 * Number(text) : Date.parse(text) - Date.now()
  return Math.max(0, ms) || 0
}
