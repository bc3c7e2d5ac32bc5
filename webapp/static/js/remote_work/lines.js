// The lines of a day's card: as they stand, and as fields of its result.
import { fill } from '../capture/words.js'

/**
 * @param {HTMLElement} card
 * @param {import('./grow.js').Line[]} lines
 */
export function showLines(card, lines) {
  const template = card.querySelector('template[data-line]')
  const list = card.querySelector('[data-lines]')
  list.replaceChildren(...lines.map((line) => toLine(template, list.dataset, line)))
}

function toLine(template, { counted = '{count}' }, { text, is_done: isDone, count, note }) {
  const item = template.content.cloneNode(true).firstElementChild
  item.querySelector('[data-text]').textContent = text
  item.querySelector('[data-mark=done]').hidden = !isDone
  item.querySelector('[data-mark=open]').hidden = isDone
  const facts = [count !== null && fill(counted, { count }), note].filter(Boolean)
  item.querySelector('[data-note]').textContent = facts.join(' · ')
  item.querySelector('[data-note]').hidden = !facts.length
  return item
}

/**
 * Fields for each line of a plan; those that are there already are left as they are.
 * @param {HTMLFormElement} form
 * @param {{id: string, lines: import('./grow.js').Line[]}} plan
 */
export function showResultLines(form, plan) {
  if (form.elements.plan_id.value === plan.id) return
  form.elements.plan_id.value = plan.id
  const template = form.querySelector('template[data-result-line]')
  form.querySelector('[data-result-lines]').replaceChildren(...plan.lines.map((line, at) => toFields(template, line, at)))
}

function toFields(template, { text }, at) {
  const item = template.content.cloneNode(true).firstElementChild
  for (const field of item.querySelectorAll('input')) field.id = field.id.replace(/[^-]+$/, String(at))
  for (const label of item.querySelectorAll('label')) label.htmlFor = label.htmlFor.replace(/[^-]+$/, String(at))
  item.querySelector('input[name=done]').value = String(at)
  item.querySelector('[data-text]').textContent = text
  return item
}
