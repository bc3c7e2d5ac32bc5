// The phone's day in Korea, and a day's words beside it: a page that the phone has kept may be of another day.
import { fill } from '../capture/words.js'

const DAY_MS = 86_400_000

export const localDay = () => new Intl.DateTimeFormat('sv', { timeZone: 'Asia/Seoul' }).format(Date.now())

/**
 * Says today, tomorrow or the day anew, by the phone's own day.
 * @param {HTMLElement} part with the day (`data-on`), its name, and the names of those near today
 */
export function dateAnew(part) {
  const { on, day, near } = part.dataset
  const when = JSON.parse(near)[(Date.parse(on) - Date.parse(localDay())) / DAY_MS] ?? day
  for (const text of part.querySelectorAll('[data-dated]')) text.textContent = fill(text.dataset.dated, { when })
}
