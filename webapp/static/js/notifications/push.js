// Turns pushes to this browser on and off, and says how it stands.
import { canPush, isSubscribed, subscribe, unsubscribe } from './subscription.js'

export default async function push(element) {
  const turn = { on: turnOn, off: turnOff }
  for (const button of element.querySelectorAll('[data-turn]')) {
    button.addEventListener('click', async () => {
      if (button.ariaBusy === 'true') return
      button.ariaBusy = 'true'
      const failed = await turn[button.dataset.turn](element).then(() => false, () => true)
      button.ariaBusy = null
      const state = await findState(element)
      show(element, failed && state !== 'denied' ? 'failed' : state)
    })
  }
  show(element, await findState(element))
}

async function turnOn(element) {
  if ((await Notification.requestPermission()) !== 'granted') throw new Error('not granted')
  await subscribe(element.dataset)
  element.dataset.told = ''
}

async function turnOff(element) {
  await unsubscribe()
  delete element.dataset.told
}

async function findState({ dataset }) {
  if (!canPush()) return 'unsupported'
  if (Notification.permission === 'denied') return 'denied'
  // The server forgets an address that the push service knows no more.
  return 'told' in dataset && (await isSubscribed(dataset)) ? 'on' : 'off'
}

function show(element, state) {
  element.dataset.state = state
  for (const line of element.querySelectorAll('[data-shown]')) {
    line.hidden = !line.dataset.shown.split(' ').includes(state)
  }
}
