// Waits on the page of a new device for its second signature, while somebody looks at it; then the page is fetched anew.
import { refreshKit } from '../lib/kit.js'
import { callServer, Refusal } from '../lib/server.js'
import { startOnChange } from './showing.js'

const FIRST_MS = 3_000
const LONGEST_MS = 30_000

export default function awaitDevice(element) {
  element.querySelector('[data-waiting]').hidden = false
  let pause = FIRST_MS
  let timer
  const look = async () => {
    clearTimeout(timer)
    if (document.hidden) return
    const state = await findState(element.dataset.device)
    if (state === 'gone') return location.assign('/me/devices')
    if (state !== 'pending') return goOn(element.dataset.owner)
    pause = Math.min(pause * 1.2, LONGEST_MS)
    timer = setTimeout(look, pause)
  }
  startOnChange(look)
  timer = setTimeout(look, pause)
}

// A capture asks what the phone has kept, not the server: so that is brought up to date first.
async function goOn(owner) {
  await refreshKit(owner).catch(() => undefined)
  location.reload()
}

async function findState(device) {
  try {
    return (await callServer(`devices/${device}`)).state
  } catch (error) {
    return error instanceof Refusal && error.status === 404 ? 'gone' : 'pending'
  }
}
