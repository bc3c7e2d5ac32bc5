// Says what went wrong, with the sentences that the server has translated into the page: an element [data-problems] with
// one [data-problem] for each code; the server's own sentence goes into the one called "said".
import { Refusal, Unreachable } from '../lib/server.js'

const BROWSER_CODES = {
  NotAllowedError: 'cancelled',
  AbortError: 'cancelled',
  InvalidStateError: 'known_here',
  NotSupportedError: 'unsupported',
  ConstraintError: 'unsupported',
  SecurityError: 'wrong_address'
}

/**
 * @param {ParentNode} root
 * @param {unknown} error what was thrown, or a code
 */
export function showProblem(root, error) {
  const box = root.querySelector('[data-problems]')
  const line = findLine(box, error)
  for (const each of box.querySelectorAll('[data-problem]')) each.hidden = each !== line
  if (error instanceof Refusal && line.dataset.problem === 'said') line.textContent = error.detail
  box.hidden = false
}

/** @param {ParentNode} root */
export function hideProblem(root) {
  root.querySelector('[data-problems]').hidden = true
}

function findLine(box, error) {
  const named = (code) => box.querySelector(`[data-problem="${code}"]`)
  return named(codeOf(error)) ?? named('failed')
}

function codeOf(error) {
  if (typeof error === 'string') return error
  if (error instanceof Refusal) return error.detail ? 'said' : 'failed'
  if (error instanceof Unreachable) return 'unreachable'
  return BROWSER_CODES[error?.name] ?? error?.code ?? 'failed'
}
