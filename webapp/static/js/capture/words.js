// Sentences of the server with their blanks filled, and numbers as people read them.

const ZONE = 'Asia/Seoul'
const clock = new Intl.DateTimeFormat('ko', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: ZONE })
// As the server writes days (webapp/templating.py).
const isKorean = () => document.documentElement.lang !== 'en'
const months = new Intl.DateTimeFormat('en', { month: 'short', timeZone: ZONE })
const whole = new Intl.DateTimeFormat('en', {
  year: 'numeric', month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23',
  timeZone: ZONE
})

/**
 * @param {string} text with blanks such as {m}
 * @param {Record<string, string | number>} values
 */
export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (blank, name) => String(values[name] ?? blank))

/** `48 m`, `1.2 km`, `35 km` */
export function formatDistance(metres) {
  if (metres < 1000) return `${Math.round(metres)} m`
  return `${(metres / 1000).toFixed(metres < 10_000 ? 1 : 0)} km`
}

/** `15:02` in Korean time */
export const formatClock = (ms) => clock.format(ms)

/** `15:02` today, else with its day, in Korean time */
export const formatRecent = (ms) => (formatDay(ms) === formatDay(Date.now()) ? formatClock(ms) : formatMoment(ms))

/** `11. 24. 15:02`, `24 Nov 15:02`, in Korean time */
export const formatMoment = (ms) => `${formatDay(ms)} ${formatClock(ms)}`

/** `2026. 11. 24. 15:02:31`, `24 Nov 2026 15:02:31`, in Korean time */
export function formatInstant(ms) {
  const { year, hour, minute, second } = partsOf(ms)
  const day = isKorean() ? `${year}. ${formatDay(ms)}` : `${formatDay(ms)} ${year}`
  return `${day} ${hour}:${minute}:${second}`
}

function formatDay(ms) {
  const { month, day } = partsOf(ms)
  return isKorean() ? `${month}. ${day}.` : `${day} ${months.format(ms)}`
}

const partsOf = (ms) => Object.fromEntries(whole.formatToParts(ms).map(({ type, value }) => [type, value]))
