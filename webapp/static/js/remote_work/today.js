// Today's page takes the cards of the next days along, and says so when it is the page of another day.
import { tellWorker } from '../shell/worker.js'
import { localDay } from './dates.js'

export default function today(page) {
  const paths = page.dataset.keep.split(' ').filter(Boolean)
  if (navigator.onLine && paths.length) tellWorker({ type: 'keep', paths })
  const show = () => {
    const isOfToday = page.dataset.today === localDay()
    page.querySelector('[data-moved-on]').hidden = isOfToday
    for (const part of page.querySelectorAll('[data-of-today]')) part.hidden = !isOfToday
    showTodays(page)
  }
  document.addEventListener('visibilitychange', () => document.hidden || show())
  show()
}

/** Where the phone has the card of the real today, the way leads there. */
async function showTodays(page) {
  const path = `/remote-work/${localDay()}`
  const link = page.querySelector('[data-moved-on] a')
  if (await caches.match(path, { ignoreVary: true })) link.href = path
}
