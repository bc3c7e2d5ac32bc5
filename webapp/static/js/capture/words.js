// Sentences of the server with their blanks filled, and numbers as people read them.

const ZONE = 'Asia/Seoul'
const clock = new Intl.DateTimeFormat('ko', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: ZONE })
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

/** `15:02` today, else `11. 24. 15:02`, in Korean time */
export function formatRecent(ms) {
  const [then, today] = [formatMoment(ms), formatMoment(Date.now())]
  return dayOf(then) === dayOf(today) ? formatClock(ms) : then
}

const dayOf = (moment) => moment.slice(0, moment.lastIndexOf(' '))

/** `11. 24. 15:02` in Korean time */
export function formatMoment(ms) {
  const { month, day } = partsOf(ms)
  return `${month}. ${day}. ${formatClock(ms)}`
}

/** `2026. 11. 24. 15:02:31` in Korean time, as official documents write it */
export function formatInstant(ms) {
  const { year, month, day, hour, minute, second } = partsOf(ms)
  return `${year}. ${month}. ${day}. ${hour}:${minute}:${second}`
}

const partsOf = (ms) => Object.fromEntries(whole.formatToParts(ms).map(({ type, value }) => [type, value]))
