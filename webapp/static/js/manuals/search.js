// Finds while one types: a moment after the last letter, the newest question alone counts. Without a network, or
// without this script, the box is a form.
import { callServer } from '../lib/server.js'

const PAUSE_MS = 160
const KEPT = 30

export default function search(form) {
  const input = form.querySelector('input[type=search]')
  const list = form.querySelector('[data-found]')
  const answers = new Map()
  let timer
  let asked = 0
  const look = async () => {
    const query = input.value.trim()
    const number = (asked += 1)
    if (!query) return show(form, input, list, undefined)
    const answer = answers.get(query) ?? (await ask(form, query).catch(() => undefined))
    if (number !== asked) return undefined
    if (answer) keep(answers, query, answer)
    return show(form, input, list, answer)
  }
  input.addEventListener('input', () => {
    clearTimeout(timer)
    timer = setTimeout(look, PAUSE_MS)
  })
  input.addEventListener('keydown', (event) => move(event, input, list))
  form.addEventListener('submit', () => clearTimeout(timer))
  // Typed before this script was there.
  if (input.value !== input.defaultValue) look()
}

function ask(form, query) {
  const asked = new URLSearchParams({ q: query })
  for (const name of ['unit', 'section']) if (form.elements[name]?.value) asked.set(name, form.elements[name].value)
  return callServer(`${form.dataset.path}?${asked}`)
}

function keep(answers, query, answer) {
  answers.set(query, answer)
  if (answers.size > KEPT) answers.delete(answers.keys().next().value)
}

function show(form, input, list, answer) {
  const hits = answer?.hits ?? []
  list.replaceChildren(...hits.map((hit, at) => toLine(form, hit, at)))
  list.hidden = !hits.length
  input.setAttribute('aria-expanded', String(hits.length > 0))
  input.removeAttribute('aria-activedescendant')
  const status = form.querySelector('[data-status]')
  status.hidden = !answer
  if (answer) status.textContent = say(status.dataset, answer)
}

function say({ none, some, corrected }, { total, corrected: words }) {
  if (!total) return none
  const count = some.replace('{count}', total)
  return words ? `${corrected.replace('{words}', words)} · ${count}` : count
}

function toLine(form, hit, at) {
  const line = form.querySelector('[data-line]').content.cloneNode(true).firstElementChild
  line.href = hit.href
  line.id = `found-${at}`
  line.querySelector('[data-title]').replaceChildren(...toPieces(hit.title))
  line.querySelector('[data-excerpt]').replaceChildren(...toPieces(hit.excerpt))
  line.querySelector('[data-about]').textContent = [hit.place, hit.unit, hit.age].filter(Boolean).join(' · ')
  return line
}

function toPieces(pieces) {
  return pieces.map(({ text, is_marked: isMarked }) => {
    if (!isMarked) return document.createTextNode(text)
    const mark = document.createElement('mark')
    mark.textContent = text
    return mark
  })
}

/** Arrows go through the lines, Enter opens the chosen one, Escape puts them away. */
function move(event, input, list) {
  const lines = [...list.children]
  const at = lines.findIndex((line) => line.getAttribute('aria-selected') === 'true')
  if (event.key === 'Escape' && !list.hidden) {
    list.hidden = true
    input.setAttribute('aria-expanded', 'false')
    event.preventDefault()
  }
  if (event.key === 'Enter' && at >= 0 && !list.hidden) {
    event.preventDefault()
    lines[at].click()
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (!step || list.hidden || event.isComposing) return
  event.preventDefault()
  const next = lines[(at + step + lines.length) % lines.length]
  for (const line of lines) line.setAttribute('aria-selected', String(line === next))
  input.setAttribute('aria-activedescendant', next.id)
  next.scrollIntoView({ block: 'nearest' })
}
