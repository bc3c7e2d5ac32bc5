// The big button: one tap opens the screen and takes an evidence. This file imports nothing new, so that the button
// answers at once. On an enrolled phone whatever takes time is made ready before the tap; on another one it is not
// even loaded.
import { eventually } from '../lib/eventually.js'

export default function tap(element) {
  const { owner, trip: tripId } = element.dataset
  const button = element.querySelector('[data-testid=capture]')
  const taken = new Map()
  const stage = once(() => setStage(owner, tripId, taken))
  button.addEventListener('click', () => stage().then(({ begin }) => begin(), () => sayUnloaded(button)))
  button.disabled = false
  whenIdle(async () => {
    const { startRecent } = await eventually(() => import('./recent.js'))
    startRecent(element.querySelector('[data-recent]'), owner, taken, async (entry) => (await stage()).review(entry))
    await prepare(owner, stage)
  })
  if (comesFromShortcut()) button.focus()
}

async function prepare(owner, stage) {
  const { startCourier } = await eventually(() => import('./courier.js'))
  startCourier(owner)
  const { loadDeviceKey } = await eventually(() => import('../lib/device_key.js'))
  if (!window.isSecureContext || !(await loadDeviceKey(owner))) return
  const { warmUp } = await eventually(() => import('./warm_up.js'))
  await Promise.all([eventually(stage), warmUp(owner)])
}

async function setStage(owner, tripId, taken) {
  const [{ Screen }, { Gauge }, { Result }, { capture }] = await Promise.all(
    ['screen', 'gauge', 'result', 'flow'].map((name) => import(`./${name}.js`))
  )
  const screen = new Screen(document.getElementById('capture-screen'))
  const result = new Result(screen, owner)
  const onKept = (kept) => taken.set(kept.entry.id, kept)
  const stage = { screen, gauge: new Gauge(screen.part('measure')), result, owner, tripId, onKept }
  const begin = () => capture(stage)
  return { begin, review: (entry) => review(screen, result, entry, taken.get(entry.id), begin) }
}

/** Shows an evidence of the list once more. */
async function review(screen, result, entry, capture, begin) {
  screen.open()
  result.draw(entry.frame)
  result.show(entry, capture)
  if ((await screen.press('again')) === 'again') begin()
}

/** The screen itself could not be loaded: before the first visit is over, the phone does not have it yet. */
function sayUnloaded(button) {
  button.querySelector('small').textContent = button.dataset.unloaded
}

/** A failure is not kept: the next tap tries again. */
function once(make) {
  let made
  const forget = (error) => {
    made = undefined
    throw error
  }
  return () => (made ??= make().catch(forget))
}

const whenIdle = (work) => (globalThis.requestIdleCallback ?? setTimeout)(work)

/** The shortcut of the home screen leads to the button: a link alone, from wherever it came, takes no position. */
function comesFromShortcut() {
  const url = new URL(location.href)
  if (!url.searchParams.has('capture')) return false
  history.replaceState(null, '', url.pathname)
  return true
}
