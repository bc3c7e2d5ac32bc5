// The bell in the top bar: how many notices are new. It counts anew when the worker says that something came,
// and when the page is looked at again after a while.
import { callServer } from '../lib/server.js'
import { toast } from '../shell/toast.js'
import { renewSubscription } from './subscription.js'

const STALE_MS = 60_000
const MOST = 99

export default function bell(link) {
  let countedAt = Date.now()
  const count = async () => {
    countedAt = Date.now()
    const answer = await callServer('notices/unread').catch(() => undefined)
    if (answer) show(link, answer.unread)
  }
  navigator.serviceWorker?.addEventListener('message', ({ data }) => {
    if (data?.type !== 'news') return
    count()
    if (!document.hidden) toast(link.dataset.came)
  })
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden && Date.now() - countedAt > STALE_MS) count()
  })
  mark(Number(link.dataset.unread))
  renewSubscription(link.dataset).catch(() => undefined)
}

function show(link, unread) {
  const line = link.querySelector('[data-count]')
  line.textContent = unread > MOST ? `${MOST}+` : unread
  line.hidden = unread === 0
  const name = link.querySelector('[data-name]')
  name.textContent = unread ? link.dataset.some.replace('{count}', unread) : link.dataset.none
  mark(unread)
}

/** The number on the app's own icon, where the phone has one. */
function mark(unread) {
  const marked = unread ? navigator.setAppBadge?.(unread) : navigator.clearAppBadge?.()
  marked?.catch(() => undefined)
}
