// Says one sentence at the foot of the page, for eyes and ears, until the next one.

/** @param {string} text a sentence that the server has translated */
export function toast(text) {
  const line = document.createElement('p')
  line.className = 'toast'
  line.textContent = text
  document.getElementById('toasts').replaceChildren(line)
  return line
}
