// What time it is in the cafeterias, told by the server's answers: this device's clock may be an hour off. What was
// learnt is kept, so that a copy of a page that is opened without a network still knows its age.

const KEY = 'balgil-clock-ahead'
const DAY_MIN = 1440
const KOREA_MIN = 540

let aheadMs = recall()

/** @param {Response} response of the watch, just now */
export function learnTime(response) {
  const told = Number(response.headers.get('Balgil-At'))
  if (!told) return
  aheadMs = Date.now() - told
  try {
    localStorage.setItem(KEY, String(aheadMs))
  } catch {
    // A browser that keeps nothing asks again on the next page.
  }
}

/** Milliseconds since 1970, as the server counts them. */
export const now = () => Date.now() - aheadMs

/** Minutes after midnight in Korea. */
export const minuteOfDay = (at = now()) => (at / 60_000 + KOREA_MIN) % DAY_MIN

/** The day in Korea, such as 2026-11-24. */
export const today = () => new Date(now() + KOREA_MIN * 60_000).toISOString().slice(0, 10)

function recall() {
  // In a demonstration the cafeterias live by a clock of their own, which every page tells.
  const told = Number(document.documentElement.dataset.lunchAt)
  if (told) return Date.now() - told
  try {
    return Number(localStorage.getItem(KEY)) || 0
  } catch {
    return 0
  }
}
