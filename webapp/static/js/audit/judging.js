// Asks for verdicts: each code once, several in one request, later when the server cannot be reached.
import { callServer, Unreachable } from '../lib/server.js'

// A request that outlives its page may carry 64 kB.
const MOST_AT_ONCE = 100
const MOST_BYTES = 56_000
const LONGEST_TEXT = 8000
const GATHER_MS = 40
const LATER_MS = [3000, 6000, 12_000, 30_000]
const WAITING_MS = 2500
const MOST_WAITS = 6

export class Judging {
  /** @param {{onVerdict: (text: string, verdict: object) => void, onProblem: (error?: Error) => void}} listener */
  constructor({ onVerdict, onProblem }) {
    Object.assign(this, { onVerdict, onProblem, known: new Set(), pending: new Set(), waits: new Map() })
    this.failures = 0
    this.timer = undefined
    addEventListener('online', () => this.plan(0))
  }

  /**
   * Those that were not known before.
   * @param {string[]} texts
   */
  add(texts) {
    const fresh = [...new Set(texts.map(clean))].filter((text) => text && !this.known.has(text))
    for (const text of fresh) {
      this.known.add(text)
      this.pending.add(text)
    }
    if (fresh.length) this.plan(GATHER_MS)
    return fresh
  }

  /** Asks a second time: something was done about this code. */
  again(text) {
    this.waits.delete(text)
    this.pending.add(text)
    this.plan(0)
  }

  plan(ms) {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.ask(), ms)
  }

  async ask() {
    const texts = fitting(this.pending)
    if (!texts.length || this.isAsking) return
    this.isAsking = true
    try {
      const { verdicts } = await callServer('verdicts', { body: { texts } })
      this.tell(texts, verdicts)
    } catch (error) {
      this.fail(error)
    } finally {
      this.isAsking = false
    }
  }

  tell(texts, verdicts) {
    this.failures = 0
    this.onProblem()
    texts.forEach((text, at) => {
      this.pending.delete(text)
      this.onVerdict(text, verdicts[at])
      if (verdicts[at].is_waiting) this.wait(text)
    })
    if (this.pending.size) this.plan(0)
  }

  // The ledger knows more in a few seconds.
  wait(text) {
    const waits = (this.waits.get(text) ?? 0) + 1
    this.waits.set(text, waits)
    if (waits > MOST_WAITS) return
    setTimeout(() => {
      this.pending.add(text)
      this.plan(0)
    }, WAITING_MS)
  }

  fail(error) {
    this.onProblem(error)
    const isPassing = error instanceof Unreachable || error.outbox === 'retry'
    if (!isPassing) return
    const later = LATER_MS[Math.min(this.failures, LATER_MS.length - 1)]
    this.failures += 1
    this.plan(Math.max(later, error.retryAfterMs ?? 0))
  }
}

/** Without what no request may hold (NUL, halves of letters): one such code would hold up the whole pile. */
const clean = (text) => text.slice(0, LONGEST_TEXT).replace(/[\0\p{Surrogate}]/gu, '')

/** The first of the texts, as many as one request carries. */
function fitting(texts) {
  const chosen = []
  let bytes = 0
  for (const text of texts) {
    bytes += new Blob([JSON.stringify(text)]).size + 1
    if (chosen.length && (bytes > MOST_BYTES || chosen.length === MOST_AT_ONCE)) break
    chosen.push(text)
  }
  return chosen
}
