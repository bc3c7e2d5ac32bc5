// A few seconds of fixes at the highest accuracy, the best of them kept: only while a tap lasts, never in between.

// Without any fix it goes on longer: a receiver that starts cold needs half a minute.
const PATIENCE_FACTOR = 2.5
const DENIED = 1
const UNAVAILABLE = 2

/**
 * @typedef {object} Fix a position as the browser gives it; what it does not know is left out
 * @property {number} at milliseconds since 1970
 * @property {number} lat degrees
 * @property {number} lon degrees
 * @property {number} accuracy metres
 * @property {number} [altitude]
 * @property {number} [altitude_accuracy]
 * @property {number} [heading]
 * @property {number} [speed]
 */

/**
 * @typedef {object} Measured
 * @property {'good' | 'fair' | 'poor' | 'asked' | 'cancelled' | 'denied' | 'unavailable' | 'timeout'} outcome
 * @property {Fix[]} fixes
 * @property {Fix | undefined} best
 */

/**
 * Measures until a fix is good, the time is over, or the person says so.
 * @param {{goodAccuracyM: number, poorAccuracyM: number, captureSeconds: number}} settings
 * @param {(fixes: Fix[], best: Fix) => void} onFix after each fix
 * @returns {{measured: Promise<Measured>, sealNow: () => void, cancel: () => void}}
 */
export function measure(settings, onFix) {
  const fixes = []
  const { promise: outcome, resolve: end } = withResolvers()
  const take = (position) => {
    const fix = toFix(position)
    if (!fix) return
    fixes.push(fix)
    onFix(fixes, bestOf(fixes))
    if (fix.accuracy <= settings.goodAccuracyM) end('good')
  }
  let trouble = 0
  const fail = ({ code }) => {
    trouble = code
    // All but a refusal passes: the receiver may still find its satellites before the time is over.
    if (code === DENIED) end('denied')
  }
  const stop = watch(take, fail)
  const timers = startTimers(settings, fixes, () => trouble === UNAVAILABLE, end)
  const measured = outcome.then((word) => {
    stop()
    timers.forEach(clearTimeout)
    return { outcome: word, fixes, best: bestOf(fixes) }
  })
  return { measured, sealNow: () => fixes.length && end('asked'), cancel: () => end('cancelled') }
}

/** @param {Fix[]} fixes */
export const bestOf = (fixes) =>
  fixes.reduce((best, fix) => (!best || fix.accuracy < best.accuracy ? fix : best), /** @type {Fix | undefined} */ (undefined))

function watch(take, fail) {
  const id = navigator.geolocation.watchPosition(take, fail, { enableHighAccuracy: true, maximumAge: 0 })
  return () => navigator.geolocation.clearWatch(id)
}

function startTimers({ captureSeconds, poorAccuracyM }, fixes, isUnavailable, end) {
  const judge = () => {
    if (fixes.length) end(bestOf(fixes).accuracy <= poorAccuracyM ? 'fair' : 'poor')
    else if (isUnavailable()) end('unavailable')
  }
  const giveUp = () => end('timeout')
  return [setTimeout(judge, captureSeconds * 1000), setTimeout(giveUp, captureSeconds * 1000 * PATIENCE_FACTOR)]
}

/** @param {GeolocationPosition} position */
function toFix({ coords, timestamp }) {
  const { latitude: lat, longitude: lon, accuracy } = coords
  const isPossible = Math.abs(lat) <= 90 && Math.abs(lon) <= 180 && accuracy >= 0 && Number.isFinite(accuracy)
  if (!isPossible || !(timestamp >= 0)) return undefined
  const rest = {
    altitude: coords.altitude,
    altitude_accuracy: coords.altitudeAccuracy,
    heading: coords.heading,
    speed: coords.speed
  }
  const known = Object.entries(rest).filter(([, value]) => Number.isFinite(value))
  return { at: Math.round(timestamp), lat, lon, accuracy, ...Object.fromEntries(known) }
}

function withResolvers() {
  let resolve
  const promise = new Promise((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}
