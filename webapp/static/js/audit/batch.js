// The results of a batch: a line opens its verdict.
import { sayProblem } from './fill.js'
import { Judging } from './judging.js'
import { Reading } from './reading.js'
import { Shown } from './shown.js'

export default function batch(root) {
  const problem = root.querySelector('[data-problem]')
  const reading = new Reading(root)
  let wanted
  let isAsked = false
  const judging = new Judging({
    onVerdict: (text, verdict) => {
      if (text !== wanted) return
      shown.show(text, verdict)
      if (isAsked) open()
      isAsked = false
    },
    onProblem: (error) => {
      sayProblem(problem.querySelector('.grow p'), error, root.dataset)
      problem.hidden = !error
    }
  })
  const shown = new Shown(root.querySelector('[data-shown]'), {
    onRead: () => reading.begin(),
    onBack: () => reading.end(),
    onRestored: (text) => judging.again(text)
  })
  const open = () => {
    reading.begin()
    shown.focus()
  }
  root.addEventListener('click', ({ target }) => {
    const { code } = target.closest('[data-code]')?.dataset ?? {}
    if (!code) return
    wanted = code
    isAsked = true
    judging.again(code)
  })
}
