// Today's page takes the cards of the next days along, and says so when it is the page of another day.
import { tellWorker } from '../shell/worker.js'

export default function today(page) {
  const paths = page.dataset.keep.split(' ').filter(Boolean)
  if (navigator.onLine && paths.length) tellWorker({ type: 'keep', paths })
  const show = () => {
    page.querySelector('[data-moved-on]').hidden = page.dataset.today === localDay()
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

const localDay = () => new Intl.DateTimeFormat('sv', { timeZone: 'Asia/Seoul' }).format(Date.now())
