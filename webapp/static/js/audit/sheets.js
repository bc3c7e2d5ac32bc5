// The two things that an auditor may do about a verdict: look closer for a reason, restore what was lost.
import * as hex from '../lib/hex.js'
import { callServer } from '../lib/server.js'
import { sayProblem } from './fill.js'

/**
 * Asks for the reason and gives the exact point; nothing when the auditor thinks better of it.
 * @param {string} text
 */
export function askToLook(text) {
  // One id for one sheet: the same request again is the same look.
  const id = hex.encode(crypto.getRandomValues(new Uint8Array(16)))
  return ask('look-sheet', (form) =>
    callServer('verdicts/closer-looks', { body: { id, text, reason: form.elements.reason.value } })
  )
}

/** Asks for the confirmation and restores; nothing when the auditor thinks better of it. */
export function askToRestore(text) {
  return ask('restore-sheet', (form) =>
    callServer('evidences/restorations', { body: { text, confirmed: true, document: form.elements.document.value } })
  )
}

function ask(id, send) {
  const sheet = document.getElementById(id)
  const form = sheet.querySelector('form:not([method=dialog])')
  const problem = form.querySelector('[data-problem]')
  form.reset()
  problem.hidden = true
  sheet.showModal()
  return new Promise((resolve) => {
    form.onsubmit = async (event) => {
      event.preventDefault()
      if (form.ariaBusy === 'true') return
      form.ariaBusy = 'true'
      try {
        resolve(await send(form))
        sheet.close()
      } catch (error) {
        sayProblem(problem, error, form.dataset)
      } finally {
        form.ariaBusy = null
      }
    }
    sheet.addEventListener('close', () => resolve(undefined), { once: true })
  })
}
