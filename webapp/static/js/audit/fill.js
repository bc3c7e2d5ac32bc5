// Puts words into what the server has rendered: copies of templates, their named places, their marks.
import { Unreachable } from '../lib/server.js'

/** @param {string} id of a <template> */
export const copyOf = (id) => document.getElementById(id).content.firstElementChild.cloneNode(true)

/** @param {string} name such as 'chip-genuine' or 'pass' */
export const mark = (name) =>
  document.getElementById('audit-marks').content.querySelector(`[data-mark="${name}"]`).firstElementChild.cloneNode(true)

/** Each word at its place [data-text]; a place without words is hidden, and so is the fact that it stands in. */
export function fill(root, words) {
  for (const [name, text] of Object.entries(words)) {
    const place = root.querySelector(`[data-text="${name}"]`)
    place.textContent = text ?? ''
    place.hidden = !text
    if (place.tagName === 'DD') place.parentElement.hidden = !text
  }
}

export const setAll = (element, attributes) => {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value))
}

/** The sentence of an error in a place of its own; without an error the place goes. */
export function sayProblem(place, error, words) {
  place.hidden = !error
  if (error) place.textContent = error.detail ?? (error instanceof Unreachable ? words.unreachable : words.failed)
}
