// Calls back when the page is looked at again: another tab, or another device, may have changed what it shows.

/** @param {() => void} callback */
export function startOnChange(callback) {
  addEventListener('pageshow', ({ persisted }) => persisted && callback())
  document.addEventListener('visibilitychange', () => document.hidden || callback())
}
