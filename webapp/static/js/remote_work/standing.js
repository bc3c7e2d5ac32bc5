// What of a day waits on this phone, in words: kept, refused, or in conflict with what the server holds.
import { dismissPost } from '../lib/posts.js'
import { kindOf } from './grow.js'
import { replaceText } from './rewriting.js'

/**
 * @param {HTMLElement} card
 * @param {import('../lib/posts.js').Post[]} posts
 * @param {import('../lib/pause.js').Pause | undefined} pause
 * @param {(post: import('../lib/posts.js').Post) => Promise<void>} giveBack what was refused, to its form
 */
export function showStanding(card, posts, pause, giveBack) {
  const held = posts.filter(({ state }) => state !== 'kept')
  const notices = held.map((post) => toNotice(card, post, giveBack))
  if (posts.length > held.length) notices.push(copy(card, pause ?? 'kept'))
  card.querySelector('[data-posts]').replaceChildren(...notices)
  card.querySelector('[data-kept]').hidden = posts.length === held.length
}

/** The phone's disk is full, or its browser keeps nothing: what was typed stands in the form still. */
export function showFailure(card) {
  card.querySelector('[data-posts]').append(copy(card, 'storage'))
}

const copy = (card, name) => card.querySelector(`template[data-post-of="${name}"]`).content.cloneNode(true).firstElementChild

function toNotice(card, post, giveBack) {
  const notice = copy(card, post.state)
  notice.querySelector('[data-detail]').textContent = post.problem?.detail ?? ''
  write(notice.querySelector('[data-written]'), textsOf(post.body))
  if (post.state === 'conflict') write(notice.querySelector('[data-current]'), textsOf(post.problem.current[kindOf(post)] ?? {}))
  const acts = { dismiss: () => giveBack(post).then(() => dismissPost(post.id)), theirs: () => dismissPost(post.id), mine: () => keepMine(post) }
  notice.addEventListener('click', ({ target }) => acts[target.closest('[data-act]')?.dataset.act]?.())
  return notice
}

/** Of a result the lines that are named by their place stand in the plan; what was noted says which they are. */
const textsOf = ({ lines = [] }) => lines.map((line) => (typeof line === 'string' ? line : [line.text, line.note].filter(Boolean).join(' · '))).filter(Boolean)

function write(list, texts) {
  list.hidden = !texts.length
  list.replaceChildren(...texts.map((text) => {
    const item = document.createElement('li')
    item.textContent = text
    return item
  }))
}

/** On top of what the server holds. */
function keepMine(post) {
  return replaceText(post, { ...post.body, version: post.problem.current[`${kindOf(post)}_revision`] ?? 0 })
}
