// Two texts of the same section, from two devices of one person: she chooses, or takes both.

let asking = Promise.resolve()

/**
 * The text to go on with; nothing when she closes the question, which comes again with the next letter.
 * @param {string} other what another device has saved
 * @param {string} own what stands here
 * @returns {Promise<string | undefined>}
 */
export function chooseText(other, own) {
  asking = asking.then(() => ask(other, own))
  return asking
}

function ask(other, own) {
  const dialog = document.querySelector('[data-other]')
  const answers = { other, own, both: `${other}\n\n${own}` }
  dialog.querySelector('[data-other-text]').value = other
  dialog.querySelector('[data-own-text]').value = own
  dialog.returnValue = ''
  dialog.showModal()
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => resolve(answers[dialog.returnValue]), { once: true })
  })
}
