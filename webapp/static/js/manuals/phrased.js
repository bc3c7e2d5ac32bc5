// The quoted passages put into one answer by a model, where one is set up: shown above them when it comes, and not at
// all when it does not.
import { callServer } from '../lib/server.js'

export default async function phrased(element) {
  try {
    const { phrased: said } = await callServer('manuals/answers', { body: { question: element.dataset.question } })
    if (!said) return
    element.querySelector('[data-slot="text"]').textContent = said.text
    element.hidden = false
  } catch {
    // The quotes stand there all the same.
  }
}
