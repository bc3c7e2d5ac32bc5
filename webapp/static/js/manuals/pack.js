// What of the manuals is on this phone: how much, how old; and a tap that brings it up to date.
import { tellWorker } from '../shell/worker.js'

const STATE = '/manuals/pack/state'

export default function pack(element) {
  const button = element.querySelector('[data-refresh]')
  const { wait } = element.dataset
  const ready = button?.textContent
  if (!navigator.serviceWorker || !window.isSecureContext) return show(element, undefined)
  navigator.serviceWorker.addEventListener('message', ({ data }) => {
    if (data?.type !== 'pack') return
    show(element, data.state)
    if (data.isOver && button) Object.assign(button, { disabled: false, textContent: ready })
  })
  button?.addEventListener('click', () => {
    Object.assign(button, { disabled: true, textContent: wait })
    tellWorker({ type: 'pack', language: document.documentElement.lang, isWished: true })
  })
  look(element)
}

async function look(element) {
  const found = await caches.match(STATE, { ignoreVary: true })
  show(element, await found?.json())
}

/** @param {{count: number, total: number, bytes: number, asked_at?: number, full_at?: number} | undefined} state */
function show(element, state) {
  const { none, whole, part, full } = element.dataset
  const words = state?.full_at ? full : !state?.count ? none : state.count < state.total ? part : whole
  const at = state?.asked_at ? moment.format(state.asked_at) : '–'
  const facts = { count: state?.count, total: state?.total, size: sizeOf(state?.bytes ?? 0), at }
  element.querySelector('[data-state]').textContent = words.replace(/\{(\w+)\}/g, (_all, name) => String(facts[name]))
  element.dataset.held = state?.count && state.count === state.total ? 'whole' : state?.count ? 'part' : 'none'
}

const sizeOf = (bytes) => (bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`)

const moment = new Intl.DateTimeFormat(document.documentElement.lang, {
  timeZone: 'Asia/Seoul',
  month: 'numeric',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})
