// What people have entered and this phone has not yet handed in, on the page of the queue: each with where it stands.
import { onChange } from '../lib/changes.js'
import { findPause } from '../lib/pause.js'
import { dismissPost, listPosts, retryPosts } from '../lib/posts.js'
import { deliver } from './courier.js'
import { formatInstant } from './words.js'

export default function posts(part) {
  const { owner } = part.dataset
  const show = async () => {
    const [waiting, pause] = await Promise.all([listPosts(owner), findPause(owner)])
    const template = part.querySelector('template[data-post-item]')
    part.querySelector('ul').replaceChildren(...waiting.map((post) => item(template, post, pause)))
    part.hidden = !waiting.length
  }
  onChange('posts', show)
  onChange('outbox', show)
  show()
}

function item(template, post, pause) {
  const line = template.content.firstElementChild.cloneNode(true)
  const state = post.state === 'kept' && pause ? `kept-${pause}` : post.state
  const words = part(line, `template[data-state-of="${state}"]`).content.cloneNode(true)
  if (post.problem?.detail && post.state !== 'kept') words.querySelector('[data-note]').textContent = post.problem.detail
  line.dataset.state = post.state
  part(line, '[data-state-card]').replaceChildren(words)
  part(line, '[data-title]').textContent = post.title
  part(line, '[data-time]').textContent = formatInstant(post.createdAtMs)
  const link = part(line, 'a')
  link.hidden = !post.href
  if (post.href) link.href = post.href
  const isRefused = post.state === 'refused'
  offer(part(line, '[data-act=resend]'), isRefused, () => retryPosts([post.id]).then(() => deliver({ isWanted: true })))
  offer(part(line, '[data-act=dismiss]'), isRefused, () => dismissPost(post.id))
  return line
}

/** The states' words stand in the page, beside the list. */
const part = (line, selector) => line.querySelector(selector) ?? document.querySelector(selector)

function offer(button, isOffered, act) {
  button.hidden = !isOffered
  button.addEventListener('click', act)
}
