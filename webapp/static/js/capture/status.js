// The chip of the queues, in sight on every page: how many wait, or that all have gone, or why nothing moves.
import { onChange } from '../lib/changes.js'
import { countEntries } from '../lib/outbox.js'
import { findPause } from '../lib/pause.js'
import { countPosts } from '../lib/posts.js'
import { startCourier } from './courier.js'
import { fill } from './words.js'

const TONES = { sent: 'is-ok', kept: 'is-warn', paused: 'is-warn', parked: 'is-bad', others: 'is-neutral' }

export default function status(link) {
  if (!window.isSecureContext) return
  const show = async () => say(link, ...(await findWords(link.dataset.owner)))
  onChange('outbox', show)
  onChange('posts', show)
  show()
  startCourier(link.dataset.owner)
}

async function findWords(owner) {
  const [entries, posts, pause] = await Promise.all([countEntries(owner), countPosts(owner), findPause(owner)])
  const unsent = entries.unsent + posts.unsent
  const held = entries.parked + entries.unproven + posts.held
  const others = entries.others + posts.others
  if (unsent && pause) return ['paused', unsent]
  if (held) return ['parked', held]
  if (unsent) return ['kept', unsent]
  return others ? ['others', others] : ['sent', 0]
}

function say(link, name, count) {
  link.dataset.state = name
  link.hidden = false
  const chip = link.querySelector('.chip')
  chip.className = `chip ${TONES[name]}`
  for (const mark of chip.querySelectorAll('[data-icon]')) mark.hidden = !mark.dataset.icon.split(' ').includes(name)
  link.querySelector('[data-words]').textContent = fill(link.dataset[name], { count })
}
