// Asks the server's JSON interface, and tells its own words from those of whatever else may answer on the way.

const PATIENCE_MS = 20_000

/** Nobody answered, or somebody else did: a captive portal, a proxy. The same question will do later. */
export class Unreachable extends Error {}

/** The server's no (RFC 9457), with what it means for the outbox. */
export class Refusal extends Error {
  /**
   * @param {number} status
   * @param {{code?: string, detail?: string, outbox?: string}} problem
   * @param {number} retryAfterMs
   */
  constructor(status, problem, retryAfterMs) {
    super(problem.code)
    this.status = status
    this.code = problem.code ?? 'http'
    this.detail = problem.detail
    // What does not say that it is final is tried again: nothing is lost by that.
    this.outbox = problem.outbox ?? 'retry'
    this.retryAfterMs = retryAfterMs
  }
}

/**
 * The answer's content; throws Unreachable or Refusal.
 * @param {string} path below /api/v1/
 * @param {{body?: object, timeoutMs?: number, credentials?: RequestCredentials}} [options] with a body it is a POST
 */
export async function callServer(path, { body, timeoutMs = PATIENCE_MS, credentials = 'same-origin' } = {}) {
  try {
    const response = await fetch(`/api/v1/${path}`, {
      ...(body && { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
      // A page that is being closed lets its upload go on.
      keepalive: Boolean(body),
      cache: 'no-store',
      redirect: 'manual',
      credentials,
      signal: AbortSignal.timeout?.(timeoutMs)
    })
    return await read(response)
  } catch (error) {
    throw error instanceof Refusal ? error : new Unreachable(String(error))
  }
}

async function read(response) {
  const content = await response.json()
  if (response.ok) return content
  throw new Refusal(response.status, content, 1000 * (Number(response.headers.get('Retry-After')) || 0))
}
