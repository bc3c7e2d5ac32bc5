// One tap from beginning to end: own explanation, a few seconds of fixes, sealed, kept, shown, and off it goes.
import { loadBeacon, refreshBeacon } from '../lib/beacon.js'
import { keepEvidence } from '../lib/capture.js'
import { beginMoment } from '../lib/context.js'
import { KeyUnusable } from '../lib/device_key.js'
import { chooseTrip } from '../lib/kit.js'
import { measure } from '../lib/position.js'
import { noteTold, wasTold } from '../lib/told.js'
import { deliver } from './courier.js'
import { askToPersist } from './persistence.js'
import { findObstacle, findReadiness } from './readiness.js'

// A newer tree head is worth a moment, while the position is still coming, and no more.
const BEACON_PATIENCE_MS = 1200
// One that is as young as this is waited for no more.
const YOUNG_BEACON_MS = 10_000
const EXPLAINED = 'position'
const FULL_STORAGE = ['QuotaExceededError', 'UnknownError', 'AbortError']

let isUnderWay = false

/**
 * @typedef {object} Stage
 * @property {import('./screen.js').Screen} screen
 * @property {import('./gauge.js').Gauge} gauge
 * @property {import('./result.js').Result} result
 * @property {string} owner
 * @property {string} [tripId]
 * @property {(capture: import('../lib/capture.js').Capture) => void} onKept
 */

/**
 * Until the person leaves the screen.
 * @param {Stage} stage
 */
export async function capture(stage) {
  stage.screen.open()
  for (let act = 'again'; act === 'again'; act = await stage.screen.press('again')) {
    await marked(() => attemptSafely(stage))
    if (!stage.screen.dialog.open) return
  }
}

/** While it lasts, nothing interrupts: no update, no second tap. */
async function marked(work) {
  if (isUnderWay) return
  isUnderWay = true
  document.documentElement.dataset.capturing = ''
  try {
    await work()
  } finally {
    isUnderWay = false
    delete document.documentElement.dataset.capturing
  }
}

/** Whatever happens, the screen says it. */
async function attemptSafely(stage) {
  try {
    await attempt(stage)
  } catch (error) {
    const reason = reasonOf(error)
    stage.result.fail(reason)
    if (reason === 'broken') reportError(error)
  }
}

async function attempt(stage) {
  const { screen, gauge, result, owner } = stage
  const obstacle = findObstacle()
  if (obstacle) return result.fail(obstacle)
  const beacon = freshenBeacon()
  gauge.idle()
  screen.show('measure')
  const ready = await findReadiness(owner)
  if ('reason' in ready) return result.fail(ready.reason)
  if (!(await explain(screen))) return screen.close()
  const measured = await measureWell(stage, ready.kit)
  if (measured.outcome === 'cancelled') return undefined
  if (!measured.best || measured.outcome === 'denied') return result.fail(measured.outcome)
  gauge.seal()
  if (!(await hasYoungBeacon(ready.kit.origin))) await beacon
  return seal(stage, ready.kit, measured)
}

async function freshenBeacon() {
  if (navigator.onLine) await refreshBeacon(BEACON_PATIENCE_MS).catch(() => undefined)
}

async function hasYoungBeacon(origin) {
  const ageMs = Date.now() - (await loadBeacon(origin))?.heldAtMs
  return ageMs >= 0 && ageMs < YOUNG_BEACON_MS
}

/** Our own words before the browser's question; where it will not ask, the one tap was the only one. */
async function explain(screen) {
  const willAsk = await willBrowserAsk()
  if (!screen.dialog.open) return false
  if (!willAsk) return true
  screen.show('explain')
  if ((await screen.press('continue')) !== 'continue') return false
  screen.show('measure')
  await noteTold(EXPLAINED)
  return true
}

/** A browser that does not tell (Safari before 16) has asked when our words have been read once. */
async function willBrowserAsk() {
  const permission = await navigator.permissions?.query({ name: 'geolocation' }).catch(() => undefined)
  return permission ? permission.state === 'prompt' : !(await wasTold(EXPLAINED))
}

/** Until the position is good enough for the setting or for the person. */
async function measureWell(stage, kit) {
  for (;;) {
    const measured = await measureOnce(stage, kit)
    if (measured.outcome !== 'poor') return measured
    stage.gauge.askPoor(measured.best)
    const act = await stage.screen.press('again', 'keep')
    if (act !== 'again') return { ...measured, outcome: act === 'keep' ? 'asked' : 'cancelled' }
  }
}

async function measureOnce({ screen, gauge, tripId }, kit) {
  const moment = beginMoment()
  const { good_accuracy_m: goodAccuracyM, poor_accuracy_m: poorAccuracyM, capture_seconds: captureSeconds } = kit.settings
  gauge.begin(kit.settings)
  const show = (fixes, best) => gauge.show(fixes, best, chooseTrip(kit, Date.now(), best, tripId))
  const { measured, sealNow, cancel } = measure({ goodAccuracyM, poorAccuracyM, captureSeconds }, show)
  const stopHearing = screen.onAct((act) => ({ seal: sealNow, close: cancel })[act]?.())
  const stopWatching = watchVisibility()
  const found = await measured
  stopHearing()
  return { ...found, moment, wasVisible: stopWatching() }
}

/** Whether the page was looked at all the while. */
function watchVisibility() {
  let wasVisible = !document.hidden
  const watch = () => {
    wasVisible &&= !document.hidden
  }
  document.addEventListener('visibilitychange', watch)
  return () => {
    document.removeEventListener('visibilitychange', watch)
    return wasVisible
  }
}

async function seal({ result, owner, tripId, onKept }, kit, { best, fixes, moment, wasVisible }) {
  const taken = { owner, kit, best, fixes, moment, wasVisible, tripId }
  const kept = await keepEvidence(taken, (frame) => result.draw(frame))
  result.show(kept.entry, kept)
  onKept(kept)
  deliver()
  askToPersist(result.part)
}

function reasonOf(error) {
  if (error instanceof KeyUnusable) return error.code
  return FULL_STORAGE.includes(error.name) ? 'storage' : 'broken'
}
