// Signing in with a passkey: offered in the number field's own list where the browser can, and by a button.
import { callServer } from '../lib/server.js'
import { hideProblem, showProblem } from './problems.js'
import { askPasskey, hasPasskeys } from './webauthn.js'

// The server's question lives for ten minutes; the page may stay open for hours.
const RENEW_MS = 9 * 60_000

export default function signInWithPasskey(element) {
  if (!hasPasskeys()) return
  element.hidden = false
  const button = element.querySelector('button')
  let offer = new AbortController()
  const offerAgain = () => {
    offer.abort()
    offer = new AbortController()
    offerInList(element, offer.signal)
  }
  button.addEventListener('click', async () => {
    offer.abort()
    button.ariaBusy = 'true'
    if (!(await signIn(element, {}))) offerAgain()
    button.ariaBusy = null
  })
  offerAgain()
  setInterval(offerAgain, RENEW_MS)
}

async function offerInList(element, signal) {
  if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return
  if (!signal.aborted) signIn(element, { signal, mediation: 'conditional' })
}

/** Whether the browser leaves this page. */
async function signIn(element, how) {
  hideProblem(element)
  try {
    const { options } = await callServer('sign-in/options', { body: {} })
    const credential = await askPasskey(options, how)
    const { next } = await callServer('sign-in', { body: { credential, next: element.dataset.next } })
    location.assign(next)
    return true
  } catch (error) {
    // What only lay in a list is no failure when nobody chose it.
    if (how.mediation && !error.detail) return false
    const isElsewhere = element.dataset.rpId !== location.hostname
    showProblem(element, isElsewhere ? 'wrong_address' : error)
    return false
  }
}
