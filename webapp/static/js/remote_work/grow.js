// The card of a day as the phone goes on with it: what the server said last, and on top of it what waits to be sent.

/**
 * @typedef {object} Line
 * @property {string} text
 * @property {boolean} is_done
 * @property {number | null} count
 * @property {string} note
 * @property {boolean} is_planned
 *
 * @typedef {object} Card `CardAnswer` of the interface, of which this is used
 * @property {string} on
 * @property {string} step
 * @property {number} plan_revision
 * @property {number} result_revision
 * @property {{id: string, lines: Line[]} | null} plan
 * @property {{id: string, lines: Line[]} | null} result
 * @property {object | null} started
 * @property {object | null} ended
 */

/** Plan, start, end or result: as the address says. @param {import('../lib/posts.js').Post} post */
export const kindOf = ({ path }) => path.split('/').pop()

/**
 * The newer one: a page that the phone has kept may be older than the server's last answer.
 * @param {Card} page
 * @param {Card | undefined} answer
 */
export const newerCard = (page, answer) => (answer && ageOf(answer) > ageOf(page) ? answer : page)

/** Grows with everything that is put in. */
const ageOf = (card) => card.plan_revision + card.result_revision + Number(Boolean(card.started)) + Number(Boolean(card.ended))

/**
 * @param {Card} card
 * @param {import('../lib/posts.js').Post[]} posts of this day, in their order
 * @returns {Card}
 */
export function growCard(card, posts) {
  return posts.filter(({ state }) => state === 'kept').reduce((grown, post) => GROWTHS[kindOf(post)]?.(grown, post) ?? grown, card)
}

const GROWTHS = {
  plan: (card, { id, body }) => {
    const lines = body.lines.map((text) => ({ text, is_done: false, count: null, note: '', is_planned: true }))
    return { ...card, plan: { id, lines, state: 'kept' }, plan_revision: card.plan_revision + 1, step: afterPlan(card) }
  },
  start: (card) => ({ ...card, started: {}, step: card.plan ? 'end' : 'plan' }),
  end: (card) => ({ ...card, ended: {}, step: card.plan ? 'result' : 'plan' }),
  result: (card, { id, body }) => ({ ...card, result: { id, lines: linesOf(card, body), state: 'kept' }, step: 'wait' })
}

const afterPlan = ({ started, ended }) => (ended ? 'result' : started ? 'end' : 'start')

/** A line of a result names the plan's by its place. */
function linesOf(card, { lines }) {
  return lines.map((line) => ({ ...line, is_planned: line.place !== null, text: line.place === null ? line.text : card.plan?.lines[line.place]?.text ?? '' }))
}

/** @param {Card} card */
export function countLines({ plan, result }) {
  const lines = (result ?? plan)?.lines ?? []
  return { count: lines.length, done: lines.filter(({ is_done: isDone }) => isDone).length }
}
