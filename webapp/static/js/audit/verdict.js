// One verdict on the screen: what is decided, who and where and when, every check, and what may be done about it.
import { copyOf, fill, mark } from './fill.js'
import { drawInterval } from './interval.js'

const TONES = { genuine: 'ok', genuine_with_notes: 'warn', not_genuine: 'bad', cannot_verify: 'neutral' }

/**
 * @param {object} verdict as the interface answers it
 * @param {(act: string) => void} onAct back, read, restore or look
 */
export function drawVerdict(verdict, onAct) {
  const article = copyOf('verdict-template')
  article.dataset.verdict = verdict.verdict
  article.querySelector('[data-slot=chip]').replaceChildren(mark(`chip-${verdict.verdict}`))
  article.querySelector('[data-head]').classList.add(`is-${TONES[verdict.verdict]}`)
  article.querySelector('[data-demo]').hidden = !verdict.is_demo
  drawHead(article, verdict)
  for (const check of verdict.checks) drawCheck(article, check)
  drawFacts(article, verdict.seen)
  article.querySelector('[data-can=restore]').hidden = !verdict.can_restore
  article.querySelector('[data-can=look]').hidden = !verdict.can_look_closer
  article.addEventListener('click', ({ target }) => {
    const act = target.closest('[data-act]')?.dataset.act
    if (act) onAct(act)
  })
  return article
}

/** Who and where in a line, as lists show it; the verdict's own word where nothing may be told. */
export const titleOf = (verdict) =>
  verdict.seen ? [verdict.seen.name, verdict.seen.place].filter(Boolean).join(' · ') : verdict.label

function drawHead(article, { seen, because, verdict, judged, origin }) {
  fill(article, {
    who: seen && [seen.name, seen.unit, seen.when].filter(Boolean).join(' · '),
    // How near is never told without how sure.
    where: seen?.place && `${seen.place} · ± ${metres(seen.accuracy_m)}`,
    because: verdict === 'genuine' ? '' : because,
    judged,
    origin
  })
  const box = article.querySelector('[data-interval]')
  box.hidden = !seen
  if (seen) drawInterval(box, seen.interval)
}

function drawCheck(article, { group, result, reason, code, sentence, detail, signals }) {
  const section = article.querySelector(`[data-group="${group}"]`)
  const line = copyOf('check-template')
  Object.assign(line.dataset, { check: code, result, reason })
  line.querySelector('[data-slot=mark]').replaceWith(mark(result))
  fill(line, { sentence, detail, signals: say(line.querySelector('[data-text=signals]').dataset, signals) })
  section.querySelector('ul').append(line)
  section.hidden = false
}

/** Each sign that was looked for, by name: the line itself tells which were found. */
const say = (words, signals) =>
  signals.length ? words.names.replace('{names}', signals.map(({ name }) => name).join(', ')) : ''

function drawFacts(article, seen) {
  const card = article.querySelector('[data-facts]')
  card.hidden = !seen
  if (!seen) return
  const { name, staff_number, unit, when, place, accuracy_m, evidence_id } = seen
  fill(card, { name, staff_number, unit, when, place, accuracy: `± ${metres(accuracy_m)}`, evidence_id })
}

const metres = (number) => `${number.toLocaleString('en')} m`
