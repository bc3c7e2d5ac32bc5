// One request that waits: the tap is kept on this phone and sent whenever there is a network, with the version that was
// on the screen. Where the server holds something else by then, both are shown and the person chooses.
import { deliver } from '../capture/courier.js'
import { onChange } from '../lib/changes.js'
import { dismissPost, findAnswer, keepPost, listPosts, newPostId, replacePost } from '../lib/posts.js'

export default function card(element) {
  // Without a secure context nothing can be kept: the form goes as it is.
  if (!window.isSecureContext) return
  const { owner, request, version, heading } = element.dataset
  const subject = `approval ${request}`
  const decide = async (decision, reason) => {
    const body = { version: Number(version), decision, reason }
    const href = '/approvals'
    await keepPost({ id: newPostId(), owner, subject, path: `approvals/${request}/decision`, body, title: heading, href })
    await deliver({ isWanted: true })
  }
  const show = async () => {
    const [post] = await listPosts(owner, subject)
    const answer = post ? undefined : await findAnswer(owner, subject)
    say(element, post, answer?.body.version > Number(version) ? answer.body : undefined)
  }
  for (const form of element.querySelectorAll('form[data-decision]')) {
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      decide(form.dataset.decision, form.elements.reason?.value ?? '')
    })
  }
  element.addEventListener('approve', () => decide('approve', ''))
  onChange('posts', show)
  show()
}

function say(element, post, answer) {
  const said = element.querySelector('[data-said]')
  const state = post ? (post.state === 'refused' ? 'failed' : post.state) : answer?.state
  element.querySelector('[data-ask]').hidden = Boolean(state)
  said.hidden = !state
  if (!state) for (const form of element.querySelectorAll('form[data-decision]')) form.ariaBusy = null
  if (said.dataset.state === (state ?? '')) return
  said.dataset.state = state ?? ''
  said.replaceChildren(...(state ? [fill(element, state, post)] : []))
}

function fill(element, state, post) {
  const part = document.querySelector(`template[data-said-of="${state}"]`).content.cloneNode(true)
  for (const form of part.querySelectorAll('form')) form.action = `/approvals/${element.dataset.request}/undo`
  if (!post) return part
  const mine = part.querySelector('[data-mine]')
  const { decision, reason } = post.body
  if (mine) mine.textContent = [mine.dataset[decision], reason].filter(Boolean).join(' · ')
  const why = part.querySelector('[data-why]')
  if (why) why.textContent = post.problem?.detail ?? ''
  part.querySelector('[data-act=drop]').addEventListener('click', () => dismissPost(post.id))
  if (state === 'conflict') showBoth(part, post)
  return part
}

/** Mine can go once more only on top of what still waits. */
function showBoth(part, post) {
  const { current } = post.problem
  const theirs = part.querySelector('[data-theirs]')
  const words = theirs.dataset[current.state].replace('{name}', current.decided_by ?? '')
  theirs.textContent = [words, current.reason].filter(Boolean).join(' · ')
  const again = part.querySelector('[data-act=again]')
  again.hidden = current.state !== 'waiting'
  again.addEventListener('click', async () => {
    await replacePost(post.id, { ...post.body, version: current.version })
    await deliver({ isWanted: true })
  })
}
