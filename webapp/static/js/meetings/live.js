// Who comes to a meeting, as it stands: follows the server while the page is seen. A meeting that has been called off
// or closed meanwhile is another page.
import { watch } from '../shell/poll.js'

export default function live(element) {
  const template = element.querySelector('template')
  watch(element.dataset.path, {
    told: ({ state, answers }) => {
      if (state !== element.dataset.state) return location.reload()
      for (const [name, members] of Object.entries(answers)) show(element, template, name, members)
      return undefined
    }
  })
}

function show(element, template, name, members) {
  element.querySelector(`[data-count="${name}"]`).textContent = members.length
  const list = element.querySelector(`[data-list="${name}"]`)
  list.replaceChildren(...members.map((member) => toLine(template, member)))
  list.closest('[data-group]').hidden = members.length === 0
}

function toLine(template, { name, place }) {
  const line = template.content.cloneNode(true)
  line.querySelector('b').textContent = name
  line.querySelector('span').textContent = place
  return line
}
