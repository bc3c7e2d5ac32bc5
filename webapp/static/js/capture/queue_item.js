// One evidence of the queue: where it stands, its code when asked for, and what can be done with it.
import { sendAgain } from '../lib/outbox.js'
import { deliver } from './courier.js'
import { save } from './save.js'
import { drawPng, drawSvg, encodeFrame } from './symbol.js'
import { formatInstant, formatMoment } from './words.js'

/**
 * @param {HTMLElement} item
 * @param {import('../lib/outbox.js').Entry} entry
 * @param {import('./standing.js').Standing} standing
 */
export function fillItem(item, entry, { name, detail }) {
  if (!item.dataset.id) prepare(item, entry)
  if (item.dataset.standing === name) return
  item.dataset.standing = name
  const content = document.querySelector(`template[data-state-of="${name}"]`).content.cloneNode(true)
  // The link of a refused one leads to where we are.
  if (detail) content.querySelector('[data-note]').textContent = detail
  if (name === 'kept-parked') content.querySelector('a')?.parentElement.remove()
  item.querySelector('[data-state-card]').replaceChildren(content)
  item.querySelector('[data-act=resend]').hidden = name !== 'kept-parked'
}

function prepare(item, entry) {
  item.dataset.id = entry.id
  item.querySelector('[data-time]').textContent = formatInstant(entry.createdAtMs)
  const acts = {
    show: (button) => toggleCode(item, button, entry),
    picture: (button) => savePicture(button, entry),
    resend: () => sendAgain([entry.id]).then(() => deliver())
  }
  item.addEventListener('click', ({ target }) => {
    const button = target.closest('[data-act]')
    acts[button?.dataset.act]?.(button)
  })
}

function toggleCode(item, button, { frame }) {
  const part = item.querySelector('[data-code]')
  part.hidden = !part.hidden
  button.setAttribute('aria-expanded', String(!part.hidden))
  drawSvg(part.querySelector('svg'), encodeFrame(frame))
}

async function savePicture({ dataset: { caption } }, { id, frame, createdAtMs }) {
  const picture = await drawPng(encodeFrame(frame), `${caption} · ${formatMoment(createdAtMs)}`)
  await save(picture, `balgil-${id.slice(0, 8)}.png`)
}
