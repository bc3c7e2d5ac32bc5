// A seat's QR before the camera: the first one that is read is sent with the form that a typed code goes with.
import { Camera } from '../audit/camera.js'
import { Reader } from '../audit/reader.js'

const CODE = /\/[0-9a-f]{16}$/

export default function scanSeat(root) {
  const form = root.querySelector('[data-code]')
  const other = root.querySelector('[data-other-code]')
  const reader = new Reader((isBroken) => {
    root.querySelector('[data-no-reader]').hidden = !isBroken
  })
  const camera = new Camera(root.querySelector('[data-camera]'), reader, (texts) => {
    const text = texts.find((each) => CODE.test(each))
    other.hidden = Boolean(text)
    if (!text || camera.isPaused) return
    camera.isPaused = true
    form.elements.text.value = text
    form.requestSubmit()
  })
  // After a refusal the same paper would be read again at once: it waits for a tap.
  if (!('held' in root.dataset)) camera.start()
}
