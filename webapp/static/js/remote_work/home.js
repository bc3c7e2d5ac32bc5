// The day on home, as the phone goes on with it: the server's last word, and on top of it what waits to be sent.
import { onChange } from '../lib/changes.js'
import { findAnswer, listPosts } from '../lib/posts.js'
import { dateAnew } from './dates.js'
import { growCard } from './grow.js'

export default function home(card) {
  if (!window.isSecureContext) return
  const show = async () => {
    dateAnew(card)
    const { owner, on, madeAt } = card.dataset
    const subject = `remote_day ${on}`
    const [posts, answer] = await Promise.all([listPosts(owner, subject), findAnswer(owner, subject)])
    const isNewer = answer?.atMs > Date.parse(madeAt)
    if (posts.length || isNewer) say(card, posts, isNewer ? answer.body : JSON.parse(card.dataset.state))
  }
  onChange('posts', show)
  document.addEventListener('visibilitychange', () => document.hidden || show())
  show()
}

function say(card, posts, base) {
  const standing = posts.some(({ state }) => state !== 'kept') ? 'held' : posts.length ? 'kept' : ''
  for (const chip of card.querySelectorAll('[data-standing]')) chip.hidden = chip.dataset.standing !== standing
  const call = JSON.parse(card.dataset.calls)[growCard(base, posts).step]
  if (call) card.querySelector('[data-call]').textContent = call
}
