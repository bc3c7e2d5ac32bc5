// The picture of when an evidence was made: after one head of the ledger, before the next, and the phone's own clock.
import { setAll } from './fill.js'

const FIRST = 14
const LAST = 86

/**
 * @param {HTMLElement} box
 * @param {{not_before_ms: ?number, not_after_ms: ?number, captured_at_ms: number, label: string}} interval
 */
export function drawInterval(box, interval) {
  const svg = box.querySelector('svg')
  svg.setAttribute('aria-label', interval.label)
  const { not_before_ms: after, not_after_ms: before, captured_at_ms: captured } = interval
  const from = after === null ? 0 : FIRST
  const to = before === null ? 100 : LAST
  const spot = Math.min(98, Math.max(2, placeOf(captured, after, before)))
  setAll(svg.querySelector('.band'), { x: `${from}%`, width: `${to - from}%` })
  edge(svg, 'after', after === null ? undefined : from, svg.dataset.after.replace('{time}', interval.not_before))
  edge(svg, 'before', before === null ? undefined : to, svg.dataset.before.replace('{time}', interval.not_after))
  setAll(svg.querySelector('[data-spot]'), { x: `${spot}%`, overflow: 'visible' })
  write(svg, 'captured', spot, interval.captured)
}

function placeOf(captured, after, before) {
  if (after === null && before === null) return 50
  if (after === null) return captured <= before ? (LAST * 2) / 3 : LAST + 8
  if (before === null) return captured >= after ? FIRST + 30 : FIRST - 8
  const share = (captured - after) / Math.max(1, before - after)
  return FIRST + Math.min(1.12, Math.max(-0.12, share)) * (LAST - FIRST)
}

function edge(svg, name, at, words) {
  const line = svg.querySelector(`[data-edge="${name}"]`)
  line.toggleAttribute('hidden', at === undefined)
  if (at !== undefined) setAll(line, { x1: `${at}%`, x2: `${at}%` })
  write(svg, name, at, words)
}

function write(svg, name, at, words) {
  const text = svg.querySelector(`[data-at="${name}"]`)
  text.textContent = at === undefined ? '' : words
  const anchor = at < 20 ? 'start' : at > 80 ? 'end' : 'middle'
  setAll(text, { x: `${at < 20 ? Math.min(at, 4) : at > 80 ? Math.max(at, 96) : at ?? 0}%`, 'text-anchor': anchor })
}
