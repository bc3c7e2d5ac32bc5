// What the phone can tell about the moment of a tap beyond the payload (docs/evidence-format.md, section 7).
import { utf8 } from './bytes.js'
import { bestOf } from './position.js'

const MOST_BYTES = 4096
const MOST_FIXES = 24

/**
 * The moment when a tap began, by both of the phone's clocks.
 * @returns {{startedAt: number, steadyAt: number}}
 */
export const beginMoment = () => ({ startedAt: Date.now(), steadyAt: performance.now() })

/**
 * The plain bytes of the context: JSON, at most 4,096 bytes.
 * @param {import('./position.js').Fix[]} fixes
 * @param {{startedAt: number, steadyAt: number}} moment
 * @param {{wasVisible: boolean}} seen
 */
export function encodeContext(fixes, { startedAt, steadyAt }, { wasVisible }) {
  const now = new Date()
  const facts = {
    started_at: startedAt,
    wall_ms: now.getTime() - startedAt,
    monotonic_ms: Math.round(performance.now() - steadyAt),
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    zone_offset_min: now.getTimezoneOffset(),
    visible: wasVisible,
    automation: navigator.webdriver === true,
    fixes_seen: fixes.length
  }
  return fitted(facts, thinned(fixes, MOST_FIXES))
}

/** As many fixes as there is room for. */
function fitted(facts, fixes) {
  const bytes = utf8(JSON.stringify({ ...facts, fixes }))
  return bytes.length <= MOST_BYTES ? bytes : fitted(facts, thinned(fixes, fixes.length - 1))
}

/** The first, the last and the best stay; of the others every so many. */
function thinned(fixes, most) {
  if (fixes.length <= most) return fixes
  const best = bestOf(fixes)
  const chosen = Array.from({ length: most }, (_, at) => fixes[Math.round((at * (fixes.length - 1)) / (most - 1 || 1))])
  if (chosen.includes(best)) return chosen
  chosen[Math.floor(most / 2)] = best
  return chosen.sort((a, b) => a.at - b.at)
}
