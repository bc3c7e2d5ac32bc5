// Keeps the screen of a tablet or a wall on while its page is seen, where the browser lets a page ask.

export default function awake() {
  const hold = () => {
    if (!document.hidden) navigator.wakeLock?.request('screen').catch(() => undefined)
  }
  document.addEventListener('visibilitychange', hold)
  hold()
}
