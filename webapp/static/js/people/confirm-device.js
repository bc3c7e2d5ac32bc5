// On an earlier device: its key signs the enrolment of a new one of the same person.
import * as base64url from '../lib/base64url.js'
import { concat, utf8 } from '../lib/bytes.js'
import { loadDeviceKey, signBytes } from '../lib/device_key.js'
import { refreshKit } from '../lib/kit.js'
import { callServer } from '../lib/server.js'
import { hideProblem, showProblem } from './problems.js'

const CONFIRMATION = 'balgil-confirm-v1'

export default async function confirmDevice(element) {
  if (!window.isSecureContext) return
  const { owner, active } = element.dataset
  const key = await loadDeviceKey(owner).catch(() => undefined)
  // Only a device that may sign is asked to.
  if (!key || !active.split(' ').includes(key.device)) return
  element.hidden = false
  const button = element.querySelector('[data-confirm]')
  button.addEventListener('click', async () => {
    if (button.ariaBusy === 'true') return
    button.ariaBusy = 'true'
    await confirm(element, key)
    button.ariaBusy = null
  })
}

async function confirm(element, key) {
  hideProblem(element)
  const { owner, device, challenge } = element.dataset
  try {
    await refreshKit(owner)
    const message = concat(utf8(CONFIRMATION), 0, base64url.decode(challenge))
    const signature = base64url.encode(await signBytes(owner, message))
    await callServer(`devices/${device}/confirmations`, { body: { device: key.device, signature } })
    location.reload()
  } catch (error) {
    showProblem(element, error)
  }
}
