// The inbox: what is open here needs no word on the screen outside, and what is tapped is new no more.
import { callServer } from '../lib/server.js'

const PATIENCE_MS = 1000

export default function inbox(element) {
  closeShown()
  document.addEventListener('visibilitychange', closeShown)
  element.addEventListener('click', open)
  navigator.serviceWorker?.addEventListener('message', ({ data }) => {
    if (data?.type !== 'news') return
    closeShown()
    // Nobody is reading: the page may change under nobody's eyes.
    if (document.hidden) location.reload()
    else element.querySelector('[data-news]').hidden = false
  })
  addEventListener('pageshow', ({ persisted }) => persisted && location.reload())
}

// The next page counts what is new: it waits for the answer, though not for long.
async function open(event) {
  const link = event.target.closest('[data-notice] a')
  if (!link) return
  const isHere = !event.ctrlKey && !event.metaKey && !event.shiftKey
  if (isHere) event.preventDefault()
  const ids = link.closest('[data-notice]').dataset.notice.split(' ').map(Number)
  const read = callServer('notices/read', { body: { ids } }).catch(() => undefined)
  await Promise.race([read, new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))])
  if (isHere) location.assign(link.href)
}

// What lies behind another app has been seen by nobody: there the word on the screen stays.
async function closeShown() {
  if (document.hidden) return
  const registration = await navigator.serviceWorker?.getRegistration()
  for (const shown of (await registration?.getNotifications({ tag: 'notices' })) ?? []) shown.close()
}
