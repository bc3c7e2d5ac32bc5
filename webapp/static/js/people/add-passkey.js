// Makes a passkey in this browser and keeps it under the name in the form.
import { callServer } from '../lib/server.js'
import { hideProblem, showProblem } from './problems.js'
import { hasPasskeys, makePasskey } from './webauthn.js'

export default function addPasskey(form) {
  if (!hasPasskeys()) return showProblem(form, 'unsupported')
  const button = form.querySelector('button')
  button.disabled = false
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    if (form.ariaBusy === 'true') return
    form.ariaBusy = 'true'
    await add(form)
    form.ariaBusy = null
  })
}

async function add(form) {
  hideProblem(form)
  if (form.dataset.rpId !== location.hostname) return showProblem(form, 'wrong_address')
  try {
    const { options } = await callServer('passkeys/options', { body: {} })
    const credential = await makePasskey(options)
    await callServer('passkeys', { body: { credential, label: form.elements.label.value } })
    location.reload()
  } catch (error) {
    showProblem(form, error)
  }
}
