// Enrols this browser's key: makes it, lets a passkey answer for the person, and shows that the key is here.
import * as base64url from '../lib/base64url.js'
import { concat, utf8 } from '../lib/bytes.js'
import { createDeviceKey, renewDeviceKey, signBytes } from '../lib/device_key.js'
import { OtherPerson, refreshKit } from '../lib/kit.js'
import { callServer } from '../lib/server.js'
import { hideProblem, showProblem } from './problems.js'
import { askPasskey, hasPasskeys, makePasskey } from './webauthn.js'

const POSSESSION = 'balgil-possess-v1'

export default function enrol(form) {
  if (!hasPasskeys()) return showProblem(form, 'unsupported')
  for (const button of form.querySelectorAll('button')) button.disabled = false
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    if (form.ariaBusy === 'true') return
    form.ariaBusy = 'true'
    await enrolHere(form, event.submitter?.value === 'new')
    form.ariaBusy = null
  })
}

async function enrolHere(form, withNewPasskey) {
  hideProblem(form)
  const { owner, ended, rpId } = form.dataset
  if (rpId !== location.hostname) return showProblem(form, 'wrong_address')
  try {
    // The server says who is signed in, and with that her key here is unlocked.
    await refreshKit(owner)
    const key = await keyFor(owner, ended.split(' '))
    const device = await register(owner, key, withNewPasskey, answersOf(form))
    await refreshKit(owner).catch(() => undefined)
    location.assign(`/me/devices/${device.id}`)
  } catch (error) {
    showProblem(form, problemOf(error))
  }
}

/** An ended key never comes back; one that was not enrolled to the end is still good. */
async function keyFor(owner, ended) {
  const key = await createDeviceKey(owner)
  return ended.includes(key.device) ? renewDeviceKey(owner) : key
}

async function register(owner, key, withNewPasskey, answers) {
  const publicKey = base64url.encode(key.publicKey)
  const asked = await callServer('devices/options', {
    body: { public_key: publicKey, with_new_passkey: withNewPasskey }
  })
  const answer = asked.proof === 'assertion' ? askPasskey : makePasskey
  const credential = await answer(asked.options)
  const challenge = base64url.decode(asked.options.challenge)
  const possession = await signBytes(owner, concat(utf8(POSSESSION), 0, challenge))
  return callServer('devices', {
    body: { public_key: publicKey, credential, possession: base64url.encode(possession), ...answers }
  })
}

function answersOf({ elements }) {
  return { label: elements.label.value, replaces: elements.replaces?.value || null }
}

function problemOf(error) {
  if (error instanceof OtherPerson) return 'other_person'
  return ['QuotaExceededError', 'UnknownError', 'InvalidAccessError'].includes(error?.name) ? 'storage' : error
}
