// "새 버전이 있어요": shown when a new worker waits, never while a capture is under way.
import { isCapturing, watchCapturing } from './capturing.js'
import { findRegistration } from './worker.js'

export default async function update(element) {
  const registration = await findRegistration()
  if (!registration) return
  const show = async () => {
    element.hidden = !registration.waiting || !navigator.serviceWorker.controller || (await isCapturing())
  }
  const watch = () => registration.installing?.addEventListener('statechange', show)
  registration.addEventListener('updatefound', watch)
  // It may have been found before this file was loaded.
  watch()
  watchCapturing(show)
  element.querySelector('button').addEventListener('click', () => takeOver(registration, show))
  show()
}

async function takeOver(registration, show) {
  if (await isCapturing()) return show()
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true })
  registration.waiting?.postMessage({ type: 'take-over' })
}
