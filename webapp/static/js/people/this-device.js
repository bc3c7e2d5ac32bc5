// On the list of my devices: which of them this browser is, and what to do when it is none of them.
import { loadDeviceKey } from '../lib/device_key.js'
import { startOnChange } from './showing.js'

export default async function thisDevice(element) {
  // Without https there are no keys; shell/insecure says so.
  if (!window.isSecureContext) return
  await show(element)
  startOnChange(() => show(element))
}

async function show(element) {
  const found = await findCase(element).catch(() => 'unusable')
  for (const each of element.querySelectorAll('[data-case]')) each.hidden = each.dataset.case !== found
}

async function findCase(element) {
  const { owner, known } = element.dataset
  const rowOf = (device) => element.querySelector(`[data-device="${device}"]`)
  const key = await loadDeviceKey(owner)
  if (!key) return rowOf(known || '-')?.dataset.state === 'active' ? 'lost' : 'new'
  const row = rowOf(key.device)
  if (!row) return 'unfinished'
  row.querySelector('[data-this]').hidden = false
  return { retired: 'ended', revoked: 'ended' }[row.dataset.state]
}
