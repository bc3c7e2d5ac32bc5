// How far the worker has come with a batch: asks less and less often, and shows the results when there are all.
import { callServer } from '../lib/server.js'
import { setAll } from './fill.js'

const FIRST_MS = 1000
const SLOWER = 1.4
const SLOWEST_MS = 10_000
// Behind every code: the progress alone, no verdicts.
const NO_CODES = 'after=999999999-999999999'

export default function progress(element) {
  const { batch, words } = element.dataset
  let pause = FIRST_MS
  const ask = async () => {
    const told = document.hidden ? undefined : await callServer(`audit-batches/${batch}?${NO_CODES}`).catch(() => undefined)
    if (told && ['done', 'failed'].includes(told.state)) return location.reload()
    if (told?.pages) show(element, told, words)
    pause = Math.min(SLOWEST_MS, pause * SLOWER)
    setTimeout(ask, pause)
  }
  setTimeout(ask, pause)
}

function show(element, { pages, pages_done: done }, words) {
  setAll(element.querySelector('.track .done'), { width: `${(100 * done) / pages}%` })
  element.querySelector('[data-said]').textContent = words.replace('{pages}', pages).replace('{done}', done)
}
