// A form that signs out: what waits on this phone is told first and stays, locked until its owner's next sign-in.
import { leaveKit } from '../lib/kit.js'
import { countEntries } from '../lib/outbox.js'
import { countPosts } from '../lib/posts.js'
import { fill } from './words.js'

export default function signOut(form) {
  form.querySelector('button').disabled = false
  form.addEventListener('submit', async (event) => {
    if (form.dataset.isReady === 'yes') return
    event.preventDefault()
    if (!(await lockForSignOut(form.dataset.owner))) return
    form.dataset.isReady = 'yes'
    form.requestSubmit()
  })
}

/**
 * Makes this phone ready for a sign-out: tells of what is unsent, locks the key, clears what is private. The outbox
 * is never touched. False when the person decides to stay.
 * @param {string} owner staff number
 * @returns {Promise<boolean>}
 */
export async function lockForSignOut(owner) {
  if (!window.isSecureContext) return true
  const [entries, posts] = await Promise.all([countEntries(owner), countPosts(owner)])
  const unsent = entries.unsent + posts.unsent
  if (unsent && (await askToLeave(unsent)) !== 'leave') return false
  await leaveKit(owner)
  return true
}

/** @returns {Promise<string>} */
function askToLeave(count) {
  const dialog = document.getElementById('sign-out-warning')
  const text = dialog.querySelector('[data-count-text]')
  text.textContent = fill(text.dataset.countText, { count })
  dialog.returnValue = 'stay'
  dialog.showModal()
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => resolve(dialog.returnValue), { once: true })
  })
}
